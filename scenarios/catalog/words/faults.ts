/** Pieces of schedules that more than one scenario is made of: when something breaks, and what does. */
import type { End, FaultEntry, MarkedMoment, Start } from '../../../sim/faults/entry.js';
import type { Settings } from '../../harness/settings/table.js';
import { FOLLOWER, LEADER, others } from './cluster.js';

export interface Span {
  readonly atMs: number;
  readonly untilMs: number;
}

/** From the beginning of the load on, for so long. */
export function atStart(settings: Settings, forMs: number): Span {
  const atMs = settings['run.startMs'];
  return { atMs, untilMs: atMs + forMs };
}

/** As soon as `node` says so. */
export function on(mark: string, node: string, plusMs = 0): MarkedMoment {
  return { mark, node, plusMs };
}

/** On their way from the leader to the follower: answers to what it forwards. */
export const ANSWERS = { from: LEADER, to: FOLLOWER, channel: 'rpc' } as const;
/** The other way: what it forwards. */
export const FORWARDS = { from: FOLLOWER, to: LEADER, channel: 'rpc' } as const;

/** Messages of a link, or of all: from a node or `*` to others, on a channel. */
interface Link {
  readonly from: string | readonly string[];
  readonly to: string;
  readonly channel: string;
}

/** Everything on it is lost, and never comes: a stream whose messages are lost would send them again. */
export function lost(id: string, link: Link, when: Start & End): FaultEntry {
  return { id, type: 'cut', ...link, ...when };
}

/** Everything on it waits, and arrives when that is over. */
export function held(id: string, link: Link, when: Start & End): FaultEntry {
  return { id, type: 'hold', ...link, ...when };
}

/** One broker here, the others there; clients reach both. */
export function cutOff(
  id: string,
  settings: Settings,
  when: Start & End,
  nodeId: string = LEADER,
): FaultEntry {
  return { id, type: 'partition', groups: [[nodeId], others(settings, nodeId)], ...when };
}

/** The machines are gone at once, with all that was not synced. */
export function powerLost(id: string, target: string | readonly string[], when: Start & End): FaultEntry {
  return { id, type: 'crash', target, loses: 'all', ...when };
}

/**
 * No follower answers for so long from the beginning of the load on. By their disks, not the network: cut
 * off, they would elect another leader, and what was asked for would be lost, not late.
 */
export function quorumAway(settings: Settings, forMs: number): FaultEntry {
  return { id: 'quorum-away', type: 'stallDisk', target: others(settings), ...atStart(settings, forMs) };
}

/** Syncs stall, and nothing else of the disk. */
export function syncsStall(id: string, target: string | readonly string[], span: Span): FaultEntry {
  return { id, type: 'stallDisk', target, syncOnly: true, ...span };
}

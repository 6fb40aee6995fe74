/**
 * Faults that belong together. What one of them shows is known to whoever wrote the code; what is wrong shows
 * when a leader goes on that has been deposed, when two follow each other within one outage, or when a
 * message arrives that another reign has sent. Chance alone seldom makes a fault outlast a session and an
 * election.
 */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { raftTickMs } from '../harness/cluster/from-settings.js';
import type { Settings } from '../harness/settings/table.js';
import type { Draws } from './draws.js';
import type { Cast } from './faults.js';

/** Where faults are put, and how long they take to be noticed. */
export interface Scene {
  readonly cast: Cast;
  /** From then on more may be added. */
  readonly fromMs: number;
  /** All faults are over then. */
  readonly untilMs: number;
  readonly waits: Waits;
}

/** After so long without the holder of a role another one has it. */
export interface Waits {
  /** Of the metadata log. */
  readonly electionMs: number;
  /** Of partitions and groups. */
  readonly sessionMs: number;
}

export function waitsOf(settings: Settings): Waits {
  return {
    electionMs: 2 * settings['raft.electionTicks'] * raftTickMs(settings),
    sessionMs: settings['broker.sessionTimeoutMs'] + settings['broker.heartbeatMs'],
  };
}

type DrawPattern = (draws: Draws, id: string, atMs: number, scene: Scene) => readonly FaultEntry[];

const PATTERNS: readonly DrawPattern[] = [
  stranded,
  stranded,
  relayed,
  succeeded,
  belated,
  belated,
  contested,
];

/** None where there is no time left for one. */
export function drawPattern(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  if (scene.cast.struck.length === 0) return [];
  const entries = draws.pick(`${id} pattern`, PATTERNS)(draws, id, atMs, scene);
  return entries.filter((entry) => (entry.atMs ?? 0) < scene.untilMs);
}

/** The holder of a role is without the other brokers, and its clients are not without it. */
function stranded(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  const holder = holderOf(draws, id, scene);
  return strand(draws, id, holder, { atMs, untilMs: endOf(draws, id, atMs, holder, scene) }, scene.cast);
}

/** Again and again the one that has a role by then. */
function relayed(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  const { target, takeoverMs } = holderOf(draws, id, scene);
  const forMs = Math.ceil(takeoverMs * draws.pick(`${id} for`, [0.6, 1.1, 1.5]));
  const everyMs = Math.ceil(forMs * draws.pick(`${id} every`, [1.01, 1.2, 2]));
  const when = { atMs, forMs, everyMs, untilMs: scene.untilMs };
  if (everyMs <= forMs || atMs >= scene.untilMs) return [];
  return [draws.pick<FaultEntry>(`${id} type`, away(draws, `${id}a`, target, scene.cast)(when))];
}

/** One after the other: what the second has done when the first comes back, and the third has not seen. */
function succeeded(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  const holder = holderOf(draws, id, scene);
  const stepMs = Math.ceil(holder.takeoverMs * draws.pick(`${id} step`, [0.7, 1.1, 1.5]));
  // The next goes when the one before is back, or just before, or while it is still away.
  const forMs = Math.ceil(stepMs * draws.pick(`${id} for`, [0.95, 1, 1.02, 1.5, 2]));
  const count = draws.int(`${id} count`, 2, 3);
  return Array.from({ length: count }, (_, place) => {
    const own = `${id}${'abc'[place] ?? ''}`;
    const beginMs = after(atMs, place * stepMs);
    const when = { atMs: beginMs, untilMs: Math.min(scene.untilMs, after(beginMs, forMs)) };
    if (when.untilMs <= when.atMs) return [];
    if (draws.chance(`${own} strands`, 0.4)) return strand(draws, own, holder, when, scene.cast);
    return [draws.pick(`${own} type`, away(draws, own, holder.target, scene.cast)(when))];
  }).flat();
}

/** What was sent before a change arrives after it. */
function belated(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  const { cast, untilMs } = scene;
  const holder = holderOf(draws, id, scene);
  const endMs = endOf(draws, id, atMs, holder, scene);
  const other = draws.pick(`${id} other`, ['*', ...cast.brokers, ...cast.clients]);
  const [from, to] = draws.chance(`${id} way`, 0.5) ? [holder.target, other] : [other, holder.target];
  const channel = draws.pick(`${id} channel`, ['all', ...cast.channels]);
  const on = channel === 'all' ? {} : { channel };
  const held: FaultEntry[] =
    from === to || endMs <= atMs
      ? []
      : [{ id: `${id}a`, type: 'hold', from, to, ...on, atMs, untilMs: endMs }];
  const strikeMs = after(atMs, draws.pick(`${id} soon`, [0, 1, 5, 50]));
  const strike = {
    atMs: strikeMs,
    untilMs: Math.min(untilMs, after(strikeMs, Math.ceil(1.1 * holder.takeoverMs))),
  };
  if (strike.untilMs <= strike.atMs) return held;
  return [...held, draws.pick(`${id} type`, away(draws, `${id}b`, holder.target, cast)(strike))];
}

/** Elections on a network that repeats and overtakes. */
function contested(draws: Draws, id: string, atMs: number, scene: Scene): readonly FaultEntry[] {
  const { cast, untilMs, waits } = scene;
  if (atMs >= untilMs) return [];
  const target = cast.roles.includes('leader of __meta')
    ? 'leader of __meta'
    : draws.pick(`${id} target`, cast.struck);
  const on = cast.channels.includes('raft') ? { channel: 'raft' } : {};
  const link = { from: '*', to: '*', ...on, atMs, untilMs } as const;
  const forMs = Math.ceil(waits.electionMs * draws.pick(`${id} for`, [0.6, 0.9, 1.2]));
  const when = { atMs, forMs, everyMs: 2 * forMs, untilMs };
  return [
    { id: `${id}a`, type: 'duplicateLink', duplicateProbability: 0.9, ...link },
    draws.chance(`${id} slow`, 0.5)
      ? { id: `${id}b`, type: 'slowLink', addMs: Math.ceil(waits.electionMs / 8), ...link }
      : { id: `${id}b`, type: 'reorderLink', reorderProbability: 0.5, ...link },
    draws.pick(`${id} type`, away(draws, `${id}c`, target, cast)(when)),
  ];
}

interface Holder {
  readonly target: string;
  /** Until another one has its role. */
  readonly takeoverMs: number;
}

function holderOf(draws: Draws, id: string, { cast, waits }: Scene): Holder {
  const roles = cast.roles.filter((role) => !role.startsWith('follower '));
  const isRole = roles.length > 0 && draws.chance(`${id} role`, 0.85);
  const target = draws.pick(`${id} target`, isRole ? roles : cast.struck);
  const ofMetadata = target === 'leader of __meta' || (!isRole && draws.chance(`${id} soon`, 0.5));
  return { target, takeoverMs: ofMetadata ? waits.electionMs : waits.sessionMs };
}

function endOf(draws: Draws, id: string, atMs: number, { takeoverMs }: Holder, { untilMs }: Scene): number {
  const forMs = Math.ceil(takeoverMs * draws.pick(`${id} long`, [0.9, 1.2, 2, 4]));
  return Math.min(untilMs, after(atMs, forMs));
}

/** In whole microseconds, as a schedule has them. */
function after(atMs: number, ms: number): number {
  return Math.round((atMs + ms) * 1000) / 1000;
}

interface Between {
  readonly atMs: number;
  readonly untilMs: number;
}

function strand(
  draws: Draws,
  id: string,
  { target }: Holder,
  when: Between,
  cast: Cast,
): readonly FaultEntry[] {
  const { brokers, clients, channels } = cast;
  if (when.untilMs <= when.atMs || brokers.length < 2) return [];
  const ofBrokers = channels.filter((channel) => channel !== 'client');
  if (ofBrokers.length > 0 && draws.chance(`${id} one channel`, 0.4)) {
    const channel = draws.pick(`${id} channel`, ofBrokers);
    return [
      { id: `${id}a`, type: 'cut', from: target, to: '*', channel, ...when },
      { id: `${id}b`, type: 'cut', from: '*', to: target, channel, ...when },
    ];
  }
  // Nodes in no group keep all links; a node that is in both stays in the first.
  const others = brokers.filter((name) => name !== target);
  const along = draws.some(`${id} along`, clients, draws.int(`${id} clients`, 0, clients.length));
  const groups = draws.chance(`${id} both sides`, 0.5)
    ? [[target], others]
    : [
        [target, ...along],
        [...others, ...clients.filter((name) => !along.includes(name))],
      ];
  return [{ id, type: 'partition', groups, ...when }];
}

type Times = Between & { readonly forMs?: number; readonly everyMs?: number };

/** A broker that is away to the others, in each way in which it can be. */
function away(
  draws: Draws,
  id: string,
  target: string,
  { brokers }: Cast,
): (when: Times) => readonly FaultEntry[] {
  const loses = draws.pick(`${id} loses`, ['all', 'prefix', 'none'] as const);
  const others = brokers.filter((name) => name !== target);
  return (when) => [
    { id, type: 'isolate', target, ...when },
    { id, type: 'pause', target, ...when },
    { id, type: 'crash', target, loses, ...when },
    ...(others.length === 0 ? [] : [{ id, type: 'partition', groups: [[target], others], ...when } as const]),
    { id, type: 'stallDisk', target, ...when },
  ];
}

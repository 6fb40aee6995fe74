/**
 * Which brokers a schedule may take data from: never more copies of one thing than the design can lose
 * (TigerBeetle's VOPR calls it a fault atlas). Within it, whatever goes wrong is a bug.
 */
import type { FaultEntry, FaultSchedule } from '../../sim/faults/entry.js';
import { brokerNames, replicationFactorOf } from '../harness/cluster/from-settings.js';
import { LOSING } from '../harness/definition/damages.js';
import type { Settings } from '../harness/settings/table.js';
import type { Draws } from './draws.js';

export interface Atlas {
  /** Their disks may be emptied: they come back, and learn all of it from the others. */
  readonly wiped: readonly string[];
  /** Their disks may lie, rot, or write astray: a broker that finds out stops, perhaps for good. */
  readonly untrusted: readonly string[];
  /** Where anything of that happens, whatever else happens does to these, which they are among. */
  readonly struck: readonly string[];
}

/**
 * One replica of each partition is left alone, so it stays in the ISR and has all that is acknowledged.
 *
 * Otherwise: 1. B's disk is wiped; B is in the ISR {A, B, C} until it has registered again. 2. A and C
 * restart, and leave the ISR. 3. B is the last in it, leads with nothing, and the records of A and C go
 * (KIP-966 tells of it, and would let A and C lead). So it would be in Kafka before 4.0.
 *
 * A record of the metadata log is on a majority, and needs one: a minority may be lost. One that has stopped
 * for good counts for nobody, and as many in-sync replicas have to be left as producers ask for.
 */
export function drawAtlas(draws: Draws, settings: Settings): Atlas {
  const nodes = brokerNames(settings);
  const replicas = replicationFactorOf(settings);
  const struck = draws.some('atlas', nodes, replicas - 1);
  const wiped = struck.slice(0, Math.floor((nodes.length - 1) / 2));
  return { wiped, untrusted: wiped.slice(0, replicas - settings['topic.minInsyncReplicas']), struck };
}

/** Without bounds: what is lost then may be the schedule's doing, and is for the oracles to tell. */
export function anyDisk(nodes: readonly string[]): Atlas {
  return { wiped: nodes, untrusted: nodes, struck: nodes };
}

export function takesData({ type }: FaultEntry): boolean {
  return LOSING.includes(type);
}

/**
 * With a disk that lies, no machine loses its memory: what was said to be durable is still there.
 *
 * Otherwise: 1. A record is acknowledged by the leader A and by B, whose disk lies. 2. B loses power, comes
 * back without the record, and nobody can know. 3. A goes away; B is in the ISR, leads, and the record is
 * lost. So it would be in Kafka: that is the schedule's doing, and shows no bug.
 */
export function harmless(schedule: FaultSchedule): FaultSchedule {
  return schedule.some(({ type }) => type === 'lyingSync') ? keepingMemory(schedule) : schedule;
}

export function keepingMemory(schedule: FaultSchedule): FaultSchedule {
  return schedule.flatMap((entry): FaultSchedule => {
    if (entry.type === 'wipe') return [];
    return [entry.type === 'crash' ? { ...entry, loses: 'none' } : entry];
  });
}

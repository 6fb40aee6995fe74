/**
 * Which brokers a schedule may take data from: never more copies of one thing than the design can lose
 * (TigerBeetle's VOPR calls it a fault atlas). Within it, whatever goes wrong is a bug.
 */
import type { FaultSchedule } from '../../sim/faults/entry.js';
import { brokerNames, replicationFactorOf } from '../harness/cluster/from-settings.js';
import type { Settings } from '../harness/settings/table.js';
import type { Draws } from './draws.js';

export interface Atlas {
  /** Their disks may be emptied: they come back, and learn all of it from the others. */
  readonly wiped: readonly string[];
  /** Their disks may lie, rot, or write astray: a broker that finds out stops, perhaps for good. */
  readonly untrusted: readonly string[];
}

/**
 * 1. With `min.insync.replicas` of 1 an acknowledged record may be on one disk alone, which nobody may take.
 * 2. A record of the metadata log is on a majority, and needs one: a minority may be lost. 3. One that has
 * stopped for good counts for nobody, and as many in-sync replicas have to be left as producers ask for.
 */
export function drawAtlas(draws: Draws, settings: Settings): Atlas {
  const nodes = brokerNames(settings);
  const minInsync = settings['topic.minInsyncReplicas'];
  const spare = Math.min(minInsync - 1, Math.floor((nodes.length - 1) / 2));
  const wiped = draws.some('atlas', nodes, spare);
  return { wiped, untrusted: wiped.slice(0, Math.min(spare, replicationFactorOf(settings) - minInsync)) };
}

/**
 * With a disk that lies, no machine loses its memory: what was said to be durable is still there.
 *
 * Otherwise: 1. A record is acknowledged by the leader A and by B, whose disk lies. 2. B loses power, comes
 * back without the record, and nobody can know. 3. A goes away; B is in the ISR, leads, and the record is
 * lost. So it would be in Kafka: that is the schedule's doing, and shows no bug.
 */
export function harmless(schedule: FaultSchedule): FaultSchedule {
  if (!schedule.some(({ type }) => type === 'lyingSync')) return schedule;
  return schedule.flatMap((entry): FaultSchedule => {
    if (entry.type === 'wipe') return [];
    return [entry.type === 'crash' ? { ...entry, loses: 'none' } : entry];
  });
}

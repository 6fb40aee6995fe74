/**
 * Load under faults: producers with `acks=all` that also bring new topics into being, while brokers crash or their disks stall.
 */
import type { FaultEntry } from '../../sim/faults/entry.js';
import type { Scenario } from '../scenario.js';
import type { SettingOverrides, Settings } from '../settings/table.js';
import { produceLoad } from '../workloads/produce-load.js';

type Draw = (name: string) => number;

const LOAD: SettingOverrides = {
  'client.count': 8,
  'client.messages': 1600,
  'client.thinkMs': 100,
  'client.forMs': 40_000,
  'client.profile': 'java',
  'topic.minInsyncReplicas': 2,
};

/** One record in twenty-five goes to a topic that nobody has used before. */
const topicOf = (client: number, n: number): string =>
  n % 25 === 24 ? `new-${String(client + 1)}-${String(n)}` : 'load';

export const leaderLoss: Scenario = {
  name: 'leader-loss',
  doc: 'The leader of a partition loses power, then the leader of the metadata log, under load.',
  source: 'spec c L7, d.1 (failover); Raft paper, section 5.4',
  variant: 'register-then-forward',
  settings: LOAD,
  topics: (settings) => [{ name: 'load', partitions: settings['topic.partitions'] }],
  faults: (settings, draw) => [
    crash(settings, draw, 'partition-leader', 'leader of load/0', 1000),
    crash(settings, draw, 'metadata-leader', 'leader of __meta', 12_000),
  ],
  load: produceLoad({ topicOf }),
};

export const syncStall: Scenario = {
  name: 'sync-stall',
  doc: 'The disks of a follower, of a partition leader and of the metadata leader stall, one after another, under load.',
  source: 'S4:L446-457 (R8); E10',
  variant: 'register-then-forward',
  settings: LOAD,
  topics: (settings) => [{ name: 'load', partitions: settings['topic.partitions'] }],
  faults: (settings, draw) => [
    stall(settings, draw, 'follower-stalls', 'follower of load/0', 1000),
    stall(settings, draw, 'leader-stalls', 'leader of load/0', 6000),
    stall(settings, draw, 'metadata-leader-stalls', 'leader of __meta', 12_000),
  ],
  load: produceLoad({ topicOf }),
};

/** Power fails somewhere in the four seconds from `fromMs` on, and is back after one to twelve seconds. */
function crash(settings: Settings, draw: Draw, id: string, target: string, fromMs: number): FaultEntry {
  const atMs = settings['run.startMs'] + fromMs + Math.floor(draw(`${id} at`) * 4000);
  const untilMs = atMs + 1000 + Math.floor(draw(`${id} for`) * 11_000);
  const modes = ['all', 'prefix', 'sectors'] as const;
  const loses = modes[Math.floor(draw(`${id} loses`) * modes.length)] ?? 'all';
  return { id, type: 'crash', target, loses, atMs, untilMs };
}

/** Stalls somewhere in the four seconds from `fromMs` on, for 0.2 to 6 s. */
function stall(settings: Settings, draw: Draw, id: string, target: string, fromMs: number): FaultEntry {
  const atMs = settings['run.startMs'] + fromMs + Math.floor(draw(`${id} at`) * 4000);
  const untilMs = atMs + 200 + Math.floor(draw(`${id} for`) * 5800);
  return { id, type: 'stallDisk', target, atMs, untilMs };
}

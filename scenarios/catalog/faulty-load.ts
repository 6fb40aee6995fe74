/** Load under faults: producers with `acks=all`, also to new topics, while brokers crash or disks stall. */
import type { FaultEntry } from '../../sim/faults/entry.js';
import type { SettingOverrides, Settings } from '../harness/settings/table.js';
import { topicReady } from './words/cluster.js';
import { drawnCrash, drawnSpan, type Draw } from './words/draws.js';
import { family } from './words/family.js';
import { produceLoad, withNewTopics } from './workloads/produce-load.js';

const LOAD: SettingOverrides = {
  'client.count': 8,
  'client.messages': 1600,
  'client.thinkMs': 100,
  'client.forMs': 40_000,
  'client.profile': 'java',
  'topic.minInsyncReplicas': 2,
};

/** Topics come into being all along: so the metadata log has something to decide, too. */
const faultyLoad = family({
  variant: 'register-then-forward',
  settings: LOAD,
  topics: topicReady('load'),
  load: produceLoad({ topicOf: withNewTopics('load', 25) }),
});

export const leaderLoss = faultyLoad({
  name: 'leader-loss',
  doc: 'The leader of a partition loses power, then the leader of the metadata log, under load.',
  source: 'spec c L7, d.1 (failover); Raft paper, section 5.4',
  swarm: { weight: 12 },
  faults: (settings, draw) => [
    crash(settings, draw, 'partition-leader', 'leader of load/0', 1000),
    crash(settings, draw, 'metadata-leader', 'leader of __meta', 12_000),
  ],
});

export const syncStall = faultyLoad({
  name: 'sync-stall',
  doc: 'The disks of a follower, of a partition leader and of the metadata leader stall, one after another, under load.',
  source: 'S4:L446-457 (R8); E10',
  faults: (settings, draw) => [
    stall(settings, draw, 'follower-stalls', 'follower of load/0', 1000),
    stall(settings, draw, 'leader-stalls', 'leader of load/0', 6000),
    stall(settings, draw, 'metadata-leader-stalls', 'leader of __meta', 12_000),
  ],
});

/** Power fails somewhere in the four seconds from `fromMs` on, and is back after one to twelve seconds. */
function crash(settings: Settings, draw: Draw, id: string, target: string, fromMs: number): FaultEntry {
  const span = drawnSpan(settings, draw, id, { fromMs, withinMs: 4000, leastMs: 1000, spreadMs: 11_000 });
  return drawnCrash(draw, target, span);
}

/** Stalls somewhere in the four seconds from `fromMs` on, for 0.2 to 6 s. */
function stall(settings: Settings, draw: Draw, id: string, target: string, fromMs: number): FaultEntry {
  const span = drawnSpan(settings, draw, id, { fromMs, withinMs: 4000, leastMs: 200, spreadMs: 5800 });
  return { ...span, type: 'stallDisk', target };
}

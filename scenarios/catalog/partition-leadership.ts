/** Partitions that elect their own leaders, and clients that hear of leaders elsewhere (R5, R6, L24-L26). */
import type { FaultEntry } from '../../sim/faults/entry.js';
import { withKnobs, type Scenario } from '../harness/definition/scenario.js';
import { int, minuteMs, within } from '../harness/settings/areas/knob.js';
import type { SettingOverrides } from '../harness/settings/table.js';
import { topicReady } from './words/cluster.js';
import { metadataLoad } from './workloads/metadata-load.js';
import { produceLoad } from './workloads/produce-load.js';

/** One message after the other, `send(...).get()`, as the documents' test has it. */
const SEQUENTIAL: SettingOverrides = {
  'client.count': 1,
  'client.profile': 'kafka-python-2.0.2',
  'client.acks': 'all',
  'client.partitioner': 'keyed',
  'run.startMs': 0,
};

export const partitionLeadership: Scenario = {
  name: 'partition-leadership',
  doc: 'A client creates a topic by asking for it, and produces to it at once, one message after the other.',
  source: 'S3:L143-156, L266-277 (R5, R6)',
  variant: 'partition-groups',
  settings: { ...SEQUENTIAL, 'client.messages': 30 },
  load: produceLoad({ topicOf: () => 'test-topic' }),
};

/** Long enough after the start for the first leaders to be there. */
const SETTLED_MS = 1500;

/**
 * The leader's disk stalls again and again, each time for less than a tenth of a second. Clients are told the
 * elected leader here: to a planned one that does not lead nobody could write anything.
 */
export const applyStall = withKnobs({
  name: 'apply-stall',
  doc: 'The disk of a partition’s leader stalls for some milliseconds, again and again, under load.',
  source: 'spec c L25; S3:L31-37',
  variant: 'partition-groups-wait',
  variantSettings: { metadataLeader: 'elected' },
  knobs: {
    'applyStall.ms': int(60, minuteMs, 'How long the disk of the leader stalls each time.'),
    'applyStall.everyMs': int(250, minuteMs, 'Time from one stall to the next.'),
    'applyStall.count': int(8, within(0, 10_000), 'How many stalls there are.'),
  },
  settings: {
    ...SEQUENTIAL,
    'client.messages': 100_000,
    'client.forMs': 3000,
    'client.retries': 20,
    'topic.partitions': 1,
  },
  topics: topicReady('stalling'),
  faults: (settings) =>
    Array.from({ length: settings['applyStall.count'] }, (_, place): FaultEntry => {
      const atMs = SETTLED_MS + place * settings['applyStall.everyMs'];
      const untilMs = atMs + settings['applyStall.ms'];
      const id = `stall-${String(place + 1)}`;
      return { id, type: 'stallDisk', target: 'leader of stalling/0', atMs, untilMs };
    }),
  load: produceLoad({ topicOf: () => 'stalling' }),
});

/** Partitions cannot talk to each other, however they are replicated; the metadata log is well. */
export const electionImpossible: Scenario = {
  name: 'election-impossible',
  doc: 'A topic is created while its replicas cannot reach each other, and clients ask for its metadata.',
  source: 'spec c L26; S3:L51-68, L351-353',
  variant: 'partition-groups-wait',
  variantSettings: { metadataLeader: 'elected' },
  settings: { ...SEQUENTIAL, 'client.messages': 6 },
  nodesMin: 3,
  faults: () =>
    ['groups', 'replication'].map((channel): FaultEntry => ({
      id: `${channel}-lost`,
      type: 'lossyLink',
      lossProbability: 1,
      from: '*',
      to: '*',
      channel,
      atMs: 0,
    })),
  load: metadataLoad('unled'),
};

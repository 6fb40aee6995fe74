/** Knobs of the consumers, and of how a broker waits for the data that they ask for. */
import { choice, int, ms } from './knob.js';

export const CONSUMER_KNOBS = {
  'consumer.count': int(
    0,
    { min: 0, max: 1000 },
    'Consumers, each a process of its own that reads all partitions of the topic of the load.',
  ),
  'consumer.pollRecordsMax': int(
    500,
    { min: 1, max: 1_000_000 },
    'Most records that one poll gives a consumer.',
  ),
  'consumer.fetchMinBytes': int(
    1,
    { unit: 'B', min: 0, max: 1_000_000_000 },
    'Data that a leader shall have before it answers a fetch.',
  ),
  'consumer.fetchMaxWaitMs': int(500, ms, 'Longest that a leader may wait for that data.'),
  'consumer.fetchBytes': int(
    52_428_800,
    { unit: 'B', min: 1, max: 1_000_000_000 },
    'Most data that one fetch gives, of all partitions together.',
  ),
  'consumer.partitionFetchBytes': int(
    1_048_576,
    { unit: 'B', min: 1, max: 1_000_000_000 },
    'Most data of one partition that one fetch gives.',
  ),
  'fetch.pollMs': int(
    10,
    { unit: 'ms', min: 1, max: 60_000 },
    'Sleep between two looks at the data, where a fetch waits by polling.',
  ),
  'consumer.offsetReset': choice(
    'earliest',
    ['earliest', 'latest'],
    'Where a consumer begins to read, and where it goes on when its place is not in the log any more.',
  ),
} as const;

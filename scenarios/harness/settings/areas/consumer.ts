/** Knobs of the consumers, and of how a broker waits for the data that they ask for. */
import { choice, int, minuteMs, ms, within } from './knob.js';

export const CONSUMER_KNOBS = {
  'consumer.count': int(0, within(0, 1000), 'Consumers, each a process that reads all of the load’s topic.'),
  'consumer.pollRecordsMax': int(500, within(1, 1_000_000), 'Most records that one poll gives a consumer.'),
  'consumer.fetchMinBytes': int(1, within(0, 1_000_000_000, 'B'), 'Least data that answers a fetch.'),
  'consumer.fetchMaxWaitMs': int(500, ms, 'Longest that a leader may wait for that data.'),
  'consumer.fetchBytes': int(
    52_428_800,
    within(1, 1_000_000_000, 'B'),
    'Most data that one fetch gives, of all partitions together.',
  ),
  'consumer.partitionFetchBytes': int(
    1_048_576,
    within(1, 1_000_000_000, 'B'),
    'Most data of one partition that one fetch gives.',
  ),
  'fetch.pollMs': int(10, minuteMs, 'Sleep between two looks at the data, where a fetch waits by polling.'),
  'consumer.offsetReset': choice(
    'earliest',
    ['earliest', 'latest'],
    'Where a consumer begins to read, and where it goes on when its place is not in the log any more.',
  ),
} as const;

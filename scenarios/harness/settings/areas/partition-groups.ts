/** Knobs of partitions that are Raft groups, and of what the October code waits for around them. */
import { int, optionalInt, someMs, within } from './knob.js';

const byWait = 'as the wait has it';

export const PARTITION_GROUP_KNOBS = {
  'group.electionMs': int(
    300,
    someMs,
    'Election time-out of a partition’s group; divided by group.heartbeatMs it is the least number of ticks before an election.',
  ),
  'group.heartbeatMs': int(30, someMs, 'Divides group.electionMs; a heartbeat goes out with each tick.'),
  'group.tickMs': int(10, { ...someMs, max: 60_000 }, 'Period of the loop that drives a partition’s group.'),
  'waitForLeaders.timeoutMs': int(5000, someMs, 'Time after which Metadata waits for leaders no longer.'),
  'waitForLeaders.pollMs': int(25, someMs, 'Time between two looks at who leads.'),
  'produceWait.attempts': optionalInt(
    byWait,
    within(1, 100_000),
    'Looks of a waiting produce request; 50 between sleeps, 100 between yields.',
  ),
  'produceWait.sleepMs': optionalInt(
    byWait,
    someMs,
    'Sleep of a waiting produce request; 20 after each look, or 10 after every tenth yield.',
  ),
  'warmup.timeoutMs': int(10_000, someMs, 'Time after which clients are let in all the same.'),
} as const;

/** Knobs of the produce path inside the broker. */
import { watermarks } from '../../../../broker-core/historic/axes.js';
import { int, keysOf, optionalChoice } from '../knob.js';

const byPreset = 'as the variant has it';
/** Of the 210 us that a produce costs. */
const HOLD = { unit: 'us', min: 0, max: 210 };

export const PRODUCE_KNOBS = {
  produceOrder: optionalChoice(
    byPreset,
    ['serial', 'concurrent'],
    'Whether the partitions of one produce request are worked on one after the other, or up to 16 at a time.',
  ),
  partitionState: optionalChoice(
    byPreset,
    ['one-rwlock', 'one-mutex', 'sharded'],
    'What a produce holds to find a partition: a lock that readers share, a lock of its own, or nothing.',
  ),
  pendingBatches: optionalChoice(
    byPreset,
    ['mutex', 'queue'],
    'What a produce holds to put its batch where it waits to be written: a lock of the partition, or nothing.',
  ),
  watermarks: optionalChoice(
    byPreset,
    keysOf(watermarks),
    'Whether the metadata log is told of high watermarks: with each produce, by a task that holds the map of partitions meanwhile, or not.',
  ),
  'watermarks.periodMs': int(
    5000,
    { unit: 'ms', min: 1, max: 3_600_000 },
    'Time between two rounds of the task that tells the metadata log of high watermarks.',
  ),
  'produce.stateLockUs': int(
    5,
    HOLD,
    'Time that the lock over the state of partitions is held; part of what a produce costs, no document says how much.',
  ),
  'produce.pendingLockUs': int(
    10,
    HOLD,
    'Time that the lock over the batches of a partition is held; part of what a produce costs, no document says how much.',
  ),
} as const;

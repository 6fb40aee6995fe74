/** Knobs of the produce path inside the broker. */
import { int, someMs } from './knob.js';

/** Of the 210 us that a produce costs. */
const HOLD = { unit: 'us', min: 0, max: 210 };

export const PRODUCE_KNOBS = {
  'watermarks.periodMs': int(
    5000,
    someMs,
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

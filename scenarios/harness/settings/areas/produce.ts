/** Knobs of the produce path inside the broker. */
import { int, someMs, within } from './knob.js';

/** Of the 95 us that a produce costs (`cluster/calibration.ts`). */
const HOLD = within(0, 95, 'us');

export const PRODUCE_KNOBS = {
  'watermarks.periodMs': int(5000, someMs, 'Time between two rounds of high watermarks to the metadata log.'),
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

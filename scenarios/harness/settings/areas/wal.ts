/** Knobs of the write-ahead log. */
import { choice, int, minuteMs, optionalChoice, optionalInt, within } from './knob.js';

const byProfile = 'as wal.profile has it, or the default of the log';

export const WAL_KNOBS = {
  'wal.commit': choice(
    'notify',
    ['notify', 'tick', 'notify-or-tick'],
    'What starts a group commit: a write that arrives, a periodic tick, or either.',
  ),
  'wal.profile': optionalChoice(
    'none, so the defaults of the log',
    ['low', 'medium', 'high', 'ultra'],
    'A named set of the documents for the size of a batch, its bytes, the period of the tick and the length of the queue.',
  ),
  'wal.commitPeriodMs': optionalInt(
    'as wal.profile has it, or 100',
    minuteMs,
    'Period of the committing tick, where there is one.',
  ),
  'wal.batchRecords': optionalInt(byProfile, within(1, 1_000_000), 'Most records that a commit syncs.'),
  'wal.batchBytes': optionalInt(byProfile, within(1, 1_000_000_000, 'B'), 'Most bytes that a commit syncs.'),
  'wal.queueRecords': optionalInt(byProfile, within(1, 10_000_000), 'Most records on their way to the disk.'),
  'wal.committers': choice(
    'one',
    ['one', 'two'],
    'Whether a second committer works on the queue of each log, with a tick of its own at the same period.',
  ),
  'wal.periodicFlushMs': int(
    0,
    within(0, 60_000, 'ms'),
    'Period at which everything queued is committed besides; 0 is never. 50 in the documents.',
  ),
  'wal.segmentBytes': int(16_777_216, within(65_536, 1_073_741_824, 'B'), 'Size at which a segment ends.'),
} as const;

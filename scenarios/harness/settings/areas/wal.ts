/** Knobs of the write-ahead log. */
import { choice, int, optionalChoice, optionalInt } from './knob.js';

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
    { unit: 'ms', min: 1, max: 60_000 },
    'Period of the committing tick, where there is one.',
  ),
  'wal.batchRecords': optionalInt(
    byProfile,
    { min: 1, max: 1_000_000 },
    'Most records that one commit writes and syncs.',
  ),
  'wal.batchBytes': optionalInt(
    byProfile,
    { unit: 'B', min: 1, max: 1_000_000_000 },
    'Most bytes that one commit writes and syncs.',
  ),
  'wal.queueRecords': optionalInt(
    byProfile,
    { min: 1, max: 10_000_000 },
    'Records on their way to the disk beyond which a log takes no more.',
  ),
  'wal.committers': choice(
    'one',
    ['one', 'two'],
    'Whether a second committer works on the queue of each log, with a tick of its own at the same period.',
  ),
  'wal.periodicFlushMs': int(
    0,
    { unit: 'ms', min: 0, max: 60_000 },
    'Period at which everything queued is committed besides; 0 is never. 50 in the documents.',
  ),
  'wal.segmentBytes': int(
    16_777_216,
    { unit: 'B', min: 65_536, max: 1_073_741_824 },
    'Size at which a segment ends and the next one begins.',
  ),
} as const;

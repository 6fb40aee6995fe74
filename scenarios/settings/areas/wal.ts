/** Knobs of the write-ahead log. */
import { choice, int } from '../knob.js';

export const WAL_KNOBS = {
  'wal.commit': choice(
    'notify',
    ['notify', 'tick', 'notify-or-tick'],
    'What starts a group commit: a write that arrives, a periodic tick, or either.',
  ),
  'wal.commitPeriodMs': int(
    100,
    { unit: 'ms', min: 1, max: 60_000 },
    'Period of the committing tick, where there is one.',
  ),
  'wal.segmentBytes': int(
    16_777_216,
    { unit: 'B', min: 65_536, max: 1_073_741_824 },
    'Size at which a segment ends and the next one begins.',
  ),
} as const;

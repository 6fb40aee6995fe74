/** Knobs of a leader that writes metadata to a WAL of its own, and replicates it beside Raft. */
import { choice, flag, int, minutesMs, within } from './knob.js';

export const METADATA_WAL_KNOBS = {
  'metadataWal.pollMs': int(100, minutesMs, 'Sleep of the task that sends when its queue is empty.'),
  'metadataWal.applyUs': int(
    0,
    within(0, 60_000_000, 'us'),
    'With a WAL of its own: from the copy of the image to the store of the changed one, in which what others store is lost.',
  ),
  'metadataWal.followersStore': flag(
    true,
    'Whether those who are sent a write from that WAL put it on their disk before they apply it.',
  ),
  'metadataWal.replays': flag(true, 'Whether a broker that starts applies what it finds in that WAL.'),
  'metadataWal.forwarded': choice(
    'raft',
    ['raft', 'local-wal'],
    'How a leader with that WAL carries out a topic creation that another broker has passed on.',
  ),
} as const;

/** Knobs of the scenarios about what becomes of metadata that was acknowledged. */
import { choice, int } from './knob.js';

const ms = { unit: 'ms', min: 0, max: 3_600_000 };

export const METADATA_WRITES_KNOBS = {
  'readBack.timeoutMs': int(
    1000,
    ms,
    'In topic-read-back: how long a client asks a follower for its own topic before it gives up.',
  ),
  'stream.away': choice(
    'held',
    ['held', 'lost'],
    'In topic-creation-stream-away: whether what is sent on the stream waits, or is lost.',
  ),
  'stream.ms': int(
    2000,
    ms,
    'In topic-creation-stream-away: for how long the stream is held up; and for how long the load goes on.',
  ),
  'follower.restarts': choice(
    'before',
    ['before', 'after'],
    'In topic-creation-follower-restarts: before the topic is created, or when the follower has it.',
  ),
  'leader.lostAfterMs': int(
    2,
    ms,
    'In topic-creation-leader-lost: how long after the partition has been assigned on it the leader loses power.',
  ),
  'split.asks': choice(
    'both',
    ['both', 'leader'],
    'In topic-creation-split: who is asked for the topic, the leader that is cut off alone or one of the others too.',
  ),
} as const;

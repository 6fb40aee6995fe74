/** Knobs of how a topic is created: the waits that the documents tell of. */
import { choice, flag, int, minuteMs, ms, within } from './knob.js';

export const CREATE_TOPIC_KNOBS = {
  'registerWait.pollMs': int(50, minuteMs, 'Sleep between two looks, where the wait for a broker polls.'),
  'registerWait.attemptsMax': int(80, within(1, 100_000), 'Looks before a polling wait for a broker ends.'),
  'registerWait.timeoutMs': int(2000, ms, 'Time after which a wait to be told of a registration gives up.'),
  'followerWait.pollMs': int(
    50,
    minuteMs,
    'Sleep between two looks of a follower at partition 0; the notified wait ends when the last of them would.',
  ),
  'followerWait.attemptsMax': int(40, within(1, 100_000), 'Looks of a follower before it goes on without.'),
  'commitWatch.timeoutMs': int(
    500,
    ms,
    'How long a proposal waits on the watch channel, in the variants that do, before it counts as failed.',
  ),
  'createWait.pollMs': int(50, minuteMs, 'Sleep between two looks, where the wait for a topic polls.'),
  'createWait.attemptsMax': int(80, within(1, 100_000), 'Looks at the state before a polling wait gives up.'),
  'createWait.timeoutMs': int(5000, ms, 'Time after which a wait to be told of a created topic gives up.'),
  'assign.timeoutMs': int(5000, ms, 'Time after which a wait for the assignment of a partition gives up.'),
  'proposeSleep.ms': int(0, ms, 'Sleep inside every proposal to Raft; 150 ms are disputed in the documents.'),
  'lock.shareResult': flag(true, 'Whether those who wait for the creation lock share its holder’s answer.'),
  'forward.attemptsMax': int(4, within(1, 1000), 'Attempts of a follower to forward a write to the leader.'),
  'forward.backoffMs': int(50, ms, 'Wait before the second attempt to forward; it doubles with each one.'),
  'forward.timeoutMs': int(5000, ms, 'Time after which one attempt to forward gives up.'),
  'forward.onExhausted': choice(
    'fail',
    ['fail', 'wait'],
    'After the last attempt to forward: fail the request, or wait for the topic all the same.',
  ),
} as const;

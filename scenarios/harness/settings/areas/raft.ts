/** Knobs of the metadata quorum: its clock, its options, and the loop that drives it. */
import { flag, int, minuteMs, minutesMs, optionalChoice, someMs, within } from './knob.js';

const byPreset = 'as the variant has it';

export const RAFT_KNOBS = {
  'loop.periodMs': int(100, within(0, 60_000, 'ms'), 'Period of the loop over Readys; 0: as they come.'),
  readyIo: optionalChoice(
    byPreset,
    ['in-lock', 'timeout-goes-on', 'timeout-stops', 'lock-released', 'advance-first'],
    'What a loop with a period holds while it writes what Raft has ready, and what it does when the disk is late.',
  ),
  'readyIo.timeoutMs': int(30_000, someMs, 'Time after which that write has failed, where it is timed.'),
  lightReady: optionalChoice(
    byPreset,
    ['handled', 'dropped'],
    'Whether a loop with a period looks at what Raft has for it once a write is durable.',
  ),
  missedTick: optionalChoice(
    byPreset,
    ['burst', 'skip'],
    'What a loop with a period does about ticks that fell while it was busy: all at once, or none.',
  ),
  leaderCheck: optionalChoice(
    byPreset,
    ['with-proposal', 'before-proposal'],
    'Whether a loop with a period looks at who leads under the lock under which it proposes, or under one before it.',
  ),
  leaderFlag: optionalChoice(
    byPreset,
    ['live', 'cached'],
    'Whether a loop with a period says who leads as Raft knows it, or as of the end of its last turn.',
  ),
  'sender.attemptsMax': int(10, within(1, 1000), 'Attempts at one Raft message before it is lost.'),
  'sender.backoffMs': int(
    50,
    within(0, 600_000, 'ms'),
    'Wait before the second attempt at a Raft message; it doubles with each further one.',
  ),
  'sender.backoffMaxMs': int(
    1000,
    within(0, 600_000, 'ms'),
    'The most that the wait between two attempts at a Raft message grows to.',
  ),
  'sender.timeoutMs': int(10_000, minutesMs, 'Time after which an attempt at a silent peer fails.'),
  'sender.reportsUnreachable': flag(false, 'Whether Raft is told of a message lost after all attempts.'),
  'raft.tickMs': int(100, minuteMs, 'Length of a tick of the Raft clock.'),
  'raft.electionTicks': int(
    20,
    within(2, 10_000, 'ticks'),
    'Least ticks without a leader before an election; the most are twice as many.',
  ),
  'raft.heartbeatTicks': int(2, within(1, 9999, 'ticks'), 'Ticks between two heartbeats of the leader.'),
  'raft.preVote': flag(false, 'Whether a candidate asks for votes without raising the term first.'),
  'raft.checkQuorum': flag(false, 'Whether a leader that hears from no quorum steps down.'),
  'raft.catchesUpBeforeVote': flag(
    false,
    'Whether a node whose disk was emptied votes again only when a leader has brought it up to date.',
  ),
  'raft.snapshotEntries': int(10_000, within(1, 10_000_000), 'Applied entries after which the log is cut.'),
  'raft.snapshotTimeoutMs': int(2000, minutesMs, 'Time after which a snapshot for a follower is resent.'),
} as const;

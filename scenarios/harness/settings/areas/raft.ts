/** Knobs of the metadata quorum: its clock, its options, and the loop that drives it. */
import { flag, int, optionalChoice, someMs } from './knob.js';

const byPreset = 'as the variant has it';

export const RAFT_KNOBS = {
  'loop.periodMs': int(
    100,
    { unit: 'ms', min: 0, max: 60_000 },
    'Period of the loop that handles what Raft has ready; 0 handles it as it comes.',
  ),
  readyIo: optionalChoice(
    byPreset,
    ['in-lock', 'timeout-goes-on', 'timeout-stops', 'lock-released', 'advance-first'],
    'What a loop with a period holds while it writes what Raft has ready, and what it does when the disk is late.',
  ),
  'readyIo.timeoutMs': int(
    30_000,
    someMs,
    'Time after which that write counts as failed, in the variants that look at the time.',
  ),
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
  'sender.attemptsMax': int(
    10,
    { min: 1, max: 1000 },
    'Attempts at one Raft message before it is lost, where a sender tries again.',
  ),
  'sender.backoffMs': int(
    50,
    { unit: 'ms', min: 0, max: 600_000 },
    'Wait before the second attempt at a Raft message; it doubles with each further one.',
  ),
  'sender.backoffMaxMs': int(
    1000,
    { unit: 'ms', min: 0, max: 600_000 },
    'The most that the wait between two attempts at a Raft message grows to.',
  ),
  'sender.timeoutMs': int(
    10_000,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which an attempt at a Raft message to a peer that says nothing has failed.',
  ),
  'sender.reportsUnreachable': flag(
    false,
    'Whether Raft is told when a message to a peer was lost after all attempts.',
  ),
  'raft.tickMs': int(100, { unit: 'ms', min: 1, max: 60_000 }, 'Length of a tick of the Raft clock.'),
  'raft.electionTicks': int(
    20,
    { unit: 'ticks', min: 2, max: 10_000 },
    'Least ticks without a leader before an election; the most are twice as many.',
  ),
  'raft.heartbeatTicks': int(
    2,
    { unit: 'ticks', min: 1, max: 9999 },
    'Ticks between two heartbeats of the leader.',
  ),
  'raft.preVote': flag(false, 'Whether a candidate asks for votes without raising the term first.'),
  'raft.checkQuorum': flag(false, 'Whether a leader that hears from no quorum steps down.'),
  'raft.snapshotEntries': int(
    10_000,
    { min: 1, max: 10_000_000 },
    'Applied entries after which the Raft log is cut and a snapshot taken.',
  ),
  'raft.snapshotTimeoutMs': int(
    2000,
    { unit: 'ms', min: 1, max: 600_000 },
    'Time after which a snapshot that was sent to a follower counts as lost, and is sent again.',
  ),
} as const;

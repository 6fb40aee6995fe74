/** Knobs of the metadata quorum: its clock, its options, and the loop that drives it. */
import { flag, int } from '../knob.js';

export const RAFT_KNOBS = {
  'loop.periodMs': int(
    100,
    { unit: 'ms', min: 0, max: 60_000 },
    'Period of the loop that handles what Raft has ready; 0 handles it as it comes.',
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
} as const;

/** All invariants, in the order in which `list invariants` names them. A new one is a file beside this and a line here. */
import { abortedRead } from './aborted-read.js';
import { acceptedProposalIsInOwnLog } from './accepted-proposal-is-in-own-log.js';
import { acknowledgedIsCommitted } from './acknowledged-is-committed.js';
import { acknowledgedRecordSurvives } from './acknowledged-record-survives.js';
import { acknowledgedRegistrationIsApplied } from './acknowledged-registration-is-applied.js';
import { acknowledgedTopicSurvives } from './acknowledged-topic-survives.js';
import { assignedPartitionIsLed } from './assigned-partition-is-led.js';
import { commitMonotonic } from './commit-monotonic.js';
import { commitOwnTermOnly } from './commit-own-term-only.js';
import { committedOffsetMonotonic } from './committed-offset-monotonic.js';
import { committedWasConsumed } from './committed-was-consumed.js';
import { committedIsDurableOnMajority } from './committed-is-durable-on-majority.js';
import { committedNeverChanges } from './committed-never-changes.js';
import { definiteErrorIsAbsent } from './definite-error-is-absent.js';
import { duplicateRead } from './duplicate-read.js';
import { electionSafety } from './election-safety.js';
import { fencedBrokerIsSilent } from './fenced-broker-is-silent.js';
import { highWatermarkAtLogEnd } from './high-watermark-at-log-end.js';
import { highWatermarkMonotonic } from './high-watermark-monotonic.js';
import { idempotentNoDuplicate } from './idempotent-no-duplicate.js';
import { imagesConverge } from './images-converge.js';
import { inconsistentOffsets } from './inconsistent-offsets.js';
import { indexOrder } from './index-order.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { isrInReplicasAndHoldsLeader } from './isr-in-replicas-and-holds-leader.js';
import { isrMemberHasCommitted } from './isr-member-has-committed.js';
import { leaderAppendOnly } from './leader-append-only.js';
import { leaderCompleteness } from './leader-completeness.js';
import { leaderNeverInstallsSnapshot } from './leader-never-installs-snapshot.js';
import { logMatching } from './log-matching.js';
import { lostWrite } from './lost-write.js';
import { metadataImagesEqual } from './metadata-images-equal.js';
import { newTopicHasNoOldOffset } from './new-topic-has-no-old-offset.js';
import { nonmonotonicPoll } from './nonmonotonic-poll.js';
import { nothingPendingAtRest } from './nothing-pending-at-rest.js';
import { offsetFetchIsCurrent } from './offset-fetch-is-current.js';
import { offsetsDense } from './offsets-dense.js';
import { oneAssignmentPerGeneration } from './one-assignment-per-generation.js';
import { oneLeaderAfterHeal } from './one-leader-after-heal.js';
import { oneLeaderPerEpoch } from './one-leader-per-epoch.js';
import { oneValueAtOneOffset } from './one-value-at-one-offset.js';
import { pollSkip } from './poll-skip.js';
import { partitionHasOneMember } from './partition-has-one-member.js';
import { producerOrder } from './producer-order.js';
import { readsAreSound } from './reads-are-sound.js';
import { reportedProposalIsCommitted } from './reported-proposal-is-committed.js';
import { servedBelowHighWatermark } from './served-below-high-watermark.js';
import { stateMachineSafety } from './state-machine-safety.js';
import { syncedSurvivesRestart } from './synced-survives-restart.js';
import { termNeverDecreases } from './term-never-decreases.js';
import { topicKeepsItsId } from './topic-keeps-its-id.js';
import { twoLeadersDoNotAcknowledge } from './two-leaders-do-not-acknowledge.js';
import { unseenAfterFinalPolls } from './unseen-after-final-polls.js';
import { voteOnceAndDurable } from './vote-once-and-durable.js';

const ofRaft: readonly Invariant[] = [
  electionSafety,
  voteOnceAndDurable,
  termNeverDecreases,
  leaderAppendOnly,
  leaderNeverInstallsSnapshot,
  logMatching,
  leaderCompleteness,
  stateMachineSafety,
  committedIsDurableOnMajority,
  committedNeverChanges,
  commitMonotonic,
  commitOwnTermOnly,
  indexOrder,
  syncedSurvivesRestart,
  fencedBrokerIsSilent,
];

/** With each fact: what Raft alone answers for, in the metadata log and in each partition that is a Raft group of its own. */
export const raftInvariants = ofRaft.map((invariant): Invariant => ({ ...invariant, ofEachRaftGroup: true }));

export const invariants: readonly Invariant[] = [
  ...raftInvariants,
  // The metadata log, with each fact.
  acceptedProposalIsInOwnLog,
  reportedProposalIsCommitted,
  acknowledgedRegistrationIsApplied,
  topicKeepsItsId,
  // Partitions, with each fact.
  offsetsDense,
  oneLeaderPerEpoch,
  oneValueAtOneOffset,
  highWatermarkMonotonic,
  servedBelowHighWatermark,
  acknowledgedIsCommitted,
  twoLeadersDoNotAcknowledge,
  isrInReplicasAndHoldsLeader,
  isrMemberHasCommitted,
  // Consumer groups, with each fact; commits also at the end.
  oneAssignmentPerGeneration,
  partitionHasOneMember,
  committedOffsetMonotonic,
  committedWasConsumed,
  offsetFetchIsCurrent,
  newTopicHasNoOldOffset,
  // What clients saw, at the end.
  acknowledgedRecordSurvives,
  acknowledgedTopicSurvives,
  assignedPartitionIsLed,
  definiteErrorIsAbsent,
  idempotentNoDuplicate,
  producerOrder,
  inconsistentOffsets,
  readsAreSound,
  lostWrite,
  unseenAfterFinalPolls,
  abortedRead,
  duplicateRead,
  pollSkip,
  nonmonotonicPoll,
  metadataImagesEqual,
  nothingPendingAtRest,
  // Liveness, after the heal.
  oneLeaderAfterHeal,
  imagesConverge,
  highWatermarkAtLogEnd,
];

/** All invariants, in the order in which `list invariants` names them. A new one has a line here, and a file beside this or a place in one of its kind. */
import type { Invariant } from '../harness/definition/invariant.js';
import { oneAssignmentPerGeneration, partitionHasOneMember } from './assignments.js';
import * as commits from './commits.js';
import { fencedBrokerIsSilent } from './fenced-broker-is-silent.js';
import * as finalRecords from './final-records.js';
import * as groupOffsets from './group-offsets.js';
import * as highWatermarks from './high-watermarks.js';
import { inconsistentOffsets } from './inconsistent-offsets.js';
import { indexOrder } from './index-order.js';
import { isrInReplicasAndHoldsLeader } from './isr-in-replicas-and-holds-leader.js';
import { isrMemberHasCommitted } from './isr-member-has-committed.js';
import { leaderCompleteness } from './leader-completeness.js';
import * as leaders from './leaders.js';
import { logMatching } from './log-matching.js';
import { offsetsDense } from './offsets-dense.js';
import { oneLeaderPerEpoch } from './one-leader-per-epoch.js';
import { oneValueAtOneOffset } from './one-value-at-one-offset.js';
import * as polls from './polls.js';
import { producerOrder } from './producer-order.js';
import { acceptedProposalIsInOwnLog, reportedProposalIsCommitted } from './proposals.js';
import * as rest from './rest.js';
import { syncedSurvivesRestart } from './synced-survives-restart.js';
import { termNeverDecreases } from './term-never-decreases.js';
import * as topics from './topics.js';
import { twoLeadersDoNotAcknowledge } from './two-leaders-do-not-acknowledge.js';
import { voteOnceAndDurable } from './vote-once-and-durable.js';

const ofRaft: readonly Invariant[] = [
  leaders.electionSafety,
  voteOnceAndDurable,
  termNeverDecreases,
  leaders.leaderAppendOnly,
  leaders.leaderNeverInstallsSnapshot,
  logMatching,
  leaderCompleteness,
  commits.stateMachineSafety,
  commits.committedIsDurableOnMajority,
  commits.committedNeverChanges,
  commits.commitMonotonic,
  leaders.commitOwnTermOnly,
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
  topics.acknowledgedRegistrationIsApplied,
  topics.topicKeepsItsId,
  // Partitions, with each fact.
  offsetsDense,
  oneLeaderPerEpoch,
  oneValueAtOneOffset,
  highWatermarks.highWatermarkMonotonic,
  highWatermarks.servedBelowHighWatermark,
  highWatermarks.acknowledgedIsCommitted,
  twoLeadersDoNotAcknowledge,
  isrInReplicasAndHoldsLeader,
  isrMemberHasCommitted,
  // Consumer groups, with each fact; commits also at the end.
  oneAssignmentPerGeneration,
  partitionHasOneMember,
  groupOffsets.committedOffsetMonotonic,
  groupOffsets.committedWasConsumed,
  groupOffsets.offsetFetchIsCurrent,
  groupOffsets.newTopicHasNoOldOffset,
  // What clients saw, at the end.
  finalRecords.acknowledgedRecordSurvives,
  topics.acknowledgedTopicSurvives,
  topics.assignedPartitionIsLed,
  finalRecords.definiteErrorIsAbsent,
  finalRecords.idempotentNoDuplicate,
  producerOrder,
  inconsistentOffsets,
  finalRecords.readsAreSound,
  polls.lostWrite,
  polls.unseenAfterFinalPolls,
  polls.abortedRead,
  polls.duplicateRead,
  polls.pollSkip,
  polls.nonmonotonicPoll,
  rest.metadataImagesEqual,
  rest.nothingPendingAtRest,
  // Liveness, after the heal.
  rest.oneLeaderAfterHeal,
  rest.imagesConverge,
  rest.highWatermarkAtLogEnd,
];

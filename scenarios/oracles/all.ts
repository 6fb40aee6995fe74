/** All invariants, in the order of `list invariants`: a file of its kind, and a line here. */
import type { Invariant } from '../harness/definition/invariant.js';
import * as acknowledgements from './acknowledgements.js';
import { acknowledgedIsOnLeadersDisk, acknowledgedOnMinInsync, leaderKeepsAcknowledged } from './acks.js';
import * as afterRest from './after-rest.js';
import { oneAssignmentPerGeneration, partitionHasOneMember } from './assignments.js';
import { brokerEpochOfOneLife } from './broker-epochs.js';
import * as commits from './commits.js';
import {
  deposedControllerHasNoEffect,
  fencedBrokerLeadsNothing,
  sessionBeginsWithAReign,
} from './controllers.js';
import { deletedGroupTellsNothing } from './deleted-groups.js';
import * as elections from './elections.js';
import { durableIsOnDisk } from './durability.js';
import { fencedBrokerIsSilent } from './fenced-broker-is-silent.js';
import { fetchIsAnsweredSoon } from './fetches.js';
import * as finalRecords from './final-records.js';
import { followerHasItFromItsLeader } from './follower-logs.js';
import * as groupOffsets from './group-offsets.js';
import { partitionHasAMember, storedMembersAreOfTheRound } from './group-rounds.js';
import * as highWatermarks from './high-watermarks.js';
import * as isr from './isr.js';
import * as leaders from './leaders.js';
import { logMatching } from './log-matching.js';
import * as nodeLogs from './node-logs.js';
import { fencingDoesNotFlap, isrDoesNotFlap } from './pace.js';
import * as polls from './polls.js';
import { brokerStopsForACause, noAssertionFails } from './program.js';
import { acceptedProposalIsInOwnLog, reportedProposalIsCommitted } from './proposals.js';
import * as replicas from './replicas.js';
import * as rest from './rest.js';
import { idempotentNoGap } from './sequences.js';
import { leaderComesFromPreviousIsr } from './successions.js';
import { toldEndNeverGoesBack } from './told-ends.js';
import { topicOperationsInOneOrder } from './topic-operations.js';
import * as topics from './topics.js';
import { deposedLeaderAnswersSoon, waitEndsByItsEvent } from './waits.js';
import { watermarkIsRaisedSoon } from './watermark-pace.js';
import { wipedVoterHasCaughtUp } from './wiped-voter.js';

const ofRaft: readonly Invariant[] = [
  elections.electionSafety,
  elections.voteOnceAndDurable,
  elections.termNeverDecreases,
  leaders.leaderAppendOnly,
  leaders.leaderNeverInstallsSnapshot,
  logMatching,
  leaders.leaderCompleteness,
  commits.stateMachineSafety,
  commits.committedIsDurableOnMajority,
  commits.committedNeverChanges,
  commits.commitMonotonic,
  leaders.commitOwnTermOnly,
  nodeLogs.indexOrder,
  nodeLogs.syncedSurvivesRestart,
  wipedVoterHasCaughtUp,
  fencedBrokerIsSilent,
];

/** With each fact: what Raft alone answers for, in the metadata log and in partitions that are groups. */
export const raftInvariants = ofRaft.map((invariant): Invariant => ({ ...invariant, ofEachRaftGroup: true }));

export const invariants: readonly Invariant[] = [
  ...raftInvariants,
  // A broker as a program.
  brokerStopsForACause,
  noAssertionFails,
  // The disk, with each fact of durability.
  durableIsOnDisk,
  // The metadata log, with each fact.
  acceptedProposalIsInOwnLog,
  reportedProposalIsCommitted,
  topics.acknowledgedRegistrationIsApplied,
  topics.topicKeepsItsId,
  brokerEpochOfOneLife,
  deposedControllerHasNoEffect,
  sessionBeginsWithAReign,
  fencedBrokerLeadsNothing,
  // Partitions, with each fact.
  replicas.offsetsDense,
  replicas.oneLeaderPerEpoch,
  followerHasItFromItsLeader,
  replicas.oneValueAtOneOffset,
  idempotentNoGap,
  highWatermarks.highWatermarkMonotonic,
  watermarkIsRaisedSoon,
  highWatermarks.servedBelowHighWatermark,
  highWatermarks.acknowledgedIsCommitted,
  acknowledgedOnMinInsync,
  acknowledgedIsOnLeadersDisk,
  replicas.twoLeadersDoNotAcknowledge,
  isr.isrInReplicasAndHoldsLeader,
  isr.isrMemberHasCommitted,
  leaderComesFromPreviousIsr,
  isrDoesNotFlap,
  fencingDoesNotFlap,
  toldEndNeverGoesBack,
  fetchIsAnsweredSoon,
  deposedLeaderAnswersSoon,
  // Consumer groups, with each fact; commits also at the end.
  oneAssignmentPerGeneration,
  partitionHasOneMember,
  storedMembersAreOfTheRound,
  partitionHasAMember,
  groupOffsets.committedOffsetMonotonic,
  groupOffsets.committedWasConsumed,
  groupOffsets.offsetFetchIsCurrent,
  groupOffsets.newTopicHasNoOldOffset,
  deletedGroupTellsNothing,
  // What clients saw, at the end.
  finalRecords.acknowledgedRecordSurvives,
  leaderKeepsAcknowledged,
  topics.acknowledgedTopicSurvives,
  topics.assignedPartitionIsLed,
  topicOperationsInOneOrder,
  finalRecords.definiteErrorIsAbsent,
  finalRecords.idempotentNoDuplicate,
  acknowledgements.producerOrder,
  acknowledgements.inconsistentOffsets,
  finalRecords.readsAreSound,
  polls.lostWrite,
  polls.unseenAfterFinalPolls,
  polls.abortedRead,
  polls.duplicateRead,
  polls.pollSkip,
  polls.nonmonotonicPoll,
  rest.metadataImagesEqual,
  rest.nothingPendingAtRest,
  waitEndsByItsEvent,
  // Liveness, after the heal.
  rest.oneLeaderAfterHeal,
  rest.imagesConverge,
  rest.highWatermarkAtLogEnd,
  afterRest.isrHoldsLiveReplicas,
  afterRest.freshRequestsSucceed,
  afterRest.quietAtRest,
];

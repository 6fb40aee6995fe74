/** All scenarios, in the order of `list scenarios`. A new one is a file beside this and a line here. */
import type { Scenario } from '../harness/definition/scenario.js';
import * as creationRaces from './creation-races.js';
import * as registrations from './register-brokers.js';
import { contestedElections } from './contested-elections.js';
import { createTopicStorm } from './create-topic-storm.js';
import * as faultyLoad from './faulty-load.js';
import { fetchMinBytes } from './fetch-min-bytes.js';
import * as metadataWrites from './metadata-writes.js';
import * as partitionLeadership from './partition-leadership.js';
import { senderDeadPeer } from './raft-sender.js';
import * as readyLoop from './ready-loop.js';
import * as groups from './groups.js';
import { roughDisks } from './rough-disks.js';
import { loadThenHang } from './load-then-hang.js';
import { steadyProduce } from './steady-produce.js';
import { wideCluster } from './wide-cluster.js';
import { watermarkRound } from './watermark-round.js';
import * as topicCreation from './topic-creation.js';

export const catalog: readonly Scenario[] = [
  steadyProduce,
  loadThenHang,
  watermarkRound,
  createTopicStorm,
  creationRaces.topicCreation,
  topicCreation.topicCreationCascade,
  topicCreation.topicCreationDeadLeader,
  topicCreation.topicCreationAnswersLate,
  topicCreation.topicCreationNoQuorum,
  creationRaces.topicCreationHeldAnswer,
  creationRaces.topicCreationTwice,
  creationRaces.topicAssignedTwice,
  creationRaces.topicCreationLeaderDies,
  creationRaces.topicCreationDeposed,
  creationRaces.topicCreationLate,
  creationRaces.topicCreationLostReplies,
  metadataWrites.topicReadBack,
  metadataWrites.topicCreationStreamAway,
  metadataWrites.topicCreationFollowerRestarts,
  metadataWrites.topicCreationLeaderLost,
  metadataWrites.topicCreationSplit,
  metadataWrites.topicRecreated,
  metadataWrites.topicCreationStalledLeader,
  partitionLeadership.partitionLeadership,
  partitionLeadership.applyStall,
  partitionLeadership.electionImpossible,
  registrations.brokerRegistration,
  registrations.brokerRegistrationNoLeader,
  registrations.registrationUnderLoad,
  faultyLoad.leaderLoss,
  faultyLoad.syncStall,
  readyLoop.readyLoopStall,
  readyLoop.ackedBeforeDurable,
  readyLoop.lostVote,
  senderDeadPeer,
  fetchMinBytes,
  contestedElections,
  groups.groupJoin,
  groups.groupLeaderSilent,
  groups.groupTwoRebalances,
  groups.groupDeleted,
  groups.groupCoordinatorLoss,
  groups.groupConsume,
  groups.groupOffsets,
  groups.restlessMembers,
  roughDisks,
  wideCluster,
];

/** All scenarios, in the order in which `list scenarios` names them. A new one is a file beside this and a line here. */
import type { Scenario } from '../harness/definition/scenario.js';
import {
  topicCreation,
  topicCreationDeposed,
  topicCreationHeldAnswer,
  topicCreationLate,
  topicCreationLeaderDies,
  topicCreationLostReplies,
  topicAssignedTwice,
  topicCreationTwice,
} from './creation-races.js';
import { brokerRegistration, brokerRegistrationNoLeader, registrationUnderLoad } from './register-brokers.js';
import { contestedElections } from './contested-elections.js';
import { createTopicStorm } from './create-topic-storm.js';
import { leaderLoss, syncStall } from './faulty-load.js';
import { fetchMinBytes } from './fetch-min-bytes.js';
import {
  topicCreationFollowerRestarts,
  topicCreationLeaderLost,
  topicCreationSplit,
  topicCreationStalledLeader,
  topicCreationStreamAway,
  topicReadBack,
  topicRecreated,
} from './metadata-writes.js';
import { applyStall, electionImpossible, partitionLeadership } from './partition-leadership.js';
import { senderDeadPeer } from './raft-sender.js';
import { ackedBeforeDurable, lostVote, readyLoopStall } from './ready-loop.js';
import {
  groupConsume,
  groupCoordinatorLoss,
  groupDeleted,
  groupJoin,
  groupLeaderSilent,
  groupOffsets,
  groupTwoRebalances,
} from './groups.js';
import { steadyProduce } from './steady-produce.js';
import { watermarkRound } from './watermark-round.js';
import { topicCreationCascade, topicCreationDeadLeader, topicCreationNoQuorum } from './topic-creation.js';

export const catalog: readonly Scenario[] = [
  steadyProduce,
  watermarkRound,
  createTopicStorm,
  topicCreation,
  topicCreationCascade,
  topicCreationDeadLeader,
  topicCreationNoQuorum,
  topicCreationHeldAnswer,
  topicCreationTwice,
  topicAssignedTwice,
  topicCreationLeaderDies,
  topicCreationDeposed,
  topicCreationLate,
  topicCreationLostReplies,
  topicReadBack,
  topicCreationStreamAway,
  topicCreationFollowerRestarts,
  topicCreationLeaderLost,
  topicCreationSplit,
  topicRecreated,
  topicCreationStalledLeader,
  partitionLeadership,
  applyStall,
  electionImpossible,
  brokerRegistration,
  brokerRegistrationNoLeader,
  registrationUnderLoad,
  leaderLoss,
  syncStall,
  readyLoopStall,
  ackedBeforeDurable,
  lostVote,
  senderDeadPeer,
  fetchMinBytes,
  contestedElections,
  groupJoin,
  groupLeaderSilent,
  groupTwoRebalances,
  groupDeleted,
  groupCoordinatorLoss,
  groupConsume,
  groupOffsets,
];

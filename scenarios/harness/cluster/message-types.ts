/** What schedules call a message: the type of the request, of Raft’s message, or of replication. */
import type { Payload } from '../../../broker-core/env.js';
import type { ReplicateReply, ReplicateRequest } from '../../../broker-core/partition/replica/messages.js';
import type { RequestType } from '../../../broker-core/protocol/messages.js';
import type { RaftMessage } from '../../../broker-core/raft/messages.js';

/** The compiler holds it to the types that there are. */
type Named<Type extends string> = Readonly<Record<Type, true>>;

const REQUESTS: Named<RequestType> = {
  produce: true,
  initProducerId: true,
  fetch: true,
  listOffsets: true,
  metadata: true,
  createTopic: true,
  deleteTopic: true,
  brokerHeartbeat: true,
  registerBroker: true,
  alterPartition: true,
  forwardMetadataWrite: true,
  findCoordinator: true,
  joinGroup: true,
  syncGroup: true,
  groupHeartbeat: true,
  leaveGroup: true,
  offsetCommit: true,
  offsetFetch: true,
  deleteGroup: true,
};

const RAFT: Named<RaftMessage['type']> = {
  appendEntries: true,
  appendResponse: true,
  appendReject: true,
  catchingUp: true,
  caughtUp: true,
  heartbeat: true,
  heartbeatResponse: true,
  requestVote: true,
  voteResponse: true,
  preVote: true,
  preVoteResponse: true,
  installSnapshot: true,
  timeoutNow: true,
  forwardProposal: true,
  transferLeadership: true,
};

const REPLICATION: Named<ReplicateRequest['type'] | ReplicateReply['type']> = {
  replicate: true,
  replicateReply: true,
};

const RESPONSE = 'Response';

export const MESSAGE_TYPES: readonly string[] = [
  ...Object.keys(REQUESTS).flatMap((type) => [type, `${type}${RESPONSE}`]),
  ...Object.keys(RAFT),
  ...Object.keys(REPLICATION),
];

/** By the envelopes of `rpc.ts`, of Raft’s senders, and of the groups of partitions. */
export function messageType(payload: Payload): string {
  const { type, request, response, message } = fieldsOf(payload);
  if (request !== undefined) return messageType(request);
  if (response !== undefined) return `${messageType(response)}${RESPONSE}`;
  if (message !== undefined) return messageType(message);
  return typeof type === 'string' ? type : '';
}

type Fields = Readonly<Record<'type' | 'request' | 'response' | 'message', Payload | undefined>>;

function fieldsOf(payload: Payload): Partial<Fields> {
  return typeof payload === 'object' && payload !== null ? (payload as Partial<Fields>) : {};
}

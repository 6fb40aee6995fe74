import type { BrokerId } from '../../protocol/records.js';
import type { ReplicaDeps } from './deps.js';
import type { ReplicateOutcome } from './messages.js';

/** Sends a reply, or with `requestNumber` 0 an unasked word, as this follower. */
export function replyTo(
  deps: ReplicaDeps,
  to: BrokerId,
  leaderEpoch: number,
  requestNumber: number,
  outcome: ReplicateOutcome,
): void {
  const { brokerId: follower, topicId, topic, partition } = deps;
  const brokerEpoch = deps.brokerEpoch();
  deps.sendReplicateReply(to, {
    type: 'replicateReply',
    topicId,
    topic,
    partition,
    follower,
    brokerEpoch,
    leaderEpoch,
    requestNumber,
    outcome,
  });
}

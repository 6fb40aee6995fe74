/**
 * Answers where a partition begins and ends for consumers, and from where on its records are not older than a given time.
 */
import { UNKNOWN_OFFSET, type ListOffsetsRequest, type ListOffsetsResponse } from '../../protocol/fetch.js';
import { epochRefusal, type FindReplica } from './read.js';

/** From this broker's replica alone, if it leads. */
export function listOffsets(
  find: FindReplica,
  { topic, partition, leaderEpoch, at }: ListOffsetsRequest,
): ListOffsetsResponse {
  const replica = find(topic, partition);
  if (replica?.leads !== true) return { type: 'listOffsets', error: 'NOT_LEADER_OR_FOLLOWER' };
  const { leaderEpoch: epoch } = replica;
  const error = epochRefusal(leaderEpoch, replica);
  if (error !== null) return { type: 'listOffsets', error };
  // Nothing is ever dropped from the front of a log.
  if (at === 'earliest') return { type: 'listOffsets', error: 'NONE', offset: 0, leaderEpoch: epoch };
  if (!replica.knowsHighWatermark) return { type: 'listOffsets', error: 'OFFSET_NOT_AVAILABLE' };
  const offset =
    at === 'latest' ? replica.highWatermark : (replica.offsetForTime(at.timestampUs) ?? UNKNOWN_OFFSET);
  return { type: 'listOffsets', error: 'NONE', offset, leaderEpoch: epoch };
}

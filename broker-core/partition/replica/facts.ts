import type { BrokerId } from '../../protocol/records.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { RecordBatch } from '../../protocol/record-batch.js';

/** What a replica has just done, for whoever checks the invariants. Told in the event that does it. */
export type ReplicaFact =
  | { readonly type: 'becameLeader'; readonly leaderEpoch: number; readonly epochStartOffset: number }
  | { readonly type: 'becameFollower'; readonly leaderEpoch: number; readonly leader: BrokerId }
  | { readonly type: 'becameOffline'; readonly leaderEpoch: number }
  /** Into memory; not durable yet. `leaderEpoch` of the role, which the batch's own may be older than. */
  | {
      readonly type: 'appended';
      readonly as: 'leader' | 'follower';
      readonly leaderEpoch: number;
      readonly batch: RecordBatch;
    }
  | {
      readonly type: 'truncated';
      readonly leaderEpoch: number;
      readonly fromOffset: number;
      readonly toOffset: number;
      /** Before the truncation; above `toOffset` only under an {@link AckPolicy} that allows it. */
      readonly highWatermark: number;
    }
  | { readonly type: 'highWatermarkAdvanced'; readonly leaderEpoch: number; readonly highWatermark: number }
  /** The producer is being told that its batch is in the log, under the rules of `acks`. */
  | {
      readonly type: 'acknowledged';
      readonly acks: RequiredAcks;
      readonly leaderEpoch: number;
      readonly baseOffset: number;
      readonly endOffset: number;
    }
  /** A consumer is being given these. */
  | {
      readonly type: 'served';
      readonly leaderEpoch: number;
      readonly highWatermark: number;
      readonly batches: readonly RecordBatch[];
    };

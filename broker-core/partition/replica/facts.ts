import type { BrokerId } from '../../protocol/records.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { RecordBatch } from '../../protocol/record-batch.js';

/** What a replica has just done, for those who check the invariants. Told in the event that does it. */
export type ReplicaFact = {
  /** Of the role; a batch's own may be older. */
  readonly leaderEpoch: number;
} & (
  | { readonly type: 'becameLeader'; readonly epochStartOffset: number }
  | { readonly type: 'becameFollower'; readonly leader: BrokerId }
  | { readonly type: 'becameOffline' }
  /** Into memory; not durable yet. */
  | { readonly type: 'appended'; readonly as: 'leader' | 'follower'; readonly batch: RecordBatch }
  /** `highWatermark` of before; above `toOffset` only under an {@link AckPolicy} that allows it. */
  | {
      readonly type: 'truncated';
      readonly fromOffset: number;
      readonly toOffset: number;
      readonly highWatermark: number;
    }
  | { readonly type: 'highWatermarkAdvanced'; readonly highWatermark: number }
  /** The producer is being told that its batch is in the log, under the rules of `acks`. */
  | {
      readonly type: 'acknowledged';
      readonly acks: RequiredAcks;
      readonly baseOffset: number;
      readonly endOffset: number;
    }
  /** A consumer is being given these. */
  | { readonly type: 'served'; readonly highWatermark: number; readonly batches: readonly RecordBatch[] }
);

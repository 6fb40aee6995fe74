/** Reading: consumers and followers from a partition leader, and where to read. */
import type { RecordBatch } from './record-batch.js';
import type { Answer, PartitionAnswer } from './errors.js';

/** A consumer sees what is below the high watermark, a replica the log end; its offset is what it has. */
export type Reader =
  | { readonly type: 'consumer' }
  | { readonly type: 'replica'; readonly brokerId: number; readonly brokerEpoch: number };

export type FetchRequest = {
  readonly type: 'fetch';
  readonly reader: Reader;
  /** Answer at once when so much is there, else after {@link maxWaitMs} with what there is. */
  readonly minBytes: number;
  readonly maxWaitMs: number;
  /** Of all partitions together; the first batch is given even when it alone is larger (KIP-74). */
  readonly maxBytes: number;
  readonly partitions: readonly FetchPartition[];
};

export type FetchPartition = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** As in produce: `null` fences nothing. */
  readonly leaderEpoch: number | null;
  readonly maxBytes: number;
};

export type FetchResponse = {
  readonly type: 'fetch';
  /** In the order of the request's partitions. */
  readonly results: readonly FetchResult[];
};

export type FetchResult = PartitionAnswer<{
  /** May start before the offset asked for, in the middle of a batch; the reader skips. */
  readonly batches: readonly RecordBatch[];
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly leaderEpoch: number;
}>;

export type ListOffsetsRequest = {
  readonly type: 'listOffsets';
  readonly topic: string;
  readonly partition: number;
  readonly leaderEpoch: number | null;
  /** `latest`: the high watermark. A time: the first record that is not older. */
  readonly at: 'earliest' | 'latest' | { readonly timestampUs: number };
};

/** A look-up by time finds every record that a consumer may see older; Kafka's `UNKNOWN_OFFSET`. */
export const UNKNOWN_OFFSET = -1;

export type ListOffsetsResponse = Answer<
  'listOffsets',
  { readonly offset: number; readonly leaderEpoch: number }
>;

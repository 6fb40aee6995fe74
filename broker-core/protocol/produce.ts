/** Producing: client to partition leader. */
import type { ProducedBatch } from './record-batch.js';
import type { Answer, PartitionAnswer } from './errors.js';

/** 0: no response at all. 1: the leader has appended. -1 ("all"): the high watermark has passed the batch. */
export type RequiredAcks = 0 | 1 | -1;

export type ProduceRequest = {
  readonly type: 'produce';
  readonly acks: RequiredAcks;
  /** How long the leader may wait for the ISR; after REQUEST_TIMED_OUT the batch may still commit. */
  readonly timeoutMs: number;
  /** At most one of a partition. */
  readonly batches: readonly PartitionBatch[];
};

export type PartitionBatch = {
  readonly topic: string;
  readonly partition: number;
  /** The epoch of the leader that the client means (KIP-320); `null`: unknown, and nothing is fenced. */
  readonly leaderEpoch: number | null;
  readonly batch: ProducedBatch;
};

export type ProduceResponse = {
  readonly type: 'produce';
  /** In the order of the request's batches. */
  readonly results: readonly ProduceResult[];
};

export type ProduceResult = PartitionAnswer<{ readonly baseOffset: number; readonly leaderEpoch: number }>;

/** A producer asks for its id, to be idempotent (KIP-98). */
export type InitProducerIdRequest = { readonly type: 'initProducerId' };

export type InitProducerIdResponse = Answer<
  'initProducerId',
  { readonly producerId: number; readonly producerEpoch: number }
>;

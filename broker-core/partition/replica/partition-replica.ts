/** What the broker asks of a replica, be its log pushed by a leader or kept by a Raft group of its own. */
import type { FindPendingWait } from '../../env.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { ProducedBatch } from '../../protocol/record-batch.js';
import type { Fetched, ProduceHandle, ProducedCallback, ReplicaHandle } from './deps.js';
import type { ReplicateReply, ReplicateRequest } from './messages.js';

export type { ProducedCallback } from './deps.js';

/** What waits at this moment. At quiescence each is 0. */
export interface ReplicaStatus {
  readonly role: 'leader' | 'follower' | 'offline';
  readonly pendingCount: number;
  readonly readersCount: number;
  readonly timersCount: number;
}

export interface PartitionReplica {
  isOf(topic: string, partition: number): boolean;
  /** Of the newest leader that it knows of; -1 before the first. */
  readonly leaderEpoch: number;
  readonly leads: boolean;
  /** The replicas elect their leader among themselves; otherwise the metadata log says who leads. */
  readonly electsItself: boolean;
  /** The one elected, as far as this replica knows; `null`: nobody, or it is not theirs to elect. */
  readonly elected: BrokerId | null;
  /** What a consumer may read ends here, as far as this replica knows. */
  readonly highWatermark: number;
  /** False while a new leader may be behind what its predecessor has told consumers. */
  readonly knowsHighWatermark: boolean;
  readonly logEndOffset: number;
  /** The first record that a consumer may read and that is not older; `null` when all are. */
  offsetForTime(timestampUs: number): number | null;
  status(): ReplicaStatus;
  /** The first that waits here for other brokers or the disk since such a moment, for blame. */
  readonly findPendingWait: FindPendingWait;
  /** The partition as the applied image has it, in the order of images; `null`: it is no more. */
  onMetadata(partition: Partition | null): void;
  /** Brokers were registered, fenced or unfenced in the image; called after {@link onMetadata}. */
  onBrokers(): void;
  /**
   * Appends, and calls back once: when it is acknowledged by the rules of `acks`, or when that cannot be.
   * `expectedLeaderEpoch`: of the leader that the producer means (KIP-320). Nothing was appended:
   * NOT_LEADER_OR_FOLLOWER and LEADER_NOT_AVAILABLE during the call, the epoch errors, NOT_ENOUGH_REPLICAS,
   * REQUEST_TIMED_OUT (a queue is full), MESSAGE_TOO_LARGE, INVALID_REQUEST, sequence errors. Else unknown.
   */
  produce(
    batch: ProducedBatch,
    acks: RequiredAcks,
    expectedLeaderEpoch: number | null,
    done: ProducedCallback,
  ): ProduceHandle;
  /**
   * Committed batches from the one that holds `offset`, of at most `bytesMax` on the wire, with `atLeastOne`
   * the first even if it is larger; none at the high watermark.
   */
  fetch(offset: number, bytesMax: number, atLeastOne: boolean): Fetched;
  /** How much there is to fetch, counted up to `bytesMax`; or the error that a fetch would give. */
  readableBytes(offset: number, bytesMax: number): number | FailureName;
  /** Calls back once, on `bytesMin` to fetch or an error: during this call also if nobody more may wait. */
  whenReadable(offset: number, bytesMin: number, done: () => void): ReplicaHandle;
  onReplicate(from: BrokerId, request: ReplicateRequest): void;
  onReplicateReply(reply: ReplicateReply): void;
  /** From the log's listener. */
  onLogDurable(durableEndOffset: number): void;
  /** From the log's listener: nothing is acknowledged any more. */
  onLogFailed(): void;
  /** The broker stops. */
  close(): void;
}

import type { Cause, Env, PendingWait } from '../../env.js';
import type { Broker, BrokerId } from '../../protocol/records.js';
import type { AlterPartitionRequest } from '../../protocol/controller.js';
import type { ErrorName, FailureName } from '../../protocol/errors.js';
import type { PartitionLog, ReadBatches, LogErrorCode } from '../log/open.js';
import type { ReplicaConfig } from './config.js';
import type { ReplicaFact } from './facts.js';
import type { FollowerView } from './config.js';
import type { ReplicateReply, ReplicateRequest, ReplicateOutcome } from './messages.js';
import { assert } from '../../assert.js';

/** What an ISR change is asked for with; the shell makes an AlterPartition request of it. */
export type AlterIsrRequest = Pick<
  AlterPartitionRequest,
  'isr' | 'isrBrokerEpochs' | 'leaderEpoch' | 'partitionEpoch'
>;

/** What the metadata says of a broker's present life. */
export type RegisteredBroker = Pick<Broker, 'brokerEpoch' | 'fenced'>;

/** Everything that a replica needs and does not own. */
export interface ReplicaDeps {
  /** Timers, clock and trace only. */
  readonly env: Env;
  readonly brokerId: BrokerId;
  /** Of this life of the broker, from its registration. */
  readonly brokerEpoch: () => number;
  /** Another broker in the applied image; {@link Replica.onBrokers} says when that may have changed. */
  readonly broker: (brokerId: BrokerId) => RegisteredBroker | undefined;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  /** Opened already; its listener calls {@link Replica.onLogDurable} and {@link Replica.onLogFailed}. */
  readonly log: PartitionLog;
  /** In order, without an error, and perhaps in vain. Must not call back into the replica. */
  readonly sendReplicate: (to: BrokerId, request: ReplicateRequest) => void;
  readonly sendReplicateReply: (to: BrokerId, reply: ReplicateReply) => void;
  /**
   * Through the metadata log. `done` is called once: `ok` when the change is in the log; its image comes by
   * {@link Replica.onMetadata} too. Of a retriable error nothing is known: the change may happen yet.
   */
  readonly alterIsr: (request: AlterIsrRequest, done: (result: 'ok' | ErrorName) => void) => void;
  readonly config: ReplicaConfig;
  /** How a leader serves its followers. */
  readonly createSender: CreateReplicaSender;
  readonly observe: (fact: ReplicaFact) => void;
}

/** What a leader's epoch is to those who serve its followers. */
export interface LeaderEpoch {
  readonly leaderEpoch: number;
  /** Where its log ended when the epoch began. */
  readonly epochStartOffset: number;
  readonly highWatermark: { readonly offset: number };
  /** When those came who wait for records that end in (`from`, `through`]. */
  readonly leftBetween: (from: number, through: number) => readonly Cause[];
}

/** One follower, as the leader of one epoch serves it: what to send next, and what it is known to have. */
export interface Sender extends FollowerView {
  /** Of the life that all this is known of, as it said itself; `null` until it has spoken. */
  readonly brokerEpoch: number | null;
  /** Whether a timer is running. */
  readonly timed: boolean;
  /** The leader is about to append: from now on the follower lags, if it did not already. */
  beforeAppend(nowUs: number): void;
  /** Sends what there is to say, if it may. */
  pump(): void;
  /** The metadata may have a later life of the follower. */
  onBrokers(): void;
  /** Whether it changed what is known of the follower. Of its leader epoch the leader has made sure. */
  onReply(reply: ReplicateReply): boolean;
  close(): void;
}

export type CreateReplicaSender = (deps: ReplicaDeps, epoch: LeaderEpoch, brokerId: BrokerId) => Sender;

/** Makes something that waits forgotten: its callback is not called any more. Does nothing once it was. */
export interface ReplicaHandle {
  cancel(): void;
}

/** Of a batch that waits for its answer. */
export interface ProduceHandle extends ReplicaHandle {
  /** Whether it could be answered by what is known here, though it has not been. */
  isDue(): boolean;
  /** What it waits for, for blame; null: nothing is known. */
  pendingWait(): PendingWait | null;
}

/** Of what was answered during the call. */
export const ANSWERED: ProduceHandle = {
  cancel: () => undefined,
  isDue: () => false,
  pendingWait: () => null,
};

export function refuse(done: ProducedCallback, error: FailureName): ProduceHandle {
  done({ ok: false, error });
  return ANSWERED;
}

/** Whether the leader that the client means is another one (KIP-320). */
export function epochRefusal(expected: number | null, leaderEpoch: number): FailureName | null {
  if (expected === null || expected === leaderEpoch) return null;
  return expected < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
}

export type Produced =
  | { readonly ok: true; readonly baseOffset: number }
  | { readonly ok: false; readonly error: FailureName };
export type ProducedCallback = (result: Produced) => void;

export type Fetched =
  | (ReadBatches & {
      readonly ok: true;
      readonly highWatermark: number;
      readonly logStartOffset: number;
      readonly leaderEpoch: number;
    })
  | { readonly ok: false; readonly error: FailureName };

/**
 * What a producer is told when the log refuses its batch, which is then not in the log; and what a leader is,
 * when a follower's log refuses. `null`: an own append does not end so, or the rest is sent again.
 */
const REFUSALS: Readonly<
  Record<LogErrorCode, readonly [producer: FailureName | null, leader: FailureName | null]>
> = {
  // Kafka would block. The code that promises least is the honest one, and clients try again.
  WAL_QUEUE_FULL: ['REQUEST_TIMED_OUT', null],
  WAL_RECORD_TOO_LARGE: ['MESSAGE_TOO_LARGE', 'MESSAGE_TOO_LARGE'],
  WAL_FENCED: ['KAFKA_STORAGE_ERROR', 'KAFKA_STORAGE_ERROR'],
  WAL_CLOSED: ['NOT_LEADER_OR_FOLLOWER', 'KAFKA_STORAGE_ERROR'],
  INVALID_RECORD: ['INVALID_REQUEST', 'CORRUPT_MESSAGE'],
  UNEXPECTED_APPEND_OFFSET: [null, 'CORRUPT_MESSAGE'],
  STALE_LEADER_EPOCH: [null, 'CORRUPT_MESSAGE'],
  OFFSET_OUT_OF_RANGE: [null, 'CORRUPT_MESSAGE'],
};

export function appendError(code: LogErrorCode): FailureName {
  const [error] = REFUSALS[code];
  assert(error !== null, `a leader's own append does not end with ${code}`);
  return error;
}

export function storeError(code: LogErrorCode): FailureName | null {
  return REFUSALS[code][1];
}

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

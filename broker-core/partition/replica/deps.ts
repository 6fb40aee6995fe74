import type { Env } from '../../env.js';
import type { Broker, BrokerId } from '../../protocol/records.js';
import type { AlterPartitionRequest } from '../../protocol/controller.js';
import type { ErrorName, FailureName } from '../../protocol/errors.js';
import type { PartitionLog, ReadBatches } from '../log/open.js';
import type { ReplicaConfig } from './config.js';
import type { ReplicaFact } from './facts.js';
import type { ReplicateReply, ReplicateRequest } from './messages.js';

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
  /** Another broker as the applied image has it; {@link Replica.onBrokers} says when that may have changed. */
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
   * Through the metadata log. `done` is called once: `ok` when the change is in the log, and the image that has it comes by
   * {@link Replica.onMetadata} too. Of a retriable error nothing is known: the change may happen yet.
   */
  readonly alterIsr: (request: AlterIsrRequest, done: (result: 'ok' | ErrorName) => void) => void;
  readonly config: ReplicaConfig;
  readonly observe: (fact: ReplicaFact) => void;
}

/** Makes something that waits forgotten: its callback is not called any more. Does nothing once it was. */
export interface ReplicaHandle {
  cancel(): void;
}

/** Of what was answered during the call. */
export const ANSWERED: ReplicaHandle = { cancel: () => undefined };

export type ProducedCallback = (result: Produced) => void;

export function refuse(done: ProducedCallback, error: FailureName): ReplicaHandle {
  done({ ok: false, error });
  return ANSWERED;
}

export type Produced =
  | { readonly ok: true; readonly baseOffset: number }
  | { readonly ok: false; readonly error: FailureName };

export type Fetched =
  | (ReadBatches & {
      readonly ok: true;
      readonly highWatermark: number;
      readonly logStartOffset: number;
      readonly leaderEpoch: number;
    })
  | { readonly ok: false; readonly error: FailureName };

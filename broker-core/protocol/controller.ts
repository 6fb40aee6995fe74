/** Between brokers and the controller, the leader of the metadata log. */
import type { Command } from './commands.js';
import type { Reply } from './replies.js';
import type { BrokerId } from './records.js';
import type { FailureName } from './errors.js';

/** "I am alive, and so far have I applied" (KIP-631). A broker that has caught up is unfenced. */
export type BrokerHeartbeatRequest = {
  readonly type: 'brokerHeartbeat';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
  readonly appliedIndex: number;
};

/** STALE_BROKER_EPOCH or BROKER_ID_NOT_REGISTERED: register again. */
export type BrokerHeartbeatResponse =
  | { readonly type: 'brokerHeartbeat'; readonly error: 'NONE'; readonly fenced: boolean }
  | { readonly type: 'brokerHeartbeat'; readonly error: FailureName };

/** Somebody has a broker registered: an operator, or the leader for all of them. Any broker may be asked. */
export type RegisterBrokerRequest = {
  readonly type: 'registerBroker';
  readonly brokerId: BrokerId;
  readonly host: string;
  readonly port: number;
  /** Of the broker's process: the same when one start of it is registered again, another after each start (KIP-631). */
  readonly incarnation: string;
};

export type RegisterBrokerResponse =
  | { readonly type: 'registerBroker'; readonly error: 'NONE' }
  | { readonly type: 'registerBroker'; readonly error: FailureName };

/** A partition leader asks for another ISR (KIP-497); fields as in the AlterPartition command. */
export type AlterPartitionRequest = {
  readonly type: 'alterPartition';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly BrokerId[];
  readonly isrBrokerEpochs: readonly (number | null)[];
};

export type AlterPartitionResponse =
  | {
      readonly type: 'alterPartition';
      readonly error: 'NONE';
      readonly leader: BrokerId | null;
      readonly leaderEpoch: number;
      readonly isr: readonly BrokerId[];
      readonly partitionEpoch: number;
    }
  | { readonly type: 'alterPartition'; readonly error: FailureName };

/** A broker that is not the controller passes a metadata write on. Whether a retry is safe depends on the command's request id. */
export type ForwardMetadataWriteRequest = {
  readonly type: 'forwardMetadataWrite';
  readonly command: Command;
};

/**
 * `applied`: the controller has applied the entry; the sender's own image has it from `index` on. `proposed`: in
 * the controller's log and no more known; index and term say which entry it was, since another one may take the place
 *. `failed`: NOT_CONTROLLER and the refusals of `apply` are definite; REQUEST_TIMED_OUT is not.
 */
export type ForwardMetadataWriteResponse = {
  readonly type: 'forwardMetadataWrite';
  readonly outcome:
    | { readonly type: 'applied'; readonly index: number; readonly reply: Reply }
    | { readonly type: 'proposed'; readonly index: number; readonly term: number }
    | { readonly type: 'failed'; readonly error: FailureName; readonly controller: BrokerId | null };
};

/** Between brokers and the controller, the leader of the metadata log. */
import type { Command, CommandOf, Reply, SingleReply } from './commands.js';
import type { BrokerId } from './records.js';
import type { Answer, ErrorName, FailureName } from './errors.js';

/** "I am alive, and so far have I applied" (KIP-631). A broker that has caught up is unfenced. */
export type BrokerHeartbeatRequest = {
  readonly type: 'brokerHeartbeat';
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
  readonly appliedIndex: number;
};

/** STALE_BROKER_EPOCH or BROKER_ID_NOT_REGISTERED: register again. */
export type BrokerHeartbeatResponse = Answer<'brokerHeartbeat', { readonly fenced: boolean }>;

/** Somebody has a broker registered: an operator, or the leader for all of them. Any broker may be asked. */
export type RegisterBrokerRequest = Omit<CommandOf<'registerBroker'>, 'startFenced'>;

export type RegisterBrokerResponse = { readonly type: 'registerBroker'; readonly error: ErrorName };

/** A partition leader asks for another ISR (KIP-497). */
export type AlterPartitionRequest = CommandOf<'alterPartition'> & {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
};

export type AlterPartitionResponse = Answer<
  'alterPartition',
  Omit<Extract<SingleReply, { readonly type: 'partition' }>, 'type'>
>;

/** A broker that is not the controller passes a write on. The command's request id makes a retry safe. */
export type ForwardMetadataWriteRequest = {
  readonly type: 'forwardMetadataWrite';
  readonly command: Command;
};

/**
 * `applied`: the controller has applied the entry; the sender's own image has it from `index` on. `proposed`:
 * in the controller's log, no more is known; another entry may take the place, which index and term show.
 * `failed`: NOT_CONTROLLER and the refusals of `apply` are definite; REQUEST_TIMED_OUT is not.
 */
export type ForwardMetadataWriteResponse = {
  readonly type: 'forwardMetadataWrite';
  readonly outcome:
    | { readonly type: 'applied'; readonly index: number; readonly reply: Reply }
    | { readonly type: 'proposed'; readonly index: number; readonly term: number }
    | { readonly type: 'failed'; readonly error: FailureName; readonly controller: BrokerId | null };
};

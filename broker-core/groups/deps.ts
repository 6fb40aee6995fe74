/** What a coordinator of groups works with. */
import type { BrokerId, RequestId } from '../protocol/records.js';
import type { MetadataStore } from '../metadata/store.js';
import type { MetadataWriter } from '../metadata/writer.js';
import type { Env } from '../env.js';
import type { GroupRequest, GroupResponse } from '../protocol/groups.js';
import type { ConsumerGroupFact } from './facts.js';

export interface ConsumerGroupConfig {
  /** How long a first round of joining waits for more members, again with each that comes meanwhile (`group.initial.rebalance.delay.ms`). */
  readonly initialDelayUs: number;
  /** Whether a new member is first given its id, and joins with it (KIP-394). */
  readonly memberIdRequired: boolean;
}

export interface CoordinatorDeps {
  readonly env: Env;
  readonly brokerId: BrokerId;
  /** Of this life; 0 until it is registered. */
  readonly brokerEpoch: () => number;
  readonly config: ConsumerGroupConfig;
  readonly store: MetadataStore;
  readonly writer: Pick<MetadataWriter, 'write'>;
  readonly nextRequestId: () => RequestId;
  readonly observe: (fact: ConsumerGroupFact) => void;
}

export type ReplyToGroup = (response: GroupResponse) => void;

export interface GroupCoordinator {
  /** Answers, at once or later. */
  handle(request: GroupRequest, reply: ReplyToGroup): void;
  /** Requests whose answer is held back. */
  readonly waiterCount: number;
  /** Tasks that look again and again whether something has come true. */
  readonly taskCount: number;
}

export type CreateGroupCoordinator = (deps: CoordinatorDeps) => GroupCoordinator;

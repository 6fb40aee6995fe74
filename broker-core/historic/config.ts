/** What the strategies of the documented broker are told, made by the harness from its settings. Times in microseconds. */
import type { AssignConfig } from './assign/shared.js';
import type { CreateWaitConfig } from './create-wait/shared.js';
import type { FetchPollConfig } from './fetch-wait/poll-until.js';
import type { FollowerWaitConfig } from './image-wait/first-partition.js';
import type { ImageWaitConfig } from './image-wait/image-wait.js';
import type { MetadataWalConfig } from './leader-write/config.js';
import type { OneLockConfig } from './one-lock/strategies.js';
import type { GroupConfig } from './partition-groups/group.js';
import type { ProduceWaitConfig } from './produce-wait/poll.js';
import type { WaitForLeadersConfig } from './wait-for-leaders/poll.js';
import type { WarmupConfig } from './warmup/meta-leader.js';
import type { WatermarkConfig } from './watermarks/under-lock.js';
import type { LoopChoices } from './loop/turns.js';

export interface HistoricConfig extends LoopChoices {
  /** Sleep after each proposal; 0: none. */
  readonly proposeSleepUs: number;
  /** How long a proposal waits on the watch channel. */
  readonly commitWatchUs: number;
  readonly createWait: CreateWaitConfig;
  readonly assign: AssignConfig;
  /** Whether callers behind a success share it. */
  readonly sharesCreationResult: boolean;
  readonly registerWait: ImageWaitConfig;
  readonly followerWait: FollowerWaitConfig;
  readonly metadataWal: MetadataWalConfig;
  readonly fetchPoll: FetchPollConfig;
  /** How long the locks of the produce path are held each time; part of what a produce costs. */
  readonly produceLocks: { readonly stateUs: number; readonly pendingUs: number };
  readonly watermarks: WatermarkConfig;
  /** The Raft groups of partitions. */
  readonly groups: GroupConfig;
  readonly waitForLeaders: WaitForLeadersConfig;
  readonly produceWait: ProduceWaitConfig;
  readonly warmup: WarmupConfig;
  readonly oneLock: OneLockConfig;
}

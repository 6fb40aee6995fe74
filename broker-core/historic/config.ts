/** What the strategies of the documented broker get; the harness makes it of its settings. Microseconds. */
import type { AssignConfig } from './choices/assign.js';
import type { CreateWaitConfig } from './choices/create-wait.js';
import type { FetchPollConfig } from './choices/fetch-wait.js';
import type { FollowerWaitConfig, ImageWaitConfig } from './choices/image-wait.js';
import type { MetadataWalConfig } from './choices/leader-write.js';
import type { OneLockConfig } from './one-lock/strategies.js';
import type { GroupConfig } from './partition-groups/group.js';
import type { ProduceWaitConfig, WaitForLeadersConfig, WarmupConfig } from './choices/leaders.js';
import type { WatermarkConfig } from './choices/watermarks.js';
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

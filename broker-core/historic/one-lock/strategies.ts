/** The seams of the documents' coordinator: how a round of joining ends, and who assigns when the leader does not. */
import type { Env } from '../../env.js';
import type { RwLock } from '../../runtime/locks.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { LockedGroup } from './locked-group.js';

export interface OneLockConfig {
  /** Between two looks whether all members have joined. */
  readonly joinPollUs: number;
  /** How long a round waits for all members before it goes on with those that have joined. */
  readonly joinLimitUs: number;
  /** How long followers wait for their leader before the coordinator assigns by itself. */
  readonly syncFallbackUs: number;
}

/** What the strategies work with. */
export interface LockedGroups {
  readonly env: Env;
  readonly config: OneLockConfig;
  /** The one lock over all groups of the broker. */
  readonly lock: RwLock;
  readonly groups: ReadonlyMap<string, LockedGroup>;
  /** Starts a task that looks again and again; it is counted as long as it runs. */
  spawnTask(body: (ctx: Ctx) => Promise<void>): void;
  /** Ends a round of joining; the caller holds the lock over all groups and that over the group's pending joins. */
  completeJoin(group: LockedGroup): void;
  /** Assigns by itself and answers the followers; the caller holds the lock over all groups. */
  assignByItself(ctx: Ctx, group: LockedGroup): Promise<void>;
}

/** Called when a member has begun to wait for the end of a round. Sees to it that the round ends. */
export type JoinWait = (port: LockedGroups, group: LockedGroup) => void;

/** Called when all followers of a generation wait for their leader. */
export type SyncFallback = (port: LockedGroups, group: LockedGroup) => void;

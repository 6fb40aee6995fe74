/**
 * What a follower does when a topic is asked for that it may not create: it gives up at once, or waits for a while until somebody else's
 * creation has reached it. Strategies in `variants/follower-wait/`.
 */
import type { Env } from '../../env.js';
import type { MetadataStore } from '../../metadata/store.js';
import type { Ctx } from '../../runtime/ctx.js';

export interface FollowerWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
}

export interface FollowerWaitPort {
  readonly env: Env;
  readonly store: MetadataStore;
  readonly config: FollowerWaitConfig;
}

/** Ends when partition 0 of the topic has a leader in this node's image, or when it has waited enough; says which. */
export type FollowerWait = (ctx: Ctx, port: FollowerWaitPort, topic: string) => Promise<boolean>;

/** All that the documents' wait looks at. Of the other partitions it says nothing. */
export function isFirstPartitionLed({ store }: FollowerWaitPort, topic: string): boolean {
  return (store.view.partition(topic, 0)?.leader ?? null) !== null;
}

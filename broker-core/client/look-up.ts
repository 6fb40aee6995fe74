/** Waiting for a topic's metadata, and between two attempts at anything. */
import type { Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import type { Ctx } from '../runtime/ctx.js';
import { sleep, timeout } from '../runtime/time.js';
import type { MetadataCache } from './metadata-cache.js';
import type { ClientProfile } from './profile.js';

const LOOK_UP: Wait = { kind: 'timeout', label: 'await topic metadata' };
const RETRY: Wait = { kind: 'backoff', label: 'client retry' };

/**
 * What a topic's metadata may say that ends a look-up at once. Of anything else both libraries hope that it passes,
 * INVALID_REPLICATION_FACTOR (brokers are down) as much as UNKNOWN_TOPIC_OR_PARTITION.
 */
const HOPELESS: ReadonlySet<FailureName> = new Set<FailureName>(['INVALID_TOPIC_EXCEPTION']);

export interface TopicLookUp {
  readonly cache: MetadataCache;
  readonly profile: ClientProfile;
  readonly topic: string;
  readonly allowAutoCreate: boolean;
  /** Asks until then. */
  readonly untilUs: number;
}

/** Asks for a topic's partitions until it knows them; gives the last error if it does not in time. */
export async function lookUp(
  ctx: Ctx,
  { cache, profile, topic, allowAutoCreate, untilUs }: TopicLookUp,
): Promise<readonly PartitionMetadata[] | FailureName> {
  const { clock } = ctx.env;
  let error: FailureName = 'REQUEST_TIMED_OUT';
  for (let look = 1; clock.nowUs() < untilUs; look += 1) {
    const looked = await timeout(ctx, untilUs - clock.nowUs(), LOOK_UP, (inner) =>
      cache.refresh(inner, topic, allowAutoCreate),
    );
    if (looked.timedOut) break;
    const found = looked.value;
    if (found.ok && found.partitions.length > 0) return found.partitions;
    error = found.ok ? 'LEADER_NOT_AVAILABLE' : found.error;
    if (HOPELESS.has(error)) break;
    await backOff(ctx, profile, look, untilUs);
  }
  return error;
}

/** Sleeps before the next attempt, but not beyond `untilUs`: what is given up then is given up on time. */
export async function backOff(
  ctx: Ctx,
  { retryBackoffUs, retryBackoffMaxUs }: ClientProfile,
  attempt: number,
  untilUs: number,
): Promise<void> {
  const backoffUs = Math.min(retryBackoffMaxUs, retryBackoffUs * 2 ** Math.min(20, attempt - 1));
  const leftUs = untilUs - ctx.env.clock.nowUs();
  if (leftUs > 0) await sleep(ctx, Math.min(backoffUs, leftUs), RETRY);
}

import type { Wait } from '../../env.js';
import { EnoughWatch } from '../../partition/fetch/enough-watch.js';
import type { WaitingFetch } from '../../partition/fetch/fetch.js';
import type { FetchRequest } from '../../protocol/fetch.js';
import { enterTask } from '../../runtime/ctx.js';
import { sleep, timeout } from '../../runtime/time.js';

/** Between two looks. */
export interface FetchPollConfig {
  readonly pollUs: number;
}

const LABEL = 'await fetch min bytes';
const TIME_IS_OVER: Wait = { kind: 'timeout', label: LABEL };

/**
 * Looks at once and after each sleep of the interval, until `looks` says yes or the time of the fetch is over. Due at one instant, the
 * look comes first. `neverEndsByData`: then a time-out after the data had come is a wake-up that was lost, and not just an idle topic.
 */
export function pollUntil(
  { env, find, request }: WaitingFetch,
  pollUs: number,
  neverEndsByData: boolean,
  looks: () => boolean,
  done: () => void,
): void {
  const awaits = keyOf(request);
  // For reports alone: marks when there was enough, so that the overshoot of a poll can be told.
  const watch = new EnoughWatch(find, request, () => env.trace.mark(awaits));
  watch.begin();
  const interval: Wait = { kind: 'poll', label: LABEL, awaits };
  const limit = neverEndsByData ? { ...TIME_IS_OVER, awaits } : TIME_IS_OVER;
  enterTask(env, async (ctx) => {
    await timeout(ctx, request.maxWaitMs * 1000, limit, async (inner) => {
      while (!looks()) await sleep(inner, pollUs, interval);
    });
    watch.cancel();
    done();
  });
}

/** `fetch:orders/0@17`: of places in logs, so that what came true for one fetch is not taken for another's. */
function keyOf({ partitions }: FetchRequest): string {
  const places = partitions.map(({ topic, partition, offset }) => `${topic}/${partition}@${offset}`);
  return `fetch:${places.join(',')}`;
}

import type { Wait } from '../../env.js';
import {
  type FetchWait,
  type WaitingFetch,
  whenEnough,
  isEnough,
  readAll,
} from '../../partition/fetch/fetch.js';
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
 * Looks, sleeps for the interval, looks again (S0:L244-279). What comes just after a look is found an
 * interval later. At the end of its time, which the document leaves open, it gives what is there then.
 */
export const polledFetch =
  (config: FetchPollConfig): FetchWait =>
  (fetch) => {
    const { find, request, reply } = fetch;
    const looks = (): boolean => isEnough(find, request);
    pollUntil(fetch, config.pollUs, looks, () => reply(readAll(find, request)));
  };

/**
 * The loop as it is quoted (S0:L252-263): each turn adds up the same records and never reads again, so no
 * data can end it, and every wait times out (L23). Then it gives what it had read at first.
 */
export const polledStaleFetch =
  (config: FetchPollConfig): FetchWait =>
  (fetch) => {
    const records = readAll(fetch.find, fetch.request);
    pollUntil(fetch, config.pollUs, null, () => fetch.reply(records));
  };

/**
 * Looks at once and after each sleep, until `looks` says yes or the time of the fetch is over. Due at one
 * instant, the look comes first. `null`: no data ends it, and a time-out after data came is a lost wake-up.
 */
function pollUntil(
  { env, find, request }: WaitingFetch,
  pollUs: number,
  looks: (() => boolean) | null,
  done: () => void,
): void {
  const awaits = keyOf(request);
  // For reports alone: marks when there was enough, so that the overshoot of a poll can be told.
  const watch = whenEnough(find, request, () => env.trace.mark(awaits));
  const interval: Wait = { kind: 'poll', label: LABEL, awaits };
  const limit = looks === null ? { ...TIME_IS_OVER, awaits } : TIME_IS_OVER;
  enterTask(env, async (ctx) => {
    await timeout(ctx, request.maxWaitMs * 1000, limit, async (inner) => {
      while (looks?.() !== true) await sleep(inner, pollUs, interval);
    });
    watch.cancel();
    done();
  });
}

/** `fetch:orders/0@17`: places in logs, so that one fetch does not take another's news for its own. */
function keyOf({ partitions }: FetchRequest): string {
  const places = partitions.map(({ topic, partition, offset }) => `${topic}/${partition}@${offset}`);
  return `fetch:${places.join(',')}`;
}

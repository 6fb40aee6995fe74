import type { Wait } from '../../env.js';
import { EnoughWatch } from './enough-watch.js';
import type { FetchWait } from './fetch.js';
import { readAll } from './read.js';

const MIN_BYTES: Wait = { kind: 'timeout', label: 'await fetch min bytes' };

/** Kafka's fetch purgatory (`DelayedFetch`): nobody polls; the advance of a high watermark that makes it enough brings the answer. */
export const purgatory: FetchWait = ({ env, find, request, reply }) => {
  const answer = (): void => {
    reply(readAll(find, request));
  };
  const watch = new EnoughWatch(find, request, () => {
    env.timers.cancel(timer);
    answer();
  });
  const timer = env.timers.after(request.maxWaitMs * 1000, MIN_BYTES, () => {
    watch.cancel();
    answer();
  });
  watch.begin();
};

import { isEnough, readAll } from '../../partition/fetch/read.js';
import type { FetchWait } from '../../partition/fetch/fetch.js';
import { pollUntil, type FetchPollConfig } from './poll-until.js';

/**
 * Looks, sleeps for the interval, looks again (S0:L244-279). What comes just after a look is found an interval later. What it gives
 * when the time is over the document does not say: here what is there then.
 */
export const polledFetch =
  ({ pollUs }: FetchPollConfig): FetchWait =>
  (fetch) => {
    const { find, request, reply } = fetch;
    pollUntil(
      fetch,
      pollUs,
      false,
      () => isEnough(find, request),
      () => reply(readAll(find, request)),
    );
  };

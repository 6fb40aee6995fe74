import { readAll } from '../../partition/fetch/read.js';
import type { FetchWait } from '../../partition/fetch/fetch.js';
import { pollUntil, type FetchPollConfig } from './poll-until.js';

/**
 * The loop as it is quoted (S0:L252-263): it adds up the same records on each turn and never reads again, so no data can end it, and
 * every wait lasts to its time-out (L23). Then it gives what it had read at first.
 */
export const polledStaleFetch =
  ({ pollUs }: FetchPollConfig): FetchWait =>
  (fetch) => {
    const records = readAll(fetch.find, fetch.request);
    pollUntil(
      fetch,
      pollUs,
      true,
      () => false,
      () => fetch.reply(records),
    );
  };

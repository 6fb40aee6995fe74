/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when its wait says so, which is
 * after the time that the fetch allows at the latest.
 */
import type { Env } from '../../env.js';
import type { FetchRequest, FetchResponse } from '../../protocol/fetch.js';
import { isEnough, readAll, type FindReplica } from './read.js';

/** A fetch for which there is not enough. */
export interface WaitingFetch {
  readonly env: Env;
  readonly find: FindReplica;
  readonly request: FetchRequest;
  /** Once. */
  readonly reply: (response: FetchResponse) => void;
}

/** How a fetch waits until there is enough, or its time is over. */
export type FetchWait = (fetch: WaitingFetch) => void;

/** Answers once, after at most `maxWaitMs`. */
export function handleFetch(costUs: number, wait: FetchWait, fetch: WaitingFetch): void {
  const { env, find, request, reply } = fetch;
  env.cpu.run(costUs, 'fetch', () => {
    if (request.maxWaitMs <= 0 || isEnough(find, request)) reply(readAll(find, request));
    else wait({ ...fetch, reply: measured(env, reply) });
  });
}

/** The named wait `fetchWait`: from the first look of a fetch that had to wait to its answer. */
function measured(env: Env, reply: WaitingFetch['reply']): WaitingFetch['reply'] {
  const { trace } = env;
  const startUs = trace.nowUs();
  return (response) => {
    trace.waited('fetchWait', trace.nowUs() - startUs);
    reply(response);
  };
}

/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when its wait says so, which is
 * after the time that the fetch allows at the latest.
 */
import type { Env, Wait } from '../../env.js';
import type { FetchRequest, FetchResponse } from '../../protocol/fetch.js';
import { isEnough, readAll, type FindReplica, bytesMinOf, countedBytes } from './read.js';
import { assert } from '../../assert.js';
import type { ReplicaHandle } from '../replica/deps.js';

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

/** Tells, in the event that brings it about, when a fetch for which there is not enough could be answered: at each of its partitions it waits for more than is there. */
export class EnoughWatch {
  readonly #handles = new Map<number, ReplicaHandle>();
  #over = false;

  constructor(
    private readonly find: FindReplica,
    private readonly request: FetchRequest,
    private readonly onEnough: () => void,
  ) {}

  begin(): void {
    for (let place = 0; place < this.request.partitions.length; place += 1) this.#await(place);
  }

  /** It tells nothing any more. */
  cancel(): void {
    this.#over = true;
    for (const handle of this.#handles.values()) handle.cancel();
    this.#handles.clear();
  }

  #await(place: number): void {
    const wanted = this.request.partitions[place];
    assert(wanted !== undefined, 'a fetch waits at its own partitions');
    const { topic, partition, offset } = wanted;
    const bytes = countedBytes(this.find, wanted, bytesMinOf(this.request));
    const replica = this.find(topic, partition);
    if (this.#over || replica === undefined || typeof bytes === 'string') return;
    // More of it would not count.
    if (bytes >= wanted.maxBytes) return;
    const handle = replica.whenReadable(offset, bytes + 1, () => this.#onMore(place, bytes));
    this.#handles.set(place, handle);
  }

  #onMore(place: number, bytesBefore: number): void {
    if (this.#over) return;
    this.#handles.delete(place);
    const wanted = this.request.partitions[place];
    const bytes = wanted === undefined ? 0 : countedBytes(this.find, wanted, bytesMinOf(this.request));
    // Called back with nothing new: too many wait there already, and this one may not.
    const mayWait = typeof bytes === 'number' && bytes > bytesBefore;
    if (mayWait && !isEnough(this.find, this.request)) {
      this.#await(place);
      return;
    }
    this.cancel();
    this.onEnough();
  }
}

/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when
 * its wait says so, after the time that the fetch allows at the latest.
 */
import type { ReplicaHandle } from '../replica/deps.js';
import type { Env, Wait } from '../../env.js';
import type { FetchPartition, FetchRequest, FetchResponse } from '../../protocol/fetch.js';
import { isEnough, readAll, type FindReplica, bytesMinOf, countedBytes } from './read.js';

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

/** Kafka's fetch purgatory (`DelayedFetch`): nobody polls; the advance of a high watermark answers. */
export const purgatory: FetchWait = ({ env, find, request, reply }) => {
  const answer = (): void => {
    reply(readAll(find, request));
  };
  const timer = env.timers.after(request.maxWaitMs * 1000, MIN_BYTES, () => {
    watch.cancel();
    answer();
  });
  const watch = whenEnough(find, request, () => {
    env.timers.cancel(timer);
    answer();
  });
};

/**
 * Calls back once, in the event that makes a fetch answerable: at each of its partitions it waits for more
 * than is there.
 */
export function whenEnough(find: FindReplica, request: FetchRequest, onEnough: () => void): ReplicaHandle {
  const handles = new Map<FetchPartition, ReplicaHandle>();
  let isOver = false;
  const cancel = (): void => {
    isOver = true;
    for (const handle of handles.values()) handle.cancel();
    handles.clear();
  };
  const counted = (wanted: FetchPartition): ReturnType<typeof countedBytes> =>
    countedBytes(find, wanted, bytesMinOf(request));
  const awaitMore = (wanted: FetchPartition): void => {
    const bytes = counted(wanted);
    const replica = find(wanted.topic, wanted.partition);
    if (isOver || replica === undefined || typeof bytes === 'string') return;
    // More of it would not count.
    if (bytes >= wanted.maxBytes) return;
    handles.set(
      wanted,
      replica.whenReadable(wanted.offset, bytes + 1, () => onMore(wanted, bytes)),
    );
  };
  const onMore = (wanted: FetchPartition, bytesBefore: number): void => {
    if (isOver) return;
    handles.delete(wanted);
    const bytes = counted(wanted);
    // Called back with nothing new: too many wait there already, and this one may not.
    const mayWait = typeof bytes === 'number' && bytes > bytesBefore;
    if (mayWait && !isEnough(find, request)) {
      awaitMore(wanted);
      return;
    }
    cancel();
    onEnough();
  };
  request.partitions.forEach(awaitMore);
  return { cancel };
}

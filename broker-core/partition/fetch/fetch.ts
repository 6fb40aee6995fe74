/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when
 * its wait says so, after the time that the fetch allows at the latest.
 */
import { tellIfSlept } from '../../runtime/slept.js';
import { type ReplicaHandle, epochRefusal } from '../replica/deps.js';
import type { Env, Wait } from '../../env.js';
import {
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  type FetchResult,
  UNKNOWN_OFFSET,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
} from '../../protocol/fetch.js';
import type { FailureName } from '../../protocol/errors.js';
import type { PartitionReplica } from '../replica/partition-replica.js';

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

/** Told when a fetch has to wait; gives what is called when it is answered. */
export type ObserveFetch = (request: FetchRequest) => () => void;

const UNOBSERVED: ObserveFetch = () => () => undefined;

/** Answers once, after at most `maxWaitMs`. */
export function handleFetch(
  costUs: number,
  wait: FetchWait,
  fetch: WaitingFetch,
  onWait: ObserveFetch = UNOBSERVED,
): void {
  const { env, find, request, reply } = fetch;
  env.cpu.run(costUs, 'fetch', () => {
    if (request.maxWaitMs <= 0 || isEnough(find, request)) reply(readAll(find, request));
    else wait({ ...fetch, reply: measured(env, reply, onWait(request)) });
  });
}

/** The named wait `fetchWait`: from the first look of a fetch that had to wait to its answer. */
function measured(env: Env, reply: WaitingFetch['reply'], onAnswer: () => void): WaitingFetch['reply'] {
  const { trace } = env;
  const startUs = trace.nowUs();
  return (response) => {
    trace.waited('fetchWait', trace.nowUs() - startUs);
    onAnswer();
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
    tellIfSlept(env, MIN_BYTES, () => isEnough(find, request));
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

export type FindReplica = (topic: string, partition: number) => PartitionReplica | undefined;

/** So much has to be there for an answer; never more than one may hold, or a full one would still wait. */
function bytesMinOf({ minBytes, maxBytes }: FetchRequest): number {
  return Math.min(minBytes, maxBytes);
}

/** Whether it need not wait: there is enough in all its partitions together, or an error to tell at once. */
export function isEnough(find: FindReplica, request: FetchRequest): boolean {
  const bytesMin = bytesMinOf(request);
  let sizeBytes = 0;
  for (const wanted of request.partitions) {
    const bytes = countedBytes(find, wanted, bytesMin - sizeBytes);
    if (typeof bytes === 'string') return true;
    sizeBytes += bytes;
    if (sizeBytes >= bytesMin) return true;
  }
  return bytesMin <= 0;
}

/** What a partition adds to the sum that `minBytes` asks for, counted up to `bytesMax`. */
function countedBytes(find: FindReplica, wanted: FetchPartition, bytesMax: number): number | FailureName {
  const replica = findFor(find, wanted);
  if (typeof replica === 'string') return replica;
  return replica.readableBytes(wanted.offset, Math.max(0, Math.min(wanted.maxBytes, bytesMax)));
}

/** In the order asked for, within the limits; the first batch of all comes in any case (KIP-74). */
export function readAll(find: FindReplica, request: FetchRequest): FetchResponse {
  let roomBytes = request.maxBytes;
  let isEmpty = true;
  const results = request.partitions.map((wanted) => {
    const { result, sizeBytes } = readOne(find, wanted, Math.max(0, roomBytes), isEmpty);
    if (sizeBytes > 0) isEmpty = false;
    roomBytes -= sizeBytes;
    return result;
  });
  return { type: 'fetch', results };
}

function readOne(
  find: FindReplica,
  wanted: FetchPartition,
  roomBytes: number,
  atLeastOne: boolean,
): { readonly result: FetchResult; readonly sizeBytes: number } {
  const { topic, partition, offset, maxBytes } = wanted;
  const failed = (error: FailureName): ReturnType<typeof readOne> => ({
    result: { topic, partition, error },
    sizeBytes: 0,
  });
  const replica = findFor(find, wanted);
  if (typeof replica === 'string') return failed(replica);
  const fetched = replica.fetch(offset, Math.min(maxBytes, roomBytes), atLeastOne);
  if (!fetched.ok) return failed(fetched.error);
  const { batches, sizeBytes, highWatermark, logStartOffset, leaderEpoch } = fetched;
  return {
    result: { topic, partition, error: 'NONE', batches, highWatermark, logStartOffset, leaderEpoch },
    sizeBytes,
  };
}

/** The replica of a partition, unless the leader that the client means is another one (KIP-320). */
function findFor(
  find: FindReplica,
  { topic, partition, leaderEpoch }: Pick<FetchPartition, 'topic' | 'partition' | 'leaderEpoch'>,
): PartitionReplica | FailureName {
  const replica = find(topic, partition);
  if (replica === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  return epochRefusal(leaderEpoch, replica.leaderEpoch) ?? replica;
}

/** From this broker's replica alone, if it leads. */
export function listOffsets(
  find: FindReplica,
  { topic, partition, leaderEpoch, at }: ListOffsetsRequest,
): ListOffsetsResponse {
  const replica = find(topic, partition);
  if (replica?.leads !== true) return { type: 'listOffsets', error: 'NOT_LEADER_OR_FOLLOWER' };
  const { leaderEpoch: epoch } = replica;
  const error = epochRefusal(leaderEpoch, epoch);
  if (error !== null) return { type: 'listOffsets', error };
  // Nothing is ever dropped from the front of a log.
  if (at === 'earliest') return { type: 'listOffsets', error: 'NONE', offset: 0, leaderEpoch: epoch };
  if (!replica.knowsHighWatermark) return { type: 'listOffsets', error: 'OFFSET_NOT_AVAILABLE' };
  const offset =
    at === 'latest' ? replica.highWatermark : (replica.offsetForTime(at.timestampUs) ?? UNKNOWN_OFFSET);
  return { type: 'listOffsets', error: 'NONE', offset, leaderEpoch: epoch };
}

/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when there is or the time
 * is up (Kafka's fetch purgatory: event-driven, nobody polls).
 */
import { assert } from '../assert.js';
import type { Env, Timer, Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import type { FetchPartition, FetchRequest, FetchResponse, FetchResult } from '../protocol/fetch.js';
import type { ReplicaHandle } from '../produce/replica/deps.js';
import type { PartitionReplica } from '../produce/replica/partition-replica.js';

const MIN_BYTES: Wait = { kind: 'timeout', label: 'await fetch min bytes' };

type FindReplica = (topic: string, partition: number) => PartitionReplica | undefined;

/** Answers once, after at most `maxWaitMs`. */
export function handleFetch(
  env: Env,
  find: FindReplica,
  costUs: number,
  request: FetchRequest,
  reply: (response: FetchResponse) => void,
): void {
  env.cpu.run(costUs, 'fetch', () => {
    if (request.maxWaitMs <= 0 || isEnough(find, request)) reply(readAll(find, request));
    else new Purgatory(env, find, request, reply).begin();
  });
}

/** A fetch that waits, at each of its partitions for more than is there. */
class Purgatory {
  readonly #env: Env;
  readonly #find: FindReplica;
  readonly #request: FetchRequest;
  readonly #reply: (response: FetchResponse) => void;
  readonly #handles = new Map<number, ReplicaHandle>();
  #timer: Timer | null = null;
  #over = false;

  constructor(env: Env, find: FindReplica, request: FetchRequest, reply: (response: FetchResponse) => void) {
    this.#env = env;
    this.#find = find;
    this.#request = request;
    this.#reply = reply;
  }

  begin(): void {
    this.#timer = this.#env.timers.after(this.#request.maxWaitMs * 1000, MIN_BYTES, () => {
      this.#timer = null;
      this.#finish();
    });
    for (let place = 0; place < this.#request.partitions.length; place += 1) this.#await(place);
  }

  #await(place: number): void {
    const wanted = this.#request.partitions[place];
    assert(wanted !== undefined, 'a fetch waits at its own partitions');
    const { topic, partition, offset } = wanted;
    const bytes = countedBytes(this.#find, wanted, bytesMinOf(this.#request));
    const replica = this.#find(topic, partition);
    if (this.#over || replica === undefined || typeof bytes === 'string') return;
    // More of it would not count.
    if (bytes >= wanted.maxBytes) return;
    const handle = replica.whenReadable(offset, bytes + 1, () => {
      this.#onMore(place, bytes);
    });
    this.#handles.set(place, handle);
  }

  #onMore(place: number, bytesBefore: number): void {
    if (this.#over) return;
    this.#handles.delete(place);
    const wanted = this.#request.partitions[place];
    const bytes = wanted === undefined ? 0 : countedBytes(this.#find, wanted, bytesMinOf(this.#request));
    // Called back with nothing new: too many wait there already, and this one may not.
    const mayWait = typeof bytes === 'number' && bytes > bytesBefore;
    if (mayWait && !isEnough(this.#find, this.#request)) this.#await(place);
    else this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== null) this.#env.timers.cancel(this.#timer);
    for (const handle of this.#handles.values()) handle.cancel();
    this.#handles.clear();
    this.#reply(readAll(this.#find, this.#request));
  }
}

/** So much has to be there for an answer; never more than one may hold, or a full one would still wait. */
function bytesMinOf({ minBytes, maxBytes }: FetchRequest): number {
  return Math.min(minBytes, maxBytes);
}

/** Whether it need not wait: there is enough data in all its partitions together, or an error, which is worth telling at once. */
function isEnough(find: FindReplica, request: FetchRequest): boolean {
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

/** What a partition adds to the sum that `minBytes` asks for, up to `bytesMax`: of what is there as much as it may give. */
function countedBytes(find: FindReplica, wanted: FetchPartition, bytesMax: number): number | FailureName {
  const replica = find(wanted.topic, wanted.partition);
  if (replica === undefined) return 'NOT_LEADER_OR_FOLLOWER';
  const refusal = epochRefusal(wanted, replica);
  return refusal ?? replica.readableBytes(wanted.offset, Math.max(0, Math.min(wanted.maxBytes, bytesMax)));
}

/** In the order asked for, within the limits of each partition and of all; the first batch of all comes in any case (KIP-74). */
function readAll(find: FindReplica, request: FetchRequest): FetchResponse {
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
  const replica = find(topic, partition);
  if (replica === undefined) return failed('NOT_LEADER_OR_FOLLOWER');
  const refusal = epochRefusal(wanted, replica);
  if (refusal !== null) return failed(refusal);
  const fetched = replica.fetch(offset, Math.min(maxBytes, roomBytes), atLeastOne);
  if (!fetched.ok) return failed(fetched.error);
  const { batches, sizeBytes, highWatermark, logStartOffset, leaderEpoch } = fetched;
  return {
    result: { topic, partition, error: 'NONE', batches, highWatermark, logStartOffset, leaderEpoch },
    sizeBytes,
  };
}

/** Whether the leader that the client means is another one (KIP-320). */
function epochRefusal({ leaderEpoch }: FetchPartition, replica: PartitionReplica): FailureName | null {
  if (leaderEpoch === null || leaderEpoch === replica.leaderEpoch) return null;
  return leaderEpoch < replica.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
}

/**
 * Handles consumers' fetches: what is below the high watermark, at once if there is enough of it, else when there is or the time
 * is up (Kafka's fetch purgatory: event-driven, nobody polls).
 */
import type { Env, Timer, Wait } from '../env.js';
import type { FetchPartition, FetchRequest, FetchResponse, FetchResult } from '../protocol/fetch.js';
import type { ReplicaHandle } from '../produce/replica/deps.js';
import type { Replica } from '../produce/replica/replica.js';

const MIN_BYTES: Wait = { kind: 'timeout', label: 'await fetch min bytes' };

type FindReplica = (topic: string, partition: number) => Replica | undefined;

/** Answers once, after at most `maxWaitMs`. */
export function handleFetch(
  env: Env,
  find: FindReplica,
  costUs: number,
  request: FetchRequest,
  reply: (response: FetchResponse) => void,
): void {
  env.cpu.run(costUs, 'fetch', () => {
    const { results, isEnough } = readAll(find, request);
    if (isEnough || request.maxWaitMs <= 0) reply({ type: 'fetch', results });
    else new Purgatory(env, find, request, reply).begin();
  });
}

/** A fetch that waits. */
class Purgatory {
  readonly #env: Env;
  readonly #find: FindReplica;
  readonly #request: FetchRequest;
  readonly #reply: (response: FetchResponse) => void;
  #handles: ReplicaHandle[] = [];
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
    for (const { topic, partition, offset } of this.#request.partitions) {
      const replica = this.#find(topic, partition);
      if (replica === undefined || this.#over) continue;
      this.#handles.push(
        replica.whenReadable(offset, this.#request.minBytes, () => {
          this.#finish();
        }),
      );
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== null) this.#env.timers.cancel(this.#timer);
    for (const handle of this.#handles) handle.cancel();
    this.#handles = [];
    this.#reply({ type: 'fetch', results: readAll(this.#find, this.#request).results });
  }
}

/** `isEnough`: it need not wait, be it that there is enough data, or an error, which is worth telling at once. */
function readAll(
  find: FindReplica,
  request: FetchRequest,
): { readonly results: readonly FetchResult[]; readonly isEnough: boolean } {
  let sizeBytes = 0;
  const results = request.partitions.map((wanted) => {
    const read = readOne(find, wanted, request.maxBytes - sizeBytes);
    sizeBytes += read.sizeBytes;
    return read.result;
  });
  const isEnough = sizeBytes >= request.minBytes || results.some((result) => result.error !== 'NONE');
  return { results, isEnough };
}

function readOne(
  find: FindReplica,
  { topic, partition, offset, maxBytes, leaderEpoch }: FetchPartition,
  roomBytes: number,
): { readonly result: FetchResult; readonly sizeBytes: number } {
  const replica = find(topic, partition);
  if (replica === undefined)
    return { result: { topic, partition, error: 'NOT_LEADER_OR_FOLLOWER' }, sizeBytes: 0 };
  if (leaderEpoch !== null && leaderEpoch !== replica.leaderEpoch) {
    const error = leaderEpoch < replica.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
    return { result: { topic, partition, error }, sizeBytes: 0 };
  }
  const fetched = replica.fetch(offset, Math.max(0, Math.min(maxBytes, roomBytes)));
  if (!fetched.ok) return { result: { topic, partition, error: fetched.error }, sizeBytes: 0 };
  const { batches, sizeBytes, highWatermark, logStartOffset, leaderEpoch: epoch } = fetched;
  return {
    result: { topic, partition, error: 'NONE', batches, highWatermark, logStartOffset, leaderEpoch: epoch },
    sizeBytes,
  };
}

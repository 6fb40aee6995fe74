/** Handles produce requests. Callbacks, not a task for each: here a loaded broker spends its life. */
import { assert } from '../assert.js';
import type { Env, Timer, Wait } from '../env.js';
import type { PartitionBatch, ProduceRequest, ProduceResponse, ProduceResult } from '../protocol/produce.js';
import type { ProduceHandle, Produced } from '../partition/replica/deps.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import { tellIfSlept } from '../runtime/slept.js';
import { passLocks, type ProducePath } from './seams.js';
import type { Replicas } from './replicas.js';

const ISR: Wait = { kind: 'timeout', label: 'await in-sync replicas' };
const OPENING: Wait = { kind: 'timeout', label: 'await opening of the log' };

/** Longest that a produce request may wait, whatever it asks for: Kafka's own default for clients. */
const TIMEOUT_MAX_MS = 30_000;

export interface ProduceDeps {
  readonly env: Env;
  readonly replicas: Replicas;
  /** What each batch of a request costs a worker thread. */
  readonly costUs: number;
  readonly path: ProducePath;
}

/** Answers once every batch has been answered; with `acks=0` nobody waits, and nothing is sent. */
export function handleProduce(
  deps: ProduceDeps,
  request: ProduceRequest,
  reply: (response: ProduceResponse) => void,
): void {
  deps.env.cpu.run(deps.costUs * request.batches.length, 'produce', () =>
    new Produce(deps, request, reply).begin(),
  );
}

class Produce {
  readonly #results: (ProduceResult | null)[];
  /** Of the batches that were given to their replica, with the place of each in the request. */
  readonly #appends: { readonly place: number; readonly handle: ProduceHandle }[] = [];
  #pendingCount: number;
  /** The first that nobody has begun with. */
  #next = 0;
  #timer: Timer | null = null;

  constructor(
    private readonly deps: ProduceDeps,
    private readonly request: ProduceRequest,
    private readonly reply: (response: ProduceResponse) => void,
  ) {
    this.#results = request.batches.map(() => null);
    this.#pendingCount = request.batches.length;
  }

  begin(): void {
    const { batches, acks } = this.request;
    if (batches.length === 0) {
      this.#finish();
      return;
    }
    const atOnce = Math.min(this.deps.path.partitionsAtOnce, batches.length);
    for (let count = 0; count < atOnce; count += 1) this.#appendNext();
    if (acks === -1) this.#limit(ISR);
  }

  /** From now on, and once for all of the request's waits. */
  #limit(wait: Wait): void {
    if (this.#pendingCount === 0 || this.#timer !== null) return;
    const limitUs = Math.max(0, Math.min(this.request.timeoutMs, TIMEOUT_MAX_MS)) * 1000;
    this.#timer = this.deps.env.timers.after(limitUs, wait, () => this.#timeOut());
  }

  #appendNext(): void {
    const place = this.#next;
    const entry = this.request.batches[place];
    if (entry === undefined) return;
    this.#next += 1;
    this.#append(entry, place);
  }

  #append(entry: PartitionBatch, place: number): void {
    const { topic, partition } = entry;
    const replica = this.deps.replicas.get(topic, partition);
    if (replica === undefined) {
      const waits = this.deps.replicas.whenOpen(topic, partition, () => {
        // Unless its time was up meanwhile.
        if (this.#results[place] === null) this.#append(entry, place);
      });
      if (!waits) this.#settle(place, { ok: false, error: 'NOT_LEADER_OR_FOLLOWER' });
      // A disk may take any time to open a log, and a request that waits for no replicas has no limit yet.
      else if (this.request.acks !== -1) this.#limit(OPENING);
      return;
    }
    if (this.deps.path.locks.length === 0) this.#produce(replica, entry, place);
    else
      passLocks(this.deps.env, this.deps.path, replica, () => {
        // As above.
        if (this.#results[place] === null) this.#produce(replica, entry, place);
      });
  }

  #produce(replica: PartitionReplica, { leaderEpoch, batch }: PartitionBatch, place: number): void {
    // Of the append, which is in this call: by the time of the answer another epoch may have begun.
    const { leaderEpoch: appendEpoch } = replica;
    const handle = replica.produce(batch, this.request.acks, leaderEpoch, (produced) =>
      this.#settle(place, produced, appendEpoch),
    );
    this.#appends.push({ place, handle });
  }

  #timeOut(): void {
    this.#timer = null;
    this.#next = this.request.batches.length;
    const unanswered = this.#appends.filter(({ place }) => this.#results[place] === null);
    tellIfSlept(this.deps.env, ISR, () => unanswered.some(({ handle }) => handle.isDue()));
    const waiting = unanswered.at(0)?.handle.pendingWait() ?? null;
    if (waiting === null) this.#giveUp();
    else this.deps.env.trace.handoff(waiting.since, waiting.wait, () => this.#giveUp());
  }

  #giveUp(): void {
    for (const { handle } of this.#appends) handle.cancel();
    this.#results.forEach((result, place) => {
      if (result === null) this.#settle(place, { ok: false, error: 'REQUEST_TIMED_OUT' });
    });
  }

  #settle(place: number, produced: Produced, leaderEpoch = 0): void {
    const entry = this.request.batches[place];
    assert(entry !== undefined && this.#results[place] === null, 'a batch is answered once');
    const { topic, partition } = entry;
    this.#results[place] = produced.ok
      ? { topic, partition, error: 'NONE', baseOffset: produced.baseOffset, leaderEpoch }
      : { topic, partition, error: produced.error };
    this.#pendingCount -= 1;
    if (this.#pendingCount === 0) this.#finish();
    else this.#appendNext();
  }

  #finish(): void {
    if (this.#timer !== null) this.deps.env.timers.cancel(this.#timer);
    this.#timer = null;
    if (this.request.acks === 0) return;
    const results = this.#results.filter((result) => result !== null);
    this.reply({ type: 'produce', results });
  }
}

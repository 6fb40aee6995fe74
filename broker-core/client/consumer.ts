/**
 * A consumer, after the Java client: reads the given partitions, from where it stands in each, up to the high
 * watermark of their leaders. While a caller works on what `poll` gave, the next fetches are on their way.
 *
 * Not modelled: committed offsets and groups (both by {@link Consumer.assign}), pausing, and the look for a
 * truncation when the leader epoch changes (KIP-320): nothing below the high watermark is truncated.
 */
import { assert } from '../assert.js';
import type { Env, Wait } from '../env.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { Notify } from '../runtime/notify.js';
import { timeout } from '../runtime/time.js';
import { Assigned, type ConsumedRecord, type TopicPartition, type ConsumerOptions } from './assigned.js';
import { Fetcher } from './fetcher.js';
import type { MetadataCache } from './metadata-cache.js';

export type { ConsumedRecord, TopicPartition, ConsumerOptions } from './assigned.js';

const POLL: Wait = { kind: 'timeout', label: 'await records' };
const CLOSE: Wait = { kind: 'timeout', label: 'await the last fetches' };

export class Consumer {
  readonly #fetcher: Fetcher;
  /** Something has come that `poll` may be waiting for. */
  readonly #news = new Notify();
  #assigned: readonly Assigned[] = [];
  #assignments = 0;
  /** Whose turn it is, so that no partition keeps the others from being read. */
  #next = 0;
  #closed = false;

  constructor(
    private readonly env: Env,
    rpc: Rpc,
    cache: MetadataCache,
    private readonly options: ConsumerOptions,
  ) {
    this.#fetcher = new Fetcher(env, rpc, cache, options, () => this.#news.notifyOne());
  }

  /** Counts what moves a position otherwise than by reading: assignments and seeks. */
  get assignments(): number {
    return this.#assignments;
  }

  /** Reads these partitions from now on, and no others: from `offset`, or from where `offsetReset` says. */
  assign(partitions: readonly (TopicPartition & { readonly offset?: number | null })[]): void {
    for (const one of this.#assigned) one.dropped = true;
    this.#assigned = partitions.map(
      ({ topic, partition, offset }) => new Assigned(topic, partition, offset ?? null),
    );
    this.#assignments += 1;
    this.#next = 0;
  }

  /** Reads an assigned partition from another place. */
  seek({ topic, partition }: TopicPartition, offset: number): void {
    const place = this.#assigned.findIndex((one) => one.topic === topic && one.partition === partition);
    const before = this.#assigned[place];
    assert(before !== undefined, 'one seeks in what one was assigned');
    before.dropped = true;
    this.#assigned = this.#assigned.with(place, new Assigned(topic, partition, offset));
    this.#assignments += 1;
  }

  /** The offset that `poll` gives next; null while it is not known, or when the partition is not assigned. */
  position({ topic, partition }: TopicPartition): number | null {
    return this.#assigned.find((one) => one.topic === topic && one.partition === partition)?.position ?? null;
  }

  /** Records as soon as there are any, none after `limitUs`. Of each partition in the order of offsets. */
  async poll(ctx: Ctx, limitUs: number): Promise<readonly ConsumedRecord[]> {
    assert(!this.#closed, 'a closed consumer reads no more');
    const { clock } = this.env;
    const untilUs = clock.nowUs() + limitUs;
    for (;;) {
      const records = this.#take();
      this.#fetcher.pump(this.#assigned);
      if (records.length > 0) return records;
      const leftUs = untilUs - clock.nowUs();
      if (leftUs <= 0) return records;
      await timeout(ctx, leftUs, POLL, (inner) => this.#news.notified().wait(inner));
    }
  }

  /** Where the partition ends for consumers, as its leader says; null if nobody says so. */
  async endOffset(ctx: Ctx, partition: TopicPartition): Promise<number | null> {
    const listed = await this.#fetcher.listOffset(ctx, partition, 'latest');
    return typeof listed === 'number' ? listed : null;
  }

  /** Fetches nothing more, and waits until the requests that are on their way have ended. */
  async close(ctx: Ctx): Promise<void> {
    this.#closed = true;
    this.assign([]);
    while (this.#fetcher.inFlightCount > 0) {
      const limitUs = this.options.profile.requestTimeoutUs;
      await timeout(ctx, limitUs, CLOSE, (inner) => this.#news.notified().wait(inner));
    }
  }

  #take(): readonly ConsumedRecord[] {
    const records: ConsumedRecord[] = [];
    const { length } = this.#assigned;
    for (let count = 0; count < length; count += 1) {
      const roomFor = this.options.pollRecordsMax - records.length;
      if (roomFor === 0) break;
      const one = this.#assigned[(this.#next + count) % length];
      if (one !== undefined) records.push(...one.take(roomFor));
    }
    if (length > 0) this.#next = (this.#next + 1) % length;
    return records;
  }
}

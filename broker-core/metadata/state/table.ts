import { assert } from '../../assert.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { Codec } from '../../bytes/codec.js';
import { type Digest, type DigestSum, digestOf } from './hash.js';

export type Slot<V> = { readonly record: V; readonly digest: Digest };

/** Where a table keeps its slots: a Map, or what finds them without a key being put together. */
export interface Slots<K, V> {
  readonly size: number;
  has(key: K): boolean;
  get(key: K): Slot<V> | undefined;
  set(key: K, slot: Slot<V>): void;
  delete(key: K): void;
  values(): Iterable<Slot<V>>;
}

/** How to take back what was changed, newest last. */
export type Journal = (() => void)[];

export type TableKind<K, V> = {
  /** Number of this kind of record, for the hash. */
  readonly kind: number;
  readonly codec: Codec<V>;
  readonly keyOf: (record: V) => K;
  /** A total order: what loops over a table must not depend on how it came about. */
  readonly compare: (left: V, right: V) => number;
  /** Default: a Map. */
  readonly createSlots?: () => Slots<K, V>;
};

/** Records of one kind by key. Each change keeps the content hash, and the journal can take it back. */
export class Table<K, V> {
  private readonly slots: Slots<K, V>;
  private readonly scratch = new ByteWriter();
  private ordered: readonly V[] | null = null;

  constructor(
    private readonly kind: TableKind<K, V>,
    private readonly sum: DigestSum,
    private readonly journal: Journal,
  ) {
    this.slots = kind.createSlots?.() ?? new Map<K, Slot<V>>();
  }

  get size(): number {
    return this.slots.size;
  }

  get(key: K): V | undefined {
    return this.slots.get(key)?.record;
  }

  /** All records, in the order of {@link TableKind.compare}. Sorted when first asked for after a change. */
  inOrder(): readonly V[] {
    this.ordered ??= [...this.slots.values()].map((slot) => slot.record).sort(this.kind.compare);
    return this.ordered;
  }

  /** All records; in a Map the one put first comes first, and replacing a record does not move it. */
  *asInserted(): IterableIterator<V> {
    for (const slot of this.slots.values()) yield slot.record;
  }

  put(record: V): void {
    const key = this.kind.keyOf(record);
    this.scratch.reset();
    this.kind.codec.write(this.scratch, record);
    this.change(key, { record, digest: digestOf(this.kind.kind, this.scratch.written()) });
  }

  remove(record: V): void {
    const key = this.kind.keyOf(record);
    assert(this.slots.has(key), 'only what is there is removed');
    this.change(key, undefined);
  }

  private change(key: K, to: Slot<V> | undefined): void {
    const from = this.slots.get(key);
    this.journal.push(() => this.replace(key, to, from));
    this.replace(key, from, to);
  }

  private replace(key: K, from: Slot<V> | undefined, to: Slot<V> | undefined): void {
    if (from !== undefined) this.sum.subtract(from.digest);
    if (to !== undefined) this.sum.add(to.digest);
    if (to === undefined) this.slots.delete(key);
    else this.slots.set(key, to);
    this.ordered = null;
  }
}

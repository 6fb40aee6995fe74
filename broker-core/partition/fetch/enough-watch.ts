import { assert } from '../../assert.js';
import type { ReplicaHandle } from '../replica/deps.js';
import type { FetchRequest } from '../../protocol/fetch.js';
import { bytesMinOf, countedBytes, isEnough, type FindReplica } from './read.js';

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

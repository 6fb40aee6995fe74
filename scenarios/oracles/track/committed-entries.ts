/** What is committed in the metadata log, as the first node that applied it tells. */
import type { NodeId } from '../../../broker-core/env.js';
import { IndexedWindow } from './indexed-window.js';

export interface CommittedEntry {
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
  /** Of the state machine behind it. */
  readonly stateHash: number;
  /** Who applied it first. */
  readonly nodeId: NodeId;
}

export class CommittedEntries {
  readonly #window = new IndexedWindow<CommittedEntry>(1);

  /** Those that are kept are from here on, */
  get firstIndex(): number {
    return this.#window.firstIndex;
  }

  /** to before here. */
  get endIndex(): number {
    return this.#window.endIndex;
  }

  at(index: number): CommittedEntry | undefined {
    return this.#window.at(index);
  }

  /** True if nobody has applied this index before. */
  add(entry: CommittedEntry): boolean {
    if (entry.index < this.#window.endIndex) return false;
    if (entry.index > this.#window.endIndex) this.#window.restartAt(entry.index);
    this.#window.push(entry);
    return true;
  }
}

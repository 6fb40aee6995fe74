/** The metadata log of each node, by its facts: what is written, and what a crash is sure to leave. */
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';
import type { Entry, RestoredState } from '../../../broker-core/raft/index.js';
import { IndexedWindow } from './indexed-window.js';
import { PendingWrites } from './pending-writes.js';
import { PerNode } from './per-partition.js';

interface PendingWrite {
  /** Of a snapshot, which replaces everything; 0 if there is none. */
  readonly snapshotIndex: number;
  readonly entries: readonly Entry[];
}

/** Entries before the first of a window are covered by a snapshot, or forgotten. */
export class RaftLog {
  readonly written = new IndexedWindow<Entry>(1);
  readonly durable = new IndexedWindow<Entry>(1);
  readonly pending = new PendingWrites<PendingWrite>();

  /** Whether the node has, durably, what was committed at `index` in `term`; a snapshot has it too. */
  hasDurable(index: number, term: number): boolean {
    return index < this.durable.firstIndex || this.durable.at(index)?.term === term;
  }

  write(readyNumber: number, snapshotIndex: number, entries: readonly Entry[]): void {
    put(this.written, snapshotIndex, entries);
    this.pending.add(readyNumber, { snapshotIndex, entries });
  }

  becomeDurable(readyNumber: number): void {
    for (const { snapshotIndex, entries } of this.pending.takeUpTo(readyNumber))
      put(this.durable, snapshotIndex, entries);
  }

  restore({ snapshot, entries }: RestoredState): void {
    const snapshotIndex = snapshot?.index ?? 0;
    const kept = entries.filter(({ index }) => index > snapshotIndex);
    for (const window of [this.written, this.durable]) {
      window.restartAt(snapshotIndex + 1);
      put(window, 0, kept);
    }
    this.pending.clear();
  }
}

export class RaftLogs {
  /** Those that it takes. */
  static readonly facts = ['entriesWritten', 'snapshotInstalled', 'readyDurable', 'restored'] as const;

  readonly #nodes = new PerNode(() => new RaftLog());

  of(nodeId: NodeId): RaftLog {
    return this.#nodes.of(nodeId);
  }

  /** Begins an empty log for the node; gives the one that it had. */
  replace(nodeId: NodeId): RaftLog {
    const log = this.of(nodeId);
    this.#nodes.set(nodeId, new RaftLog());
    return log;
  }

  take(fact: BrokerFact): void {
    if (fact.type === 'entriesWritten') this.of(fact.nodeId).write(fact.readyNumber, 0, fact.entries);
    else if (fact.type === 'snapshotInstalled')
      this.of(fact.nodeId).write(fact.readyNumber, fact.snapshot.index, []);
    else if (fact.type === 'readyDurable') this.of(fact.nodeId).becomeDurable(fact.readyNumber);
    else if (fact.type === 'restored') this.of(fact.nodeId).restore(fact.state);
  }
}

function put(window: IndexedWindow<Entry>, snapshotIndex: number, entries: readonly Entry[]): void {
  if (snapshotIndex > 0) window.restartAt(snapshotIndex + 1);
  const [first] = entries;
  if (first === undefined) return;
  if (first.index < window.endIndex) window.truncateTo(first.index);
  // A gap is another invariant's affair; what is before it says nothing of what is behind it.
  else if (first.index > window.endIndex) window.restartAt(first.index);
  for (const entry of entries) window.push(entry);
}

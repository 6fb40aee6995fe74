/** The log of one replica, as its facts tell it. */
import type { PartitionFact } from '../../../broker-core/broker/facts.js';
import { endOffset, type RecordBatch } from '../../../broker-core/protocol/record-batch.js';
import type { Share, Tracker } from '../../harness/definition/invariant.js';
import { IndexedWindow } from './indexed-window.js';
import { PerReplica, type ReplicaPlace } from './per-partition.js';

export class ReplicaLog {
  /** By number from the start of the log: batches are kept whole, so it is the same everywhere. */
  readonly batches = new IndexedWindow<RecordBatch>(0);

  get endOffset(): number {
    const { last } = this.batches;
    return last === undefined ? 0 : endOffset(last);
  }

  take(fact: PartitionFact['fact']): void {
    if (fact.type === 'appended') this.batches.push(fact.batch);
    else if (fact.type === 'truncated') this.#truncateTo(fact.toOffset);
    else if (fact.type === 'opened') this.#restart(fact.batches);
  }

  /** The batch that holds `offset`, if it is there and not forgotten. */
  find(offset: number): RecordBatch | undefined {
    const { batches } = this;
    let low = batches.firstIndex;
    let high = batches.endIndex;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const batch = batches.at(middle);
      if (batch !== undefined && endOffset(batch) <= offset) low = middle + 1;
      else high = middle;
    }
    const found = batches.at(low);
    return found !== undefined && found.baseOffset <= offset ? found : undefined;
  }

  #truncateTo(offset: number): void {
    const { batches } = this;
    while (batches.last !== undefined && endOffset(batches.last) > offset)
      batches.truncateTo(batches.endIndex - 1);
  }

  #restart(found: readonly RecordBatch[]): void {
    this.batches.restartAt(0);
    for (const batch of found) this.batches.push(batch);
  }
}

/** The log of each replica. */
export class ReplicaLogs implements Tracker {
  readonly replicaFacts = ['opened', 'appended', 'truncated'] as const;
  readonly #logs: PerReplica<ReplicaLog>;

  constructor(share: Share) {
    this.#logs = new PerReplica(share, () => new ReplicaLog());
  }

  onReplicaFact(told: PartitionFact): void {
    this.#logs.of(told).take(told.fact);
  }

  of(place: ReplicaPlace): ReplicaLog {
    return this.#logs.of(place);
  }
}

/** Whether a single leader placed both. Mostly they are the same object: only a restart makes a copy. */
export function isSameBatch(a: RecordBatch, b: RecordBatch): boolean {
  if (a === b) return true;
  if (
    a.baseOffset !== b.baseOffset ||
    a.leaderEpoch !== b.leaderEpoch ||
    a.records.length !== b.records.length
  )
    return false;
  return a.records.every(
    ({ key, value }, place) => b.records[place]?.key === key && b.records[place]?.value === value,
  );
}

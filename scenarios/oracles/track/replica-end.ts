import type { PartitionFact } from '../../../broker-core/broker/facts.js';
import { endOffset } from '../../../broker-core/protocol/record-batch.js';
import type { Share, Tracker } from '../../harness/definition/invariant.js';
import { PerReplica, type ReplicaPlace } from './per-partition.js';

/** Where the log of one replica and what it knows to be committed end, as its facts tell it. */
export class ReplicaEnd {
  endOffset = 0;
  /** What lies before it survives a crash. */
  durableEndOffset = 0;
  highWatermark = 0;

  take(fact: PartitionFact['fact']): void {
    switch (fact.type) {
      case 'opened':
        this.endOffset = fact.logEndOffset;
        this.durableEndOffset = fact.logEndOffset;
        this.highWatermark = fact.highWatermark;
        return;
      case 'appended':
        this.endOffset = endOffset(fact.batch);
        return;
      case 'truncated':
        this.endOffset = fact.toOffset;
        this.durableEndOffset = Math.min(this.durableEndOffset, fact.toOffset);
        this.highWatermark = Math.min(this.highWatermark, fact.toOffset);
        return;
      case 'highWatermarkAdvanced':
        this.highWatermark = fact.highWatermark;
        return;
      case 'durable':
        this.durableEndOffset = fact.durableEndOffset;
        return;
      case 'becameLeader':
      case 'becameFollower':
      case 'becameOffline':
      case 'acknowledged':
      case 'served':
      case 'heard':
        return;
    }
  }
}

/** Those of each replica. */
export class ReplicaEnds implements Tracker {
  readonly replicaFacts = ['opened', 'appended', 'truncated', 'highWatermarkAdvanced', 'durable'] as const;
  readonly #ends: PerReplica<ReplicaEnd>;

  constructor(share: Share) {
    this.#ends = new PerReplica(share, () => new ReplicaEnd());
  }

  onReplicaFact(told: PartitionFact): void {
    this.#ends.of(told).take(told.fact);
  }

  of(place: ReplicaPlace): ReplicaEnd {
    return this.#ends.of(place);
  }
}

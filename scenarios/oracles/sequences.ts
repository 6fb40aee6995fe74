/** The sequences of idempotent producers, as logs have them. */
import type { ReplicaFact } from '../../broker-core/partition/replica/facts.js';
import {
  addToSequence,
  endOffset,
  NO_PRODUCER_ID,
  type RecordBatch,
} from '../../broker-core/protocol/record-batch.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { offsetText } from './track/text.js';

/** The last batch of a producer in a log. */
interface Last {
  readonly producerEpoch: number;
  readonly nextSequence: number;
  readonly endOffset: number;
}

/** Producers of one log that are kept. */
const PRODUCERS_MAX = 10_000;

/** The producers of one log. */
class Producers {
  /** Null: what was last has been truncated, and what was before it is not kept. */
  readonly #last = new Map<number, Last | null>();
  #hasForgotten = false;
  /** Of the batch before: behind all others in the map already, or not in it. */
  #newestId = NO_PRODUCER_ID;

  constructor(private readonly isForgotten: () => void) {}

  /** Takes the next batch of the log; says what it should have been, or null. */
  take(batch: RecordBatch): string | null {
    const { producerId, producerEpoch, baseSequence, records } = batch;
    if (producerId === NO_PRODUCER_ID) return null;
    const last = this.#last.get(producerId);
    const mayBeForgotten = last === undefined && this.#hasForgotten;
    const nextSequence = addToSequence(baseSequence, records.length);
    // Behind all others: what has not written for longest is forgotten first.
    if (producerId !== this.#newestId) this.#last.delete(producerId);
    this.#newestId = producerId;
    this.#last.set(producerId, { producerEpoch, nextSequence, endOffset: endOffset(batch) });
    this.#forgetOldest();
    if (last === null) return null;
    if (mayBeForgotten) {
      this.isForgotten();
      return null;
    }
    if (last !== undefined && producerEpoch < last.producerEpoch)
      return `epoch ${last.producerEpoch} is over`;
    const expected = last?.producerEpoch === producerEpoch ? last.nextSequence : 0;
    return baseSequence === expected ? null : `sequence ${expected} comes next`;
  }

  #forgetOldest(): void {
    if (this.#last.size <= PRODUCERS_MAX) return;
    for (const oldest of this.#last.keys()) {
      this.#last.delete(oldest);
      this.#hasForgotten = true;
      return;
    }
  }

  truncate(toOffset: number): void {
    for (const [producerId, last] of this.#last)
      if (last !== null && last.endOffset > toOffset) this.#last.set(producerId, null);
  }

  restart(batches: readonly RecordBatch[]): void {
    this.#last.clear();
    this.#hasForgotten = false;
    for (const batch of batches) this.take(batch);
  }
}

/**
 * On the log: what a consumer reads says nothing of a record that is not there. 1. Of batches 1, 2 and 3 in
 * flight 1 is lost on its way. 2. A leader that takes 2 can never take 1 again.
 */
export const idempotentNoGap: Invariant = {
  name: 'idempotent-no-gap',
  doc: 'In a log the batches of an idempotent producer have sequences without a gap, each epoch from 0.',
  source: 'KIP-98 (sequence numbers); Kafka, ProducerStateManager',
  create: ({ share, violate, judged, unjudged }) => {
    const isForgotten = (): void => unjudged('producers that had not written for long: there are too many');
    const replicas = new PerReplica(share, () => new Producers(isForgotten));
    const appended = (fact: ReplicaFact & { type: 'appended' }, producers: Producers): string | null => {
      const { batch, as } = fact;
      if (as === 'leader' && batch.producerId !== NO_PRODUCER_ID) judged();
      const wrong = producers.take(batch);
      // A follower has it from a leader.
      return as === 'leader' ? wrong : null;
    };
    return {
      replicaFacts: ['opened', 'appended', 'truncated'],
      onReplicaFact(told) {
        const { fact } = told;
        const producers = replicas.of(told);
        if (fact.type === 'opened') producers.restart(fact.batches);
        else if (fact.type === 'truncated') producers.truncate(fact.toOffset);
        else if (fact.type === 'appended') {
          const wrong = appended(fact, producers);
          if (wrong === null) return;
          const { producerId, producerEpoch, baseSequence, baseOffset } = fact.batch;
          const where = offsetText({ ...told, offset: baseOffset });
          const what = `sequence ${baseSequence} of producer ${producerId}, epoch ${producerEpoch}`;
          violate(`${where}: ${told.nodeId} appends ${what}, where ${wrong}`);
        }
      },
    };
  },
};

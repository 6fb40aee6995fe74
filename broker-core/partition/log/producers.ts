import { addToSequence, NO_PRODUCER_ID, type RecordBatch } from '../../protocol/record-batch.js';

/** Kafka keeps as many for each producer and partition, as many as one may have in flight (KIP-98). */
const BATCHES_KEPT_MAX = 5;

/** What a leader makes of the sequence of a batch. */
export type SequenceCheck =
  | { readonly kind: 'ok' }
  /** Appended before, at this offset: acknowledge it again. */
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  /** OUT_OF_ORDER_SEQUENCE_NUMBER: appending it would leave a gap, or repeat what is long forgotten. */
  | { readonly kind: 'outOfOrder'; readonly expectedSequence: number }
  /** INVALID_PRODUCER_EPOCH: a newer instance of the producer has written already. */
  | { readonly kind: 'fencedEpoch'; readonly currentEpoch: number };

/** A batch as far as duplicates of it need. */
export interface KeptBatch {
  readonly baseSequence: number;
  readonly count: number;
  readonly baseOffset: number;
}

export interface ProducerState {
  readonly epoch: number;
  /** The last {@link BATCHES_KEPT_MAX} of this epoch, oldest first; never empty. */
  readonly batches: readonly KeptBatch[];
}

const OK: SequenceCheck = { kind: 'ok' };

/** Each idempotent producer's state: a function of the log's batches, so recovery arrives at the same. */
export class ProducerStates {
  readonly #states = new Map<number, ProducerState>();

  /**
   * Whether a leader may append a batch. An unknown producer starts at 0: a higher first sequence means that
   * batches were lost. Kafka forgets idle producers, so it would accept any; we forget none.
   */
  check(producerId: number, producerEpoch: number, baseSequence: number, count: number): SequenceCheck {
    if (producerId === NO_PRODUCER_ID) return OK;
    const state = this.#states.get(producerId);
    if (state !== undefined && producerEpoch < state.epoch)
      return { kind: 'fencedEpoch', currentEpoch: state.epoch };
    const kept = state !== undefined && producerEpoch === state.epoch ? state.batches : [];
    const same = kept.find((batch) => batch.baseSequence === baseSequence && batch.count === count);
    if (same !== undefined) return { kind: 'duplicate', baseOffset: same.baseOffset };
    const last = kept.at(-1);
    const expectedSequence = last === undefined ? 0 : addToSequence(last.baseSequence, last.count);
    return baseSequence === expectedSequence ? OK : { kind: 'outOfOrder', expectedSequence };
  }

  /** Takes in a batch that is now in the log. A follower does not judge: its leader has. */
  note(batch: RecordBatch): void {
    if (batch.producerId === NO_PRODUCER_ID) return;
    const state = this.#states.get(batch.producerId);
    const earlier = state?.epoch === batch.producerEpoch ? state.batches.slice(1 - BATCHES_KEPT_MAX) : [];
    const { baseSequence, baseOffset } = batch;
    const batches = [...earlier, { baseSequence, count: batch.records.length, baseOffset }];
    this.#states.set(batch.producerId, { epoch: batch.producerEpoch, batches });
  }

  /**
   * Starts again from the batches that a truncation leaves. Forgetting the last batches alone would not do:
   * the older ones that they had pushed out count again.
   */
  rebuild(batches: Iterable<RecordBatch>): void {
    this.#states.clear();
    for (const batch of batches) this.note(batch);
  }

  /** For comparing a live log with a recovered one; in the order of ids. */
  snapshot(): readonly (readonly [producerId: number, state: ProducerState])[] {
    return [...this.#states].sort(([a], [b]) => a - b);
  }
}

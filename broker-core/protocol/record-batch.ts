/** A record as a producer made it. Plain data: the same frozen object goes to followers and consumers. */
export type ProducedRecord = {
  readonly key: string | null;
  readonly value: string;
  readonly timestampUs: number;
};

/** `producerId` of a batch whose producer asks for no idempotence; its epoch and sequence are -1 too. */
export const NO_PRODUCER_ID = -1;
export const NO_SEQUENCE = -1;

/** Kafka's sequences are 32-bit and start again at 0 (`DefaultRecordBatch.incrementSequence`). */
export const SEQUENCE_MAX = 0x7fff_ffff;
const TIMESTAMP_US_MAX = 2 ** 51;

/** A batch before a leader gave it a place. */
export type ProducedBatch = {
  /** {@link NO_PRODUCER_ID} when not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Sequence of the first record; the others follow it. */
  readonly baseSequence: number;
  /** At least one. */
  readonly records: readonly ProducedRecord[];
};

/** A batch in the log, after Kafka's record batch v2 (KIP-98). A type alias, to fit a `Payload`. */
export type RecordBatch = ProducedBatch & {
  /** Offset of the first record; the others follow it. */
  readonly baseOffset: number;
  /** Epoch of the leader that appended it. */
  readonly leaderEpoch: number;
};

/** The offset behind the batch. */
export function endOffset(batch: RecordBatch): number {
  return batch.baseOffset + batch.records.length;
}

/** The sequence `count` after `sequence`. */
export function addToSequence(sequence: number, count: number): number {
  return (sequence + count) % (SEQUENCE_MAX + 1);
}

/** Places a batch in the log; the result is frozen. */
export function placeBatch(batch: ProducedBatch, baseOffset: number, leaderEpoch: number): RecordBatch {
  const { producerId, producerEpoch, baseSequence, records } = batch;
  Object.freeze(records);
  return Object.freeze({ baseOffset, leaderEpoch, producerId, producerEpoch, baseSequence, records });
}

/** Whether a batch from the network has the shape of its type: what the codec can write and read back. */
export function isValidProduced(batch: ProducedBatch): boolean {
  const { producerId, producerEpoch, baseSequence, records } = batch;
  const ids =
    isCount(producerId, 2 ** 51) &&
    isCount(producerEpoch, SEQUENCE_MAX) &&
    isCount(baseSequence, SEQUENCE_MAX);
  const idempotent = producerId !== NO_PRODUCER_ID;
  if (!ids || records.length === 0 || idempotent !== producerEpoch >= 0 || idempotent !== baseSequence >= 0)
    return false;
  // By index, as every record comes by here once on each replica.
  for (let at = 0; at < records.length; at++) {
    const timestampUs = records[at]?.timestampUs ?? Number.NaN;
    if (!Number.isInteger(timestampUs) || Math.abs(timestampUs) >= TIMESTAMP_US_MAX) return false;
  }
  return true;
}

/** An integer from -1, which says "none", to `max`. */
function isCount(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= -1 && value <= max;
}

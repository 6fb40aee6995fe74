import { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import {
  isValidProduced,
  placeBatch,
  type ProducedRecord,
  type RecordBatch,
} from '../../protocol/record-batch.js';

/** Key flag, empty value, timestamp. */
const RECORD_BYTES_MIN = 3;

/**
 * A batch as bytes: `baseOffset, leaderEpoch, producerId + 1, producerEpoch + 1, baseSequence + 1, count` as varints, then of each
 * record the key (flag, text), the value, and the timestamp as its distance from the one before. There is no checksum: the
 * frame of the write-ahead log has one.
 */
export function encodeBatch(batch: RecordBatch, writer: ByteWriter): void {
  writer.varint(batch.baseOffset).varint(batch.leaderEpoch);
  writer
    .varint(batch.producerId + 1)
    .varint(batch.producerEpoch + 1)
    .varint(batch.baseSequence + 1);
  writer.varint(batch.records.length);
  let previousUs = 0;
  // By index: for…of makes an iterator and a result for each record where frozen and other arrays meet.
  for (let at = 0; at < batch.records.length; at++) {
    const record = batch.records[at];
    if (record === undefined) continue;
    const { key, value, timestampUs } = record;
    writer.bool(key !== null);
    if (key !== null) writer.string(key);
    writer.string(value).zigzag(timestampUs - previousUs);
    previousUs = timestampUs;
  }
}

/** The batch that these bytes are, or `null` if no batch is written so. Never throws. */
export function decodeBatch(bytes: Uint8Array): RecordBatch | null {
  const reader = new ByteReader(bytes);
  const baseOffset = reader.varint();
  const leaderEpoch = reader.varint();
  const producerId = reader.varint() - 1;
  const producerEpoch = reader.varint() - 1;
  const baseSequence = reader.varint() - 1;
  const records = decodeRecords(reader);
  if (!reader.finished || !Number.isSafeInteger(baseOffset + records.length)) return null;
  const batch = { producerId, producerEpoch, baseSequence, records };
  return isValidProduced(batch) ? placeBatch(batch, baseOffset, leaderEpoch) : null;
}

function decodeRecords(reader: ByteReader): ProducedRecord[] {
  const count = reader.varint();
  // Asked before the loop: a garbage count of 2^50 must not keep it busy.
  if (count * RECORD_BYTES_MIN > reader.remainingBytes) reader.fail();
  const records: ProducedRecord[] = [];
  let timestampUs = 0;
  for (let at = 0; at < count && !reader.failed; at++) {
    const key = reader.bool() ? reader.string() : null;
    const value = reader.string();
    timestampUs += reader.zigzag();
    records.push({ key, value, timestampUs });
  }
  return records;
}

import { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import {
  isValidProduced,
  placeBatch,
  type ProducedRecord,
  type RecordBatch,
} from '../../protocol/record-batch.js';
import type { WalRecord } from '../../wal/open.js';

/** Key flag, empty value, timestamp. */
const RECORD_BYTES_MIN = 3;

/**
 * A batch as bytes: `baseOffset, leaderEpoch, producerId + 1, producerEpoch + 1, baseSequence + 1, count` as
 * varints; of each record key (flag, text), value, and timestamp as distance from the one before. No
 * checksum: the frame of the write-ahead log has one.
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

/** What a partition writes to its write-ahead log. */
export type LogEntry =
  | { readonly kind: 'batch'; readonly batch: RecordBatch }
  /** Everything from this offset on is void. Nothing is overwritten, so a crash leaves all of it or none. */
  | { readonly kind: 'truncate'; readonly endOffset: number }
  /** The high watermark when last somebody cared to note it: a lower bound after a restart. */
  | { readonly kind: 'high-watermark'; readonly offset: number };

/** Types of the records in the write-ahead log; they stand on disk and never change their meaning. */
const types = { batch: 1, truncate: 2, 'high-watermark': 3 } as const;

export function typeOf(entry: LogEntry): number {
  return types[entry.kind];
}

export function encodeEntry(entry: LogEntry, writer: ByteWriter): void {
  if (entry.kind === 'batch') encodeBatch(entry.batch, writer);
  else writer.varint(entry.kind === 'truncate' ? entry.endOffset : entry.offset);
}

/** The entry in a record, or `null` if it is none of ours. */
export function decodeEntry(record: Pick<WalRecord, 'type' | 'payload'>): LogEntry | null {
  if (record.type === types.batch) {
    const batch = decodeBatch(record.payload);
    return batch === null ? null : { kind: 'batch', batch };
  }
  const reader = new ByteReader(record.payload);
  const offset = reader.varint();
  if (!reader.finished) return null;
  if (record.type === types.truncate) return { kind: 'truncate', endOffset: offset };
  return record.type === types['high-watermark'] ? { kind: 'high-watermark', offset } : null;
}

/**
 * Where the log ends by the entry in a record: behind a batch, of which no record is read, or at the offset
 * from which on all is void. `null` if the record says nothing of the end.
 */
export function peekEndOffset({ type, payload }: Pick<WalRecord, 'type' | 'payload'>): number | null {
  if (type !== types.batch && type !== types.truncate) return null;
  const reader = new ByteReader(payload);
  const offset = reader.varint();
  if (type === types.truncate) return reader.finished ? offset : null;
  // Leader epoch; id, epoch and sequence of the producer.
  for (let skipped = 0; skipped < 4; skipped += 1) reader.varint();
  const count = reader.varint();
  return reader.failed ? null : offset + count;
}

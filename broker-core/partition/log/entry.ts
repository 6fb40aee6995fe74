import { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import type { WalRecord } from '../../wal/open.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import { decodeBatch, encodeBatch } from './codec.js';

/** What a partition writes to its write-ahead log. */
export type LogEntry =
  | { readonly kind: 'batch'; readonly batch: RecordBatch }
  /** Everything from this offset on is void. Nothing is overwritten on disk, so a crash leaves either all of it or none. */
  | { readonly kind: 'truncate'; readonly endOffset: number }
  /** The high watermark when last somebody cared to note it: a lower bound after a restart. */
  | { readonly kind: 'high-watermark'; readonly offset: number };

/** Types of the records in the write-ahead log; they stand on disk and never change their meaning. */
const types = { batch: 1, truncate: 2, 'high-watermark': 3 } as const;

export function typeOf(entry: LogEntry): number {
  return types[entry.kind];
}

/** Writes what belongs in the record's payload. */
export function encodeEntry(entry: LogEntry, writer: ByteWriter): void {
  switch (entry.kind) {
    case 'batch':
      encodeBatch(entry.batch, writer);
      return;
    case 'truncate':
      writer.varint(entry.endOffset);
      return;
    case 'high-watermark':
      writer.varint(entry.offset);
      return;
  }
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

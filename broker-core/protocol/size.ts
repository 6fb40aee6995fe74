/**
 * How large a message would be on the wire, for bandwidth and limits. Approximate: records as Kafka lays them
 * out without compression, everything else as its fields with no names, as in Kafka's formats.
 */
import { utf8SizeBytes } from '../bytes/utf8.js';
import type { Payload } from '../env.js';
import type { ProducedBatch, ProducedRecord } from './record-batch.js';
import type { Request, Response } from './messages.js';

/** Length, api key and version, correlation id, client id; a response's is a little less. */
export const MESSAGE_HEADER_BYTES = 24;
/** Kafka's record batch v2 before its first record. */
export const BATCH_HEADER_BYTES = 61;
/** A record's length, attributes, deltas and the lengths of its key and value, as small varints. */
const RECORD_OVERHEAD_BYTES = 7;
const NUMBER_BYTES = 8;
const LENGTH_BYTES = 2;

export function requestSizeBytes(request: Request): number {
  const sizeBytes = MESSAGE_HEADER_BYTES + plainSizeBytes(request);
  // A byte says that there is a batch.
  return request.type === 'produce' ? sizeBytes + request.batches.length : sizeBytes;
}

export function responseSizeBytes(response: Response): number {
  const sizeBytes = MESSAGE_HEADER_BYTES + plainSizeBytes(response);
  if (response.type !== 'fetch') return sizeBytes;
  // With an error comes an empty list of batches.
  return sizeBytes + LENGTH_BYTES * response.results.filter(({ error }) => error !== 'NONE').length;
}

/** Of a batch, placed in a log or not. */
export function batchSizeBytes(batch: ProducedBatch): number {
  let sizeBytes = BATCH_HEADER_BYTES;
  const { records } = batch;
  for (let i = 0; i < records.length; i++) {
    const record = records[i];
    if (record !== undefined) sizeBytes += recordSizeBytes(record);
  }
  return sizeBytes;
}

function recordSizeBytes({ key, value }: ProducedRecord): number {
  return RECORD_OVERHEAD_BYTES + (key === null ? 0 : utf8SizeBytes(key)) + utf8SizeBytes(value);
}

/** Values alone: names of fields are not sent. A batch is what it would be in a log. */
function plainSizeBytes(value: Payload | undefined): number {
  if (value === undefined) return 0;
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return NUMBER_BYTES;
  if (typeof value === 'string') return LENGTH_BYTES + utf8SizeBytes(value);
  if (value instanceof Uint8Array) return LENGTH_BYTES + value.length;
  let sizeBytes = LENGTH_BYTES;
  if (isArray(value)) {
    if (value.length >= LONG_LENGTH_MIN) return longSizeBytes(value);
    for (let i = 0; i < value.length; i++) sizeBytes += plainSizeBytes(value[i]);
    return sizeBytes;
  }
  if (isBatch(value)) return batchSizeBytes(value);
  // for…in, because Object.values would make an array for each message; payloads have no inherited keys.
  for (const name in value) sizeBytes += plainSizeBytes(value[name]);
  return sizeBytes;
}

/**
 * Lists from this length on are counted once, however often they are sent: the partitions of a large topic go
 * out with every metadata answer. Sound because messages never change.
 */
const LONG_LENGTH_MIN = 64;
const sizeOfLong = new WeakMap<readonly Payload[], number>();

function longSizeBytes(list: readonly Payload[]): number {
  const known = sizeOfLong.get(list);
  if (known !== undefined) return known;
  let sizeBytes = LENGTH_BYTES;
  for (const value of list) sizeBytes += plainSizeBytes(value);
  sizeOfLong.set(list, sizeBytes);
  return sizeBytes;
}

/** No other payload has records. */
function isBatch(value: object): value is ProducedBatch {
  return 'records' in value;
}

/** `Array.isArray` does not narrow a union with a readonly array. */
function isArray(value: Exclude<Payload, Uint8Array>): value is readonly Payload[] {
  return Array.isArray(value);
}

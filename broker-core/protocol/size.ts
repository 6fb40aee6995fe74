/**
 * How large a message would be on the wire: what bandwidth and limits are counted in. Approximate: records as Kafka lays
 * them out without compression, everything else as its fields with no names, as in Kafka's formats.
 */
import { unreachable } from '../assert.js';
import { utf8SizeBytes } from '../bytes/utf8.js';
import type { Payload } from '../env.js';
import type { ProducedBatch, ProducedRecord } from './record-batch.js';
import type { FetchResult, Request, Response } from './messages.js';
import type { ProduceRequest, ProduceResponse } from './produce.js';

/** Length, api key and version, correlation id, client id, in a request; the same for a response, which has a little less. */
export const MESSAGE_HEADER_BYTES = 24;
/** Kafka's record batch v2 before its first record. */
export const BATCH_HEADER_BYTES = 61;
/** A record's length, attributes, deltas and the lengths of its key and value, as small varints. */
const RECORD_OVERHEAD_BYTES = 7;
const NUMBER_BYTES = 8;
const LENGTH_BYTES = 2;
/** What stands in a message for a batch that is counted apart. */
const NO_BATCH_BYTES = 1;

export function requestSizeBytes(request: Request): number {
  switch (request.type) {
    case 'produce':
      return produceSizeBytes(request);
    case 'fetch':
    case 'listOffsets':
    case 'initProducerId':
    case 'metadata':
    case 'createTopic':
    case 'deleteTopic':
    case 'brokerHeartbeat':
    case 'alterPartition':
    case 'registerBroker':
    case 'forwardMetadataWrite':
    case 'findCoordinator':
    case 'joinGroup':
    case 'syncGroup':
    case 'groupHeartbeat':
    case 'leaveGroup':
    case 'offsetCommit':
    case 'offsetFetch':
    case 'deleteGroup':
      return withBatches(request, []);
    default:
      return unreachable(request);
  }
}

export function responseSizeBytes(response: Response): number {
  if (response.type === 'produce') return producedSizeBytes(response);
  if (response.type !== 'fetch') return withBatches(response, []);
  return withBatches(
    { ...response, results: response.results.map(withoutBatches) },
    response.results.flatMap(batchesOf),
  );
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

/** What {@link withBatches} would give, field by field: every record that is produced comes by here, and once more with its answer. */
function produceSizeBytes({ type, acks, timeoutMs, batches }: ProduceRequest): number {
  let sizeBytes = MESSAGE_HEADER_BYTES + 2 * LENGTH_BYTES;
  sizeBytes += plainSizeBytes(type) + plainSizeBytes(acks) + plainSizeBytes(timeoutMs);
  for (const { topic, partition, leaderEpoch, batch } of batches) {
    sizeBytes +=
      LENGTH_BYTES + plainSizeBytes(topic) + plainSizeBytes(partition) + plainSizeBytes(leaderEpoch);
    sizeBytes += NO_BATCH_BYTES + batchSizeBytes(batch);
  }
  return sizeBytes;
}

function producedSizeBytes({ type, results }: ProduceResponse): number {
  let sizeBytes = MESSAGE_HEADER_BYTES + 2 * LENGTH_BYTES + plainSizeBytes(type);
  for (const result of results) {
    const { topic, partition, error } = result;
    sizeBytes += LENGTH_BYTES + plainSizeBytes(topic) + plainSizeBytes(partition) + plainSizeBytes(error);
    if (result.error === 'NONE')
      sizeBytes += plainSizeBytes(result.baseOffset) + plainSizeBytes(result.leaderEpoch);
  }
  return sizeBytes;
}

/** Of a message whose batches are counted apart, as what they would be in a log. */
function withBatches(rest: Payload, batches: readonly ProducedBatch[]): number {
  let sizeBytes = MESSAGE_HEADER_BYTES + plainSizeBytes(rest);
  for (const batch of batches) sizeBytes += batchSizeBytes(batch);
  return sizeBytes;
}

const batchesOf = (result: FetchResult): readonly ProducedBatch[] =>
  result.error === 'NONE' ? result.batches : [];
const withoutBatches = (result: FetchResult): Payload => ({ ...result, batches: [] });

/** Values alone: names of fields are not sent. */
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
  // for…in, because Object.values would make an array for each message; payloads have no inherited keys.
  for (const name in value) sizeBytes += plainSizeBytes(value[name]);
  return sizeBytes;
}

/**
 * Lists from this length on are counted once, however often they are sent: the partitions of a large topic go out with every answer
 * to whoever waits for it. Sound because messages never change.
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

/** `Array.isArray` does not narrow a union with a readonly array. */
function isArray(value: Exclude<Payload, Uint8Array>): value is readonly Payload[] {
  return Array.isArray(value);
}

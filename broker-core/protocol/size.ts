/**
 * How large a message would be on the wire: what bandwidth and limits are counted in. Approximate: records as Kafka lays
 * them out without compression, everything else as its fields with no names, as in Kafka's formats.
 */
import { unreachable } from '../assert.js';
import { utf8SizeBytes } from '../bytes/utf8.js';
import type { Payload } from '../env.js';
import type { ProducedBatch, ProducedRecord } from '../produce/log/batch.js';
import type { FetchResult, PartitionBatch, Request, Response } from './messages.js';

/** Length, api key and version, correlation id, client id, in a request; the same for a response, which has a little less. */
export const MESSAGE_HEADER_BYTES = 24;
/** Kafka's record batch v2 before its first record. */
export const BATCH_HEADER_BYTES = 61;
/** A record's length, attributes, deltas and the lengths of its key and value, as small varints. */
const RECORD_OVERHEAD_BYTES = 7;
const NUMBER_BYTES = 8;
const LENGTH_BYTES = 2;

export function requestSizeBytes(request: Request): number {
  switch (request.type) {
    case 'produce':
      return withBatches(
        { ...request, batches: request.batches.map(withoutBatch) },
        request.batches.map(batchOf),
      );
    case 'fetch':
    case 'listOffsets':
    case 'initProducerId':
    case 'metadata':
    case 'createTopic':
    case 'deleteTopic':
    case 'brokerHeartbeat':
    case 'alterPartition':
    case 'forwardMetadataWrite':
      return withBatches(request, []);
    default:
      return unreachable(request);
  }
}

export function responseSizeBytes(response: Response): number {
  if (response.type !== 'fetch') return withBatches(response, []);
  return withBatches(
    { ...response, results: response.results.map(withoutBatches) },
    response.results.flatMap(batchesOf),
  );
}

/** Of a batch, placed in a log or not. */
export function batchSizeBytes(batch: ProducedBatch): number {
  let sizeBytes = BATCH_HEADER_BYTES;
  for (const record of batch.records) sizeBytes += recordSizeBytes(record);
  return sizeBytes;
}

function recordSizeBytes({ key, value }: ProducedRecord): number {
  return RECORD_OVERHEAD_BYTES + (key === null ? 0 : utf8SizeBytes(key)) + utf8SizeBytes(value);
}

/** Of a message whose batches are counted apart, as what they would be in a log. */
function withBatches(rest: Payload, batches: readonly ProducedBatch[]): number {
  let sizeBytes = MESSAGE_HEADER_BYTES + plainSizeBytes(rest);
  for (const batch of batches) sizeBytes += batchSizeBytes(batch);
  return sizeBytes;
}

const batchOf = ({ batch }: PartitionBatch): ProducedBatch => batch;
const withoutBatch = (entry: PartitionBatch): Payload => ({ ...entry, batch: null });
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
  for (const part of Object.values(value)) sizeBytes += plainSizeBytes(part);
  return sizeBytes;
}

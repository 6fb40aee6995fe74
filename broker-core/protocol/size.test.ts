import test from 'ava';
import type { ProducedBatch } from './record-batch.js';
import type { Request, Response } from './messages.js';
import {
  BATCH_HEADER_BYTES,
  batchSizeBytes,
  MESSAGE_HEADER_BYTES,
  requestSizeBytes,
  responseSizeBytes,
} from './size.js';

const batch: ProducedBatch = {
  producerId: 7,
  producerEpoch: 0,
  baseSequence: 0,
  records: [
    { key: 'key', value: 'v'.repeat(1000), timestampUs: 1 },
    { key: null, value: 'ä', timestampUs: 2 },
  ],
};

const produce: Request = {
  type: 'produce',
  acks: -1,
  timeoutMs: 1000,
  batches: [{ topic: 'orders', partition: 0, leaderEpoch: null, batch }],
};

test('a batch is its header, and a small overhead, key and value in UTF-8 of each record', (t) =>
  t.is(batchSizeBytes(batch), BATCH_HEADER_BYTES + 7 + 3 + 1000 + 7 + 2));

test('a produce request is a little larger than what it carries', (t) => {
  const overheadBytes = requestSizeBytes(produce) - batchSizeBytes(batch);
  t.true(overheadBytes > MESSAGE_HEADER_BYTES && overheadBytes < 100, `${overheadBytes}`);
});

test('the same records weigh the same in produce and in a fetch response', (t) => {
  const placed = { ...batch, baseOffset: 0, leaderEpoch: 0 };
  const twice = [placed, placed];
  const fetched = (batches: (typeof placed)[]): Response => ({
    type: 'fetch',
    results: [
      {
        topic: 'orders',
        partition: 0,
        error: 'NONE',
        batches,
        highWatermark: 2,
        logStartOffset: 0,
        leaderEpoch: 0,
      },
    ],
  });
  t.is(responseSizeBytes(fetched(twice)) - responseSizeBytes(fetched([])), 2 * batchSizeBytes(batch));
});

test('a message without records is its header and its fields', (t) => {
  const metadata: Request = { type: 'metadata', topics: ['orders'], allowAutoCreate: true };
  t.is(requestSizeBytes(metadata), MESSAGE_HEADER_BYTES + 2 + (2 + 8) + (2 + 2 + 6) + 1);
});

test('a produce request and its response are their fields, each of its own size', (t) => {
  const perBatch = 2 + (2 + 6) + 8 + 1 + batchSizeBytes(batch);
  t.is(requestSizeBytes(produce), MESSAGE_HEADER_BYTES + 2 + (2 + 7) + 8 + 8 + 2 + (perBatch + 1));
  const results = [
    { topic: 'orders', partition: 0, error: 'NONE', baseOffset: 1, leaderEpoch: 2 },
    { topic: 'ä', partition: 1, error: 'REQUEST_TIMED_OUT' },
  ] as const;
  const perResult = [2 + (2 + 6) + 8 + (2 + 4) + 8 + 8, 2 + (2 + 2) + 8 + (2 + 17)] as const;
  const sizeBytes = MESSAGE_HEADER_BYTES + 2 + (2 + 7) + 2 + perResult[0] + perResult[1];
  t.is(responseSizeBytes({ type: 'produce', results }), sizeBytes);
});

test('a long list weighs what its elements weigh, however often it is sent', (t) => {
  const listed = (count: number): Response => ({
    type: 'metadata',
    brokers: [],
    controller: null,
    topics: [
      {
        topic: 'orders',
        error: 'NONE',
        topicId: 'a',
        partitions: Array.from({ length: count }, (_, partition) => ({
          partition,
          error: 'NONE',
          leader: 1,
          leaderEpoch: 0,
          replicas: [1, 2],
          isr: [1],
        })),
      },
    ],
  });
  const oneBytes = responseSizeBytes(listed(2)) - responseSizeBytes(listed(1));
  const long = listed(500);
  for (let times = 0; times < 2; times += 1)
    t.is(responseSizeBytes(long), responseSizeBytes(listed(1)) + 499 * oneBytes);
});

import test from 'ava';
import type { Command } from '../../broker-core/protocol/commands.js';
import type { FinalPartition } from '../harness/definition/invariant.js';
import {
  acknowledgedRecordSurvives,
  definiteErrorIsAbsent,
  idempotentNoDuplicate,
  readsAreSound,
} from './final-records.js';
import { inconsistentOffsets, producerOrder } from './acknowledgements.js';
import { batch } from './testkit/facts.js';
import { acked, end, image, judge, sent, view } from './testkit/judge.js';
import { acknowledgedTopicSurvives } from './topics.js';

/** `orders/0` with these values from offset 0 on. */
const read = (...values: readonly string[]): readonly FinalPartition[] => [
  { topic: 'orders', partition: 0, batches: values.map((value, offset) => batch(offset, 0, value)) },
];
const refused = (value: string, mayBeInLog: boolean): ReturnType<typeof sent> =>
  sent(value, { type: 'failed', error: 'NOT_ENOUGH_REPLICAS', mayBeInLog });

test('planted: an acknowledged record is lost, or another one is in its place', (t) => {
  t.deepEqual(judge(acknowledgedRecordSurvives, [end({ sent: [acked('a', 0)], partitions: read('a') })]), []);
  t.deepEqual(
    judge(acknowledgedRecordSurvives, [end({ sent: [acked('a', 0), acked('b', 1)], partitions: read('x') })]),
    ['orders/0 offset 0: acknowledged a, found x', 'orders/0 offset 1: acknowledged b, found nothing'],
  );
});

test('what acks=1 was told may be lost', (t) =>
  t.deepEqual(
    judge(acknowledgedRecordSurvives, [end({ sent: [acked('a', 0, { acks: 1 })], partitions: read() })]),
    [],
  ));

test('planted: a record that was refused for certain is in the log; one of unknown fate may be', (t) => {
  t.deepEqual(
    judge(definiteErrorIsAbsent, [
      end({ sent: [refused('a', true), refused('b', false)], partitions: read('a') }),
    ]),
    [],
  );
  t.deepEqual(
    judge(definiteErrorIsAbsent, [end({ sent: [refused('b....', false)], partitions: read('a', 'b....') })]),
    ['orders/0 offset 1: b is there, its send failed with NOT_ENOUGH_REPLICAS'],
  );
});

test('planted: a retry of an idempotent producer is stored twice', (t) => {
  const twice = [end({ partitions: read('a', 'b', 'a') })];
  t.deepEqual(judge(idempotentNoDuplicate, twice, { 'client.idempotent': false }), []);
  t.deepEqual(
    judge(idempotentNoDuplicate, [end({ partitions: read('a', 'b') })], { 'client.idempotent': true }),
    [],
  );
  t.deepEqual(judge(idempotentNoDuplicate, twice, { 'client.idempotent': true }), [
    'a is at orders/0 offset 0 and at orders/0 offset 2',
  ]);
});

test('records in flight together may be stored in any order', (t) => {
  const both = [acked('a', 1), acked('b', 0), acked('c', 2, { sentAtUs: 20, answeredAtUs: 30 })];
  t.deepEqual(judge(producerOrder, [end({ sent: both })]), []);
});

test('planted: a later record of a client is stored before an earlier one', (t) => {
  const later = acked('c1-000001', 4, { sentAtUs: 20, answeredAtUs: 30 });
  t.deepEqual(judge(producerOrder, [end({ sent: [acked('c1-000000', 5), later] })]), [
    'c1 orders/0: c1-000001 is at offset 4, sent after c1-000000 was known at 5',
  ]);
});

test('planted: two clients are told one offset', (t) => {
  t.deepEqual(
    judge(inconsistentOffsets, [end({ sent: [acked('a', 0), acked('b', 0, { acks: 1 }), acked('c', 1)] })]),
    [],
  );
  t.deepEqual(judge(inconsistentOffsets, [end({ sent: [acked('a', 7), acked('b', 7, { client: 'c2' })] })]), [
    'orders/0 offset 7: a was acknowledged to c1, b was acknowledged to c2',
  ]);
});

test('planted: a consumer misses an offset, or reads what nobody sent there', (t) => {
  const sentBoth = [acked('a', 0), acked('b', 1), acked('z', 0, { topic: 'other' })];
  t.deepEqual(judge(readsAreSound, [end({ sent: sentBoth, partitions: read('a', 'b') })]), []);
  const gap = [{ topic: 'orders', partition: 0, batches: [batch(0, 0, 'a'), batch(2, 0, 'b')] }];
  t.deepEqual(judge(readsAreSound, [end({ sent: sentBoth, partitions: gap })]), [
    'orders/0 offset 2: read where offset 1 comes next',
  ]);
  t.deepEqual(judge(readsAreSound, [end({ sent: sentBoth, partitions: read('ghost', 'z') })]), [
    'orders/0 offset 0: ghost is there, and nobody sent it',
    'orders/0 offset 1: z is there, and it was sent to other',
  ]);
});

test('planted: an acknowledged topic is missing, or one of its partitions is not ready', (t) => {
  const create = {
    type: 'createTopic',
    name: 'orders',
    partitionCount: 1,
    replicationFactor: 1,
    config: [],
    ifExists: 'refuse',
    requestId: null,
  } as const;
  const place = { topic: 'orders', partition: 0 } as const;
  const assign = { type: 'assignPartition', ...place, replicas: [1] } as const;
  const lead = { type: 'setPartitionLeader', ...place, leader: 1 } as const;
  const isr = { type: 'updateIsr', ...place, isr: [1] } as const;
  const found = (...commands: readonly Command[]): readonly string[] => {
    const views = new Map([['n2', view({}, { metadata: image(...commands) })]]);
    return judge(acknowledgedTopicSurvives, [end({ topics: ['orders'], views })]);
  };
  t.deepEqual(found(create, assign, lead, isr), []);
  t.deepEqual(found(), ['orders was acknowledged, and n2 has no such topic']);
  t.deepEqual(found(create), ['orders was acknowledged, and n2 has partition 0 unassigned']);
  t.deepEqual(found(create, assign), ['orders was acknowledged, and n2 has partition 0 without a leader']);
  t.deepEqual(found(create, assign, lead), [
    'orders was acknowledged, and n2 has partition 0 without an ISR',
  ]);
});

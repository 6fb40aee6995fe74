import test from 'ava';
import type { PolledRecords } from '../harness/definition/scenario.js';
import { inconsistentOffsets } from './acknowledgements.js';
import {
  abortedRead,
  duplicateRead,
  lostWrite,
  nonmonotonicPoll,
  pollSkip,
  unseenAfterFinalPolls,
} from './polls.js';
import { batch } from './testkit/facts.js';
import { acked, end, judge, sent } from './testkit/judge.js';

/** A poll of `orders/0`: `['a', 0]` is the value a at offset 0. */
function poll(
  records: readonly (readonly [value: string, offset: number])[],
  fields: Partial<PolledRecords> = {},
): PolledRecords {
  const of = { topic: 'orders', partition: 0, key: null };
  return {
    consumer: 'r1',
    assignment: 1,
    atUs: 30,
    records: records.map(([value, offset]) => ({ ...of, value, offset })),
    ...fields,
  };
}

test('planted: a consumer that read on shows that an acknowledged record is gone', (t) => {
  const history = { sent: [acked('a', 0), acked('b', 1), acked('c', 2), acked('d', 9)] };
  const readAll = [poll([['a', 0]]), poll([['b', 1]], { consumer: 'r2' }), poll([['c', 2]])];
  t.deepEqual(judge(lostWrite, [end({ ...history, polls: readAll })]), []);
  const withoutB = [poll([['a', 0]]), poll([['c', 2]])];
  t.deepEqual(judge(lostWrite, [end({ ...history, polls: withoutB })]), [
    'orders/0 offset 1: acknowledged b, nobody read it, and others up to 2 were read',
  ]);
  const withX = [poll([['a', 0]]), poll([['x....', 1]]), poll([['c', 2]])];
  t.deepEqual(judge(lostWrite, [end({ ...history, polls: withX })]), [
    'orders/0 offset 1: acknowledged b, x was read there, and others up to 2 were read',
  ]);
});

test('what came before a consumer began, and what acks=1 was told, is no lost write', (t) => {
  const polls = [poll([['c', 2]]), poll([['e', 4]])];
  const history = [acked('a', 0), acked('c', 2), acked('d', 3, { acks: 1 }), acked('e', 4)];
  t.deepEqual(judge(lostWrite, [end({ sent: history, polls })]), []);
});

test('planted: a record was acknowledged, and nobody has seen it when all is read', (t) => {
  const history = {
    sent: [acked('a', 0), acked('b', 1), acked('c', 2, { acks: 1 })],
    polls: [poll([['a', 0]])],
  };
  const finalPolls = [{ consumer: 'r1', topic: 'orders', partition: 0 }];
  t.deepEqual(judge(unseenAfterFinalPolls, [end(history)]), []);
  t.deepEqual(judge(unseenAfterFinalPolls, [end({ ...history, finalPolls })]), [
    'orders/0 offset 1: acknowledged b, which nobody has read, though r1 read to the end',
  ]);
  const late = { 'consumer.offsetReset': 'latest' };
  t.deepEqual(judge(unseenAfterFinalPolls, [end({ ...history, finalPolls })], late), []);
});

test('planted: a consumer is given what was refused for certain', (t) => {
  const refused = (value: string, mayBeInLog: boolean): ReturnType<typeof sent> =>
    sent(value, { type: 'failed', error: 'NOT_ENOUGH_REPLICAS', mayBeInLog });
  const polls = [poll([['a', 0]]), poll([['b..', 1]])];
  t.deepEqual(judge(abortedRead, [end({ sent: [refused('a', true), acked('b..', 1)], polls })]), []);
  t.deepEqual(judge(abortedRead, [end({ sent: [acked('a', 0), refused('b..', false)], polls })]), [
    'r1 read b at orders/0 offset 1, its send failed with NOT_ENOUGH_REPLICAS',
  ]);
});

test('planted: one record is read at two offsets', (t) => {
  const idempotent = { 'client.idempotent': true };
  const twice = [poll([['a', 0]]), poll([['a', 0]], { consumer: 'r2' }), poll([['a', 3]])];
  t.deepEqual(judge(duplicateRead, [end({ polls: twice.slice(0, 2) })], idempotent), []);
  t.deepEqual(judge(duplicateRead, [end({ polls: twice })], { 'client.idempotent': false }), []);
  t.deepEqual(judge(duplicateRead, [end({ polls: twice })], idempotent), [
    'a was read at orders/0 offset 0 and at orders/0 offset 3',
  ]);
});

test('planted: a consumer leaves out an offset, within a poll and between two', (t) => {
  const whole = [
    poll([
      ['a', 0],
      ['b', 1],
    ]),
    poll([['c', 2]]),
  ];
  t.deepEqual(judge(pollSkip, [end({ polls: whole })]), []);
  const gaps = [
    poll([
      ['a', 0],
      ['c', 2],
    ]),
    poll([['e', 4]]),
  ];
  t.deepEqual(judge(pollSkip, [end({ polls: gaps })]), [
    'r1 orders/0: offset 2 after 0, within a poll',
    'r1 orders/0: offset 4 after 2, from one poll to the next',
  ]);
});

test('planted: a consumer goes back, or is given an offset twice', (t) => {
  const back = [
    poll([
      ['b', 1],
      ['a', 0],
    ]),
    poll([['a', 0]]),
  ];
  t.deepEqual(judge(nonmonotonicPoll, [end({ polls: back })]), [
    'r1 orders/0: offset 0 after 1, within a poll',
    'r1 orders/0: offset 0 after 0, from one poll to the next',
  ]);
});

test('a new assignment may begin anywhere, and consumers know nothing of one another', (t) => {
  const polls = [
    poll([['e', 4]]),
    poll([['a', 0]], { consumer: 'r2' }),
    poll([['a', 0]], { assignment: 2 }),
    poll([['g', 6]], { assignment: 3 }),
  ];
  t.deepEqual(judge(pollSkip, [end({ polls })]), []);
  t.deepEqual(judge(nonmonotonicPoll, [end({ polls })]), []);
});

test('planted: two clients are told of different records at one offset, by whatever way', (t) => {
  const partitions = [{ topic: 'orders', partition: 0, batches: [batch(0, 0, 'a'), batch(1, 0, 'z')] }];
  const polls = [poll([['a', 0]]), poll([['b', 1]]), poll([['x', 0]], { consumer: 'r2' })];
  t.deepEqual(judge(inconsistentOffsets, [end({ sent: [acked('a', 0)], polls: [], partitions })]), []);
  t.deepEqual(judge(inconsistentOffsets, [end({ sent: [acked('c', 1)], polls, partitions })]), [
    'orders/0 offset 1: c was acknowledged to c1, b was read by r1',
    'orders/0 offset 0: a was read by r1, x was read by r2',
    'orders/0 offset 1: c was acknowledged to c1, z was read in the end',
  ]);
});

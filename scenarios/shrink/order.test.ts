import test from 'ava';
import type { ShrinkCase } from './case/case.js';
import { crashes, idsOf, shrinkFake } from './testkit/fake-judge.js';

const start: ShrinkCase = { faults: crashes(2), set: { 'run.order': 'permuted' } };

async function orderLeft(needs: (order: string) => boolean): Promise<unknown> {
  const { shrunk } = await shrinkFake(start, ({ set }) => needs(String(set['run.order'] ?? 'fifo')));
  return shrunk.case.set['run.order'];
}

test('the order of events goes back to the one in which they were scheduled', async (t) => {
  t.is(await orderLeft(() => true), undefined);
});

test('where another is needed, priorities with as few changes as will do', async (t) => {
  t.is(await orderLeft((order) => order !== 'fifo'), 'pct:1');
  t.is(await orderLeft((order) => ['pct:4', 'pct:5', 'permuted'].includes(order)), 'pct:4');
  t.is(await orderLeft((order) => order === 'permuted'), 'permuted');
});

test('a fault counts for more than the order', async (t) => {
  const needs = (one: ShrinkCase): boolean => one.set['run.order'] === 'permuted' || idsOf(one).length === 2;
  const { shrunk } = await shrinkFake(start, needs);
  t.deepEqual(shrunk.case.faults, []);
  t.is(shrunk.case.set['run.order'], 'permuted');
});

import test from 'ava';
import type { EndFact } from '../../broker-core/broker/facts.js';
import { fault, judge } from './testkit/judge.js';
import { toldEndNeverGoesBack } from './told-ends.js';

const told = (what: EndFact['what'], offset: number, leaderEpoch: number): EndFact => ({
  type: 'endTold',
  nodeId: `n${leaderEpoch}`,
  topic: 'orders',
  topicId: 'id',
  partition: 0,
  leaderEpoch,
  offset,
  what,
});

test('planted: a new leader lists an end that is behind what was told, or a leader goes back by itself', (t) => {
  const first = told('high watermark', 7, 1);
  t.deepEqual(judge(toldEndNeverGoesBack, [first, told('high watermark', 5, 2), told('end', 7, 2)]), []);
  t.deepEqual(judge(toldEndNeverGoesBack, [first, told('end', 5, 2)]), [
    'orders/0: n2 tells end 5 in epoch 2, after 7 was told',
  ]);
  t.deepEqual(judge(toldEndNeverGoesBack, [first, told('high watermark', 5, 1)]), [
    'orders/0: n1 tells high watermark 5 in epoch 1, after 7 was told',
  ]);
  // A leader that is deposed and does not know it tells what it has.
  t.deepEqual(judge(toldEndNeverGoesBack, [told('end', 5, 1), told('end', 9, 2), told('end', 5, 1)]), []);
  t.deepEqual(judge(toldEndNeverGoesBack, [first, fault('wipe', 'n1'), told('end', 0, 2)]), []);
});

test('of very many leader epochs the first are forgotten, and said to be', (t) => {
  const all = Array.from({ length: 1001 }, (_, at) => told('end', at + 10, at + 1));
  const unjudged: string[] = [];
  const found = judge(toldEndNeverGoesBack, [...all, told('end', 5, 1), told('end', 5, 1001)], {}, (what) =>
    unjudged.push(what),
  );
  t.deepEqual(found, ['orders/0: n1001 tells end 5 in epoch 1001, after 1010 was told']);
  t.deepEqual(unjudged, ['leader epochs of a partition: there are too many']);
});

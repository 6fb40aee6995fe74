import test from 'ava';
import type { EndFact } from '../../broker-core/broker/facts.js';
import { appliedCommand } from './testkit/facts.js';
import { fault, judge, wait, type Step } from './testkit/judge.js';
import type { Command } from '../../broker-core/protocol/commands.js';
import { toldEndNeverGoesBack } from './told-ends.js';

const told = (what: EndFact['what'], offset: number, leaderEpoch: number): EndFact => ({
  type: 'endTold',
  nodeId: `n${leaderEpoch}`,
  topic: 'orders',
  topicId: 'orders',
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
});

test('only what takes the last copy of that partition lets its end go back, and only once', (t) => {
  const place = { topic: 'orders', partition: 0 };
  const commands: readonly Command[] = [
    { type: 'assignPartition', ...place, replicas: [1, 2] },
    { type: 'setPartitionLeader', ...place, leader: 1 },
    { type: 'updateIsr', ...place, isr: [1] },
  ];
  const log = commands.map((command, at) => appliedCommand('n1', at + 1, command));
  const went = ['orders/0: n9 tells end 0 in epoch 9, after 7 was told'];
  const back = (...between: readonly Step[]): readonly string[] =>
    judge(toldEndNeverGoesBack, [...log, told('end', 7, 0), wait(1), ...between, told('end', 0, 9)]);
  t.deepEqual(back(), went);
  t.deepEqual(back(fault('rotDisk', 'n3')), went);
  t.deepEqual(back(fault('wipe', 'n1', 0)), went);
  t.deepEqual(back(fault('wipe', 'n1')), []);
  t.deepEqual(back(fault('wipe', 'n1'), told('end', 3, 8)), [
    'orders/0: n9 tells end 0 in epoch 9, after 3 was told',
  ]);
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

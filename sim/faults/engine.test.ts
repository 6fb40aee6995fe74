import test from 'ava';
import type { FaultSchedule } from './entry.js';
import { createTestWorld } from './testkit/world.js';

const crash = { type: 'crash', loses: 'all' } as const;

test('a fault begins and ends when its entry says, and its effects are counted', (t) => {
  const world = createTestWorld([
    { id: 'f1', ...crash, target: 'n2', atMs: 1, untilMs: 2.5 },
    { id: 'f2', type: 'slowDisk', target: ['n1', 'n3'], factor: 4, atMs: 2 },
    { id: 'f3', type: 'isolate', target: 'n4', atMs: 10, untilMs: 12 },
  ]);
  world.run();
  t.deepEqual(world.log, ['1000 n2 crash none true', '2000 n1 slow 4', '2000 n3 slow 4', '2500 n2 restart']);
  t.deepEqual(world.engine.report(), [
    { id: 'f1', type: 'crash', target: 'n2', atMs: 1, untilMs: 2.5, effects: 1 },
    { id: 'f2', type: 'slowDisk', target: 'n1,n3', atMs: 2, untilMs: null, effects: 2 },
    // In flight at 10 ms nothing; two rounds of two channels to and from four others, at 10 and 11 ms.
    { id: 'f3', type: 'isolate', target: 'n4', atMs: 10, untilMs: 12, effects: 32 },
  ]);
});

test('every verb reaches the machine, and so does its partner', (t) => {
  const times = { target: 'n1', atMs: 1, untilMs: 2 } as const;
  const world = createTestWorld(
    [
      { id: 'f1', type: 'stallDisk', ...times, syncOnly: true },
      { id: 'f2', type: 'slowDisk', ...times, factor: 2 },
      { id: 'f3', type: 'failDisk', ...times, operations: ['sync'], probability: 0.5 },
      { id: 'f4', type: 'fullDisk', ...times },
      { id: 'f5', type: 'lyingSync', ...times },
      { id: 'f6', type: 'slowCpu', ...times, factor: 3 },
      { id: 'f7', type: 'clockOffset', ...times, offsetMs: -1.5 },
      { id: 'f8', type: 'clockDrift', ...times, ppm: 40 },
      { id: 'f9', type: 'rotDisk', target: 'n1', atMs: 1, path: '/wal/1', bitCount: 8 },
      { id: 'f10', type: 'misdirectDisk', ...times, probability: 0.5 },
      { id: 'f11', type: 'command', name: 'compact', target: 'n1', atMs: 1, args: { topic: 'a' } },
      { id: 'f12', type: 'wipe', ...times },
    ],
    { gossips: false },
  );
  world.run();
  t.deepEqual(
    world.log.map((line) => line.replace('000 n1', '')),
    [
      '1 stall {"syncOnly":true}',
      '1 slow 2',
      '1 fail {"operations":["sync"],"probability":0.5}',
      '1 full {"freeBytes":0,"shortWrites":false}',
      '1 lie',
      '1 slow cpu 3',
      '1 set off -1500',
      '1 drift 40',
      '1 rot /wal/1 8',
      '1 misdirect 0.5',
      '1 compact {"topic":"a"}',
      '1 wipe',
      '2 unstall',
      '2 unslow',
      '2 unfail',
      '2 unfull',
      '2 truth',
      '2 unslow cpu',
      '2 reset',
      '2 steady',
      '2 unmisdirect',
      '2 restart',
    ],
  );
});

test('a role is resolved at the moment of effect, a mark when it falls', (t) => {
  const world = createTestWorld([
    { id: 'f1', type: 'pause', target: 'leader of x', atMs: 10, untilMs: 11 },
    {
      id: 'f2',
      type: 'pause',
      target: 'leader of x',
      at: { mark: 'tick:60', node: 'n3', plusMs: 0.5 },
      until: { mark: 'tick:62', node: '*', plusMs: 0 },
    },
    { id: 'f3', type: 'pause', target: 'followers of x', atMs: 80 },
  ]);
  world.run();
  t.deepEqual(world.engine.report(), [
    { id: 'f1', type: 'pause', target: 'n1', atMs: 10, untilMs: 11, effects: 1 },
    { id: 'f2', type: 'pause', target: 'n2', atMs: 60.5, untilMs: 62.001, effects: 1 },
    { id: 'f3', type: 'pause', target: 'n1,n3,n4,n5', atMs: 80, untilMs: null, effects: 4 },
  ]);
  t.deepEqual(world.engine.resolved(), [
    { id: 'f1', type: 'pause', target: 'n1', atMs: 10, untilMs: 11 },
    { id: 'f2', type: 'pause', target: 'n2', atMs: 60.5, untilMs: 62.001 },
    { id: 'f3', type: 'pause', target: ['n1', 'n3', 'n4', 'n5'], atMs: 80 },
  ]);
});

test('a partition between roles keeps a node in the first group that names it', (t) => {
  const world = createTestWorld([
    { id: 'f', type: 'partition', groups: [['n3', 'leader of x'], ['followers of x']], atMs: 1 },
  ]);
  world.run();
  t.deepEqual(world.engine.resolved(), [
    {
      id: 'f',
      type: 'partition',
      groups: [
        ['n3', 'n1'],
        ['n2', 'n4', 'n5'],
      ],
      atMs: 1,
    },
  ]);
});

test('a fault that did nothing is reported with effects 0', (t) => {
  const world = createTestWorld([
    { id: 'f1', type: 'isolate', target: 'n1', atMs: 500, untilMs: 501 },
    { id: 'f2', type: 'pause', target: 'leader of nothing', atMs: 1 },
    { id: 'f3', type: 'pause', target: 'n1', at: { mark: 'never', node: 'n1', plusMs: 0 } },
    { id: 'f4', type: 'pause', target: 'n1', at: { mark: 'tick:5', node: 'n1', plusMs: 0 } },
    { id: 'f5', type: 'pause', target: 'n1', at: { mark: 'tick:5', node: 'n3', plusMs: 0 }, untilMs: 2 },
    { id: 'f6', type: 'reorderLink', from: '*', to: '*', channel: 'rpc', reorderProbability: 1, atMs: 1 },
    { id: 'f7', type: 'command', name: 'refused', target: 'n1', atMs: 1 },
  ]);
  world.run();
  t.deepEqual(
    world.engine.report().map(({ id, atMs, effects }) => [id, atMs, effects]),
    [
      ['f1', 500, 0],
      ['f2', null, 0],
      ['f3', null, 0],
      ['f4', null, 0],
      ['f5', null, 0],
      ['f6', 1, 0],
      ['f7', 1, 0],
    ],
  );
});

test('overlapping crashes and pauses: the process is back when the last of them ends', (t) => {
  const world = createTestWorld(
    [
      { id: 'f1', ...crash, target: 'n1', atMs: 1, untilMs: 5 },
      { id: 'f2', ...crash, target: 'n1', atMs: 2, untilMs: 9 },
      { id: 'f3', type: 'pause', target: 'n2', atMs: 1, untilMs: 9 },
      { id: 'f4', type: 'pause', target: 'n2', atMs: 2, untilMs: 5 },
    ],
    { gossips: false },
  );
  world.run();
  t.deepEqual(world.log, [
    '1000 n1 crash none true',
    '1000 n2 pause',
    '2000 n1 crash none false',
    '9000 n1 restart',
    '9000 n2 resume',
  ]);
  t.deepEqual(
    world.engine.report().map(({ effects }) => effects),
    [1, 0, 1, 0],
  );
});

test('at one moment faults end before others begin', (t) => {
  const world = createTestWorld(
    [
      { id: 'f1', ...crash, target: 'n1', atMs: 5, untilMs: 6 },
      { id: 'f2', ...crash, target: 'n1', atMs: 1, untilMs: 5 },
    ],
    { gossips: false },
  );
  world.run();
  t.deepEqual(world.log, [
    '1000 n1 crash none true',
    '5000 n1 restart',
    '5000 n1 crash none true',
    '6000 n1 restart',
  ]);
});

test('healAll undoes what is in force and drops what is to come', (t) => {
  const schedule: FaultSchedule = [
    { id: 'f1', ...crash, target: 'n1', atMs: 1, untilMs: 50 },
    { id: 'f5', type: 'rotDisk', target: 'n5', path: '/wal/1', bitCount: 1, atMs: 2 },
    { id: 'f2', type: 'hold', from: 'n2', to: 'n3', atMs: 1 },
    { id: 'f3', type: 'pause', target: 'n4', atMs: 20 },
    { id: 'f4', type: 'pause', target: 'n4', at: { mark: 'tick:30', node: 'n3', plusMs: 0 } },
  ];
  const world = createTestWorld(schedule);
  world.at(10_000, () => world.engine.healAll());
  world.run();
  t.deepEqual(world.log, ['1000 n1 crash none true', '2000 n5 rot /wal/1 1', '10000 n1 restart']);
  t.deepEqual(
    world.engine.report().map(({ atMs, untilMs }) => [atMs, untilMs]),
    [
      [1, 10],
      [2, null],
      [1, 10],
      [null, null],
      [null, null],
    ],
  );
  t.deepEqual(world.engine.resolved(), schedule);
  t.is(world.received.filter(({ from, to }) => from === 'n2' && to === 'n3').length, 200);
});

test('each machine that a fault strikes is told, with what was done to that machine alone', (t) => {
  const world = createTestWorld([
    { id: 'f1', type: 'crash', target: ['n1', 'n2'], loses: 'all', atMs: 1, untilMs: 2 },
    { id: 'f2', type: 'isolate', target: 'n4', atMs: 1, untilMs: 2 },
    { id: 'f3', type: 'rotDisk', target: 'n3', path: '/wal/1', bitCount: 8, atMs: 3 },
    { id: 'f4', type: 'crash', target: ['n1', 'n2'], loses: 'all', atMs: 4 },
    { id: 'f5', type: 'crash', target: ['n1', 'n5'], loses: 'all', atMs: 5 },
  ]);
  world.run();
  t.deepEqual(
    world.struck.map(({ id, nodeId, atUs, effects }) => `${id} ${nodeId} ${atUs} ${effects()}`),
    [
      'f1 n1 1000 1',
      'f1 n2 1000 1',
      'f3 n3 3000 1',
      'f4 n1 4000 1',
      'f4 n2 4000 1',
      'f5 n1 5000 0',
      'f5 n5 5000 1',
    ],
  );
  t.is(world.engine.report().at(-1)?.effects, 1);
});

test('a mark may be waited for the n-th time, of a node or of any; an end counts from the beginning on', (t) => {
  const any = (node: string, nth: number) => ({ mark: 'any tick', node, plusMs: 0, nth });
  const world = createTestWorld([
    { id: 'f1', type: 'pause', target: 'n1', at: any('n3', 7), untilMs: 90 },
    { id: 'f2', type: 'pause', target: 'n2', at: any('n1', 2), until: any('n3', 3) },
    // Eleven ticks of n3 and one of n1 by 11 ms.
    { id: 'f3', type: 'pause', target: 'n4', at: any('*', 12), untilMs: 90 },
    { id: 'f4', type: 'pause', target: 'n5', at: any('n1', 50), untilMs: 90 },
  ]);
  world.run();
  t.deepEqual(
    world.engine.report().map(({ atMs, untilMs }) => [atMs, untilMs]),
    [
      [7.001, 90],
      [20.001, 23.001],
      [11.001, 90],
      [null, null],
    ],
  );
});

test('a fault lasts for so long after it began, and comes again and again, on the holder of the role then', (t) => {
  const world = createTestWorld([
    { id: 'f1', type: 'pause', target: 'leader of x', atMs: 10, everyMs: 30, forMs: 5, untilMs: 72 },
    { id: 'f2', type: 'pause', target: 'n3', at: { mark: 'tick:4', node: 'n3', plusMs: 0 }, forMs: 1.5 },
    {
      id: 'f3',
      type: 'slowCpu',
      target: 'n5',
      factor: 2,
      atMs: 1,
      everyMs: 20,
      forMs: 19,
      until: { mark: 'tick:50', node: 'n3', plusMs: 0 },
    },
    { id: 'f4', type: 'command', name: 'x', target: 'n2', atMs: 1, everyMs: 1.5, untilMs: 5 },
  ]);
  world.run();
  const of = (word: string): readonly string[] => world.log.filter((line) => line.includes(word));
  t.deepEqual(of('pause'), ['4001 n3 pause', '10000 n1 pause', '40000 n1 pause', '70000 n2 pause']);
  // The end cuts the last time short.
  t.deepEqual(of('resume'), ['5501 n3 resume', '15000 n1 resume', '45000 n1 resume', '72000 n2 resume']);
  t.deepEqual(
    world.engine
      .report()
      .map(({ id, atMs, untilMs, target, effects }) => [id, atMs, untilMs, target, effects > 0]),
    [
      ['f1', 10, 72, 'n1 n2', true],
      ['f2', 4.001, 5.501, 'n3', true],
      ['f3', 1, 50.001, 'n5', true],
      ['f4', 1, null, 'n2', true],
    ],
  );
  t.deepEqual(
    world.engine.resolved().map(({ id, atMs }) => `${id} ${String(atMs)}`),
    [
      'f1#1 10',
      'f1#2 40',
      'f1#3 70',
      'f2 4.001',
      'f3#1 1',
      'f3#2 21',
      'f3#3 41',
      'f4#1 1',
      'f4#2 2.5',
      'f4#3 4',
    ],
  );
});

test('what comes again and again has a bound, and says so', (t) => {
  const world = createTestWorld([
    { id: 'f1', type: 'command', name: 'x', target: 'n2', atMs: 1, everyMs: 1 },
  ]);
  world.at(1_100_000, () => world.engine.healAll());
  world.run();
  t.is(world.engine.resolved().length, 1000);
  t.regex(world.engine.report()[0]?.missed ?? '', /^it came 1000 times, and then no more/);
});

test('a fault may wait for the n-th message of a type on a link, and end by one', (t) => {
  // Each millisecond every node sends every other a stream and a datagram; the tick is even or odd.
  const even = { message: 'even', from: 'n1', to: 'n2', plusMs: 0 };
  const world = createTestWorld([
    { id: 'f1', type: 'pause', target: 'n3', at: { ...even, channel: 'rpc', nth: 3 }, untilMs: 90 },
    { id: 'f2', type: 'pause', target: 'n4', at: { ...even, nth: 5 }, until: { ...even, plusMs: 0.5 } },
    { id: 'f3', type: 'pause', target: 'n5', at: { ...even, from: 'leader of x', nth: 2 }, untilMs: 90 },
    { id: 'f4', type: 'pause', target: 'n5', at: { ...even, message: 'strange' }, untilMs: 90 },
  ]);
  world.run();
  t.deepEqual(
    world.engine.report().map(({ atMs, untilMs }) => [atMs, untilMs]),
    [
      [6.001, 90],
      [6.001, 8.5],
      [2.001, 90],
      [null, null],
    ],
  );
});

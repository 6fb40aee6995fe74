import test from 'ava';
import fc from 'fast-check';
import type { FaultEntry } from '../../sim/faults/entry.js';
import { text } from '../harness/settings/areas/knob.js';
import { isSmaller } from './case/cost.js';
import { valueOf, withKnob, type ShrinkCase } from './case/case.js';
import { caseOf, crashes, fakeSubject, idsOf, shrinkFake } from './testkit/fake-judge.js';

const ids = (one: ShrinkCase): string => idsOf(one).join();

test('two faults of forty that are needed together are all that is left, at round times', async (t) => {
  const needs = (one: ShrinkCase): boolean => idsOf(one).includes('f13') && idsOf(one).includes('f31');
  const { shrunk, judged } = await shrinkFake(caseOf(crashes(40)), needs);
  t.is(ids(shrunk.case), 'f13,f31');
  t.true(shrunk.isMinimal);
  for (const { atMs, ...entry } of shrunk.case.faults) {
    t.is((atMs ?? 1) % 1000, 0);
    t.is(Number(Object.entries(entry).find(([name]) => name === 'untilMs')?.[1]) % 1000, 0);
  }
  t.true(judged.length < 200, String(judged.length));
});

test('what holds without any fault has none left, after one case', async (t) => {
  const { shrunk, judged } = await shrinkFake(caseOf(crashes(40)), () => true);
  t.is(shrunk.case.faults.length, 0);
  t.is(
    judged.findIndex(({ faults }) => faults.length === 0),
    0,
  );
});

/** Any function of the ids, as wild as it may be, but true of all of them. */
const predicates = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  salt: fc.integer({ min: 0, max: 1_000_000 }),
  share: fc.integer({ min: 1, max: 9 }),
});

function wild(salt: number, share: number): (text: string) => boolean {
  return (text) => hashOf(`${salt} ${text}`) % 10 < share;
}

function hashOf(text: string): number {
  return text.split('').reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);
}

test('property: what is left holds, costs less, and without any one of its faults it does not hold', async (t) => {
  await fc.assert(
    fc.asyncProperty(predicates, async ({ count, salt, share }) => {
      const start = caseOf(crashes(count));
      const isWild = wild(salt, share);
      const holds = (one: ShrinkCase): boolean => one === start || isWild(ids(one));
      const { shrunk } = await shrinkFake(start, holds);
      const small = shrunk.case;
      t.true(holds(small) || small.faults.length === count);
      t.true(small === start || isSmaller(fakeSubject, small, start));
      for (const place of small.faults.keys())
        t.false(holds({ ...small, faults: small.faults.toSpliced(place, 1) }));
    }),
    { numRuns: 100, seed: 11 },
  );
});

test('property: the same is found by one thread and by four, whichever of them is faster', async (t) => {
  const anything = fc.tuple(predicates, fc.integer({ min: 0, max: 1000 }));
  await fc.assert(
    fc.asyncProperty(anything, async ([{ count, salt, share }, pace]) => {
      const start = caseOf(crashes(count), { delayUs: 3517, mode: 'odd', messages: 900 });
      const isWild = wild(salt, share);
      const holds = (one: ShrinkCase): boolean => one === start || isWild(JSON.stringify(one));
      const turnsOf = (key: string): number => hashOf(`${pace} ${key}`) % 4;
      const alone = await shrinkFake(start, holds);
      const four = await shrinkFake(start, holds, { jobs: 4, turnsOf });
      t.deepEqual(four.shrunk, alone.shrunk);
    }),
    { numRuns: 40, seed: 11 },
  );
});

test('nothing runs twice', async (t) => {
  const { judged } = await shrinkFake(caseOf(crashes(20)), (one) => idsOf(one).includes('f7'), { jobs: 3 });
  t.is(new Set(judged.map((one) => JSON.stringify(one))).size, judged.length);
});

test('it stops when it is told to, with the smallest so far', async (t) => {
  const needs = (one: ShrinkCase): boolean => idsOf(one).includes('f13');
  const { shrunk } = await shrinkFake(caseOf(crashes(40)), needs, { casesMax: 6 });
  t.false(shrunk.isMinimal);
  t.true(needs(shrunk.case) && shrunk.case.faults.length < 40 && shrunk.case.faults.length > 1);
});

test('knobs go back to what they were, those that are needed aside; numbers get smaller, or rounder', async (t) => {
  const set = { messages: 5000, delayUs: 3517, mode: 'odd' };
  const needs = ({ set: { messages = 1600, delayUs = 500 } }: ShrinkCase): boolean =>
    Number(messages) >= 37 && Number(delayUs) > 2900;
  const { shrunk } = await shrinkFake(caseOf([], set), needs);
  t.deepEqual(shrunk.case.set, { messages: 37, delayUs: 4000, nodes: 1 });
});

test('a knob that nothing reads is not lowered, and one that is set goes', async (t) => {
  const set = { messages: 5000, mode: 'odd' };
  const { shrunk } = await shrinkFake(caseOf([], set), () => true, { unread: ['nodes', 'messages', 'mode'] });
  t.deepEqual(shrunk.case.set, {});
});

test('no size is lowered by which the run would last longer than it did; a fault may go all the same', async (t) => {
  const needs = (one: ShrinkCase): boolean => idsOf(one).includes('f2');
  const endedAtMs = ({ faults, set }: ShrinkCase): number =>
    1000 + (Number(set['messages'] ?? 1600) < 700 ? 120_000 : 0) + (faults.length < 3 ? 50 : 0);
  const { shrunk } = await shrinkFake(caseOf(crashes(3)), needs, { endedAtMs });
  t.is(ids(shrunk.case), 'f2');
  t.is(Number(shrunk.case.set['messages']), 700);
});

test('null is a value, and not the absence of one', (t) => {
  t.is(valueOf(fakeSubject, { mode: null }, 'mode'), null);
  t.is(valueOf(fakeSubject, {}, 'mode'), 'plain');
  t.deepEqual(withKnob(fakeSubject, { mode: null, messages: 3 }, 'mode', 'plain'), { messages: 3 });
});

test('with fewer nodes the faults of the others go, and lists of nodes get shorter', async (t) => {
  const faults: readonly FaultEntry[] = [
    { id: 'gone', type: 'pause', target: 'n5', atMs: 1000, untilMs: 2000 },
    { id: 'both', type: 'isolate', target: ['n2', 'n4', 'n5'], atMs: 1000, untilMs: 2000 },
    { id: 'link', type: 'cut', from: '*', to: ['n3', 'n1'], channel: 'raft', atMs: 1000, untilMs: 2000 },
    {
      id: 'split',
      type: 'partition',
      groups: [['n1', 'n4'], ['n2', 'n3'], ['n5']],
      atMs: 1000,
      untilMs: 2000,
    },
  ];
  const needs = ({ faults: left, set }: ShrinkCase): boolean =>
    left.some(({ id }) => id === 'both') &&
    left.some((entry) => entry.id === 'link' && 'from' in entry && [entry.to].flat().includes('n3')) &&
    left.some(
      (entry) => 'groups' in entry && entry.groups.flat().includes('n4') === Number(set['nodes'] ?? 5) > 3,
    ) &&
    Number(set['nodes'] ?? 5) >= 3;
  const { shrunk } = await shrinkFake(caseOf(faults), needs);
  t.deepEqual(shrunk.case, {
    faults: [
      { id: 'both', type: 'isolate', target: 'n2', atMs: 1000, untilMs: 2000 },
      { id: 'link', type: 'cut', from: 'n1', to: 'n3', atMs: 1000, untilMs: 2000 },
      { id: 'split', type: 'partition', groups: [['n1'], ['n3']], atMs: 1000, untilMs: 2000 },
    ],
    set: { messages: 0, nodes: 3 },
  });
});

test('faults of nodes that go are tried on others, so that five may do as two', async (t) => {
  const faults: readonly FaultEntry[] = [
    { id: 'one', type: 'pause', target: 'n4', atMs: 1000, untilMs: 2000 },
    { id: 'two', type: 'cut', from: 'n5', to: 'n4', atMs: 1000, untilMs: 2000 },
  ];
  const needs = ({ faults: left }: ShrinkCase): boolean => {
    const [one, two] = left;
    const is = one?.type === 'pause' && two?.type === 'cut';
    return is && one.target === two.to && two.from !== two.to;
  };
  const { shrunk } = await shrinkFake(caseOf(faults), needs);
  t.deepEqual(shrunk.case, {
    faults: [
      { id: 'one', type: 'pause', target: 'n1', atMs: 1000, untilMs: 2000 },
      { id: 'two', type: 'cut', from: 'n2', to: 'n1', atMs: 1000, untilMs: 2000 },
    ],
    set: { messages: 0, nodes: 2 },
  });
});

test('windows get shorter at round times, odds become certain, and a crash loses all or nothing', async (t) => {
  const faults: readonly FaultEntry[] = [
    { id: 'long', type: 'pause', target: 'n1', atMs: 3123.457, untilMs: 60_000 },
    { id: 'odds', type: 'lossyLink', from: 'n1', to: 'n2', lossProbability: 0.3137, atMs: 1000 },
    {
      id: 'some',
      type: 'failDisk',
      target: 'n1',
      operations: ['read', 'sync'],
      probability: 0.4142,
      atMs: 1000,
    },
    { id: 'power', type: 'crash', target: 'n1', loses: 'prefix', atMs: 1000 },
  ];
  const needs = ({ faults: left }: ShrinkCase): boolean =>
    left.length === 4 &&
    left.every((entry) => {
      if (entry.type === 'pause') return Number(entry.atMs) <= 12_400 && Number(entry.untilMs) >= 12_500;
      if (entry.type === 'failDisk') return entry.probability < 0.5 && entry.operations.includes('sync');
      return entry.type !== 'crash' || entry.loses !== 'none';
    });
  const { shrunk } = await shrinkFake(caseOf(faults), needs);
  t.deepEqual(shrunk.case.faults, [
    { id: 'long', type: 'pause', target: 'n1', atMs: 12_000, untilMs: 13_000 },
    { id: 'odds', type: 'lossyLink', from: 'n1', to: 'n2', lossProbability: 1, atMs: 1000 },
    { id: 'some', type: 'failDisk', target: 'n1', operations: ['sync'], probability: 0.4, atMs: 1000 },
    { id: 'power', type: 'crash', target: 'n1', loses: 'all', atMs: 1000 },
  ]);
});

test('a run ends soon after what is looked for, and never where that would be the symptom itself', async (t) => {
  const needs = ({ set }: ShrinkCase): boolean => Number(set['run.untilMs'] ?? 600_000) > 12_345;
  const { shrunk } = await shrinkFake(caseOf([]), needs, { heldAtMs: 12_345 });
  t.is(shrunk.case.set['run.untilMs'], 13_000);
  const over = await shrinkFake(caseOf([]), needs, { heldAtMs: 12_345, endedAtMs: 12_900 });
  t.is(over.shrunk.case.set['run.untilMs'], undefined, 'it is over before that bound');
  const set = await shrinkFake(caseOf([], { 'run.untilMs': 20_000 }), needs, {
    endedAtMs: 5000,
  });
  t.is(set.shrunk.case.set['run.untilMs'], undefined, 'nor does one that was set mean anything');
  const stalls = { ...fakeSubject, bounds: [] };
  const { shrunk: stalled } = await shrinkFake(caseOf([]), needs, { heldAtMs: 12_345, subject: stalls });
  t.is(stalled.case.set['run.untilMs'], undefined);
});

test('a text that lists steps keeps those that are needed', async (t) => {
  const knobs = {
    ...fakeSubject.knobs,
    steps: text('a', 'What is done.'),
    others: text('a', 'What else is.'),
  };
  const subject = { ...fakeSubject, knobs, base: { ...fakeSubject.base, steps: 'a', others: 'a' } };
  const start = caseOf([], { steps: 'a; b x=1; c; d; e; f; g', others: 'a; b; c' });
  const holds = ({ set }: ShrinkCase): boolean => {
    const { steps, others } = set;
    return /b x=1.*f/.test(String(steps)) && /c/.test(String(others));
  };
  const { shrunk } = await shrinkFake(start, holds, { subject });
  t.like(shrunk.case.set, { steps: 'b x=1; f', others: 'c' });
});

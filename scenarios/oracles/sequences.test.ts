import test from 'ava';
import { idempotentNoGap } from './sequences.js';
import { appended, batch, opened, truncated } from './testkit/facts.js';
import { judge } from './testkit/judge.js';

const numbered = (
  baseOffset: number,
  baseSequence: number,
  producerEpoch = 0,
  ...values: readonly string[]
): ReturnType<typeof batch> => ({
  ...batch(baseOffset, 0, ...(values.length === 0 ? ['v'] : values)),
  producerId: 7,
  producerEpoch,
  baseSequence,
});

test('planted: a leader takes a batch of an idempotent producer whose last one it lacks', (t) => {
  const first = appended('n1', numbered(0, 0, 0, 'a', 'b'));
  t.deepEqual(
    judge(idempotentNoGap, [first, appended('n1', numbered(2, 2)), appended('n1', numbered(3, 0, 1))]),
    [],
  );
  t.deepEqual(judge(idempotentNoGap, [first, appended('n1', numbered(2, 3))]), [
    'orders/0 offset 2: n1 appends sequence 3 of producer 7, epoch 0, where sequence 2 comes next',
  ]);
  t.deepEqual(judge(idempotentNoGap, [opened('n1', [numbered(0, 0, 1)]), appended('n1', numbered(1, 1))]), [
    'orders/0 offset 1: n1 appends sequence 1 of producer 7, epoch 0, where epoch 1 is over',
  ]);
});

test('what is truncated may come again, and is not held against what comes then', (t) => {
  const story = [appended('n1', numbered(0, 0)), appended('n1', numbered(1, 1)), truncated('n1', 2, 1)];
  t.deepEqual(judge(idempotentNoGap, [...story, appended('n1', numbered(1, 1))]), []);
});

test('of very many producers those that have not written for longest are forgotten, and said to be', (t) => {
  const by = (producerId: number, baseOffset: number, baseSequence: number): ReturnType<typeof appended> =>
    appended('n1', { ...numbered(baseOffset, baseSequence), producerId });
  const all = Array.from({ length: 10_001 }, (_, at) => by(at, at, 0));
  const unjudged: string[] = [];
  const found = judge(idempotentNoGap, [...all, by(0, 10_001, 9), by(10_000, 10_002, 9)], {}, (what) =>
    unjudged.push(what),
  );
  t.deepEqual(found, [
    'orders/0 offset 10002: n1 appends sequence 9 of producer 10000, epoch 0, where sequence 1 comes next',
  ]);
  t.deepEqual(unjudged, ['producers that had not written for long: there are too many']);
});

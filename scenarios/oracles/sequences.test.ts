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

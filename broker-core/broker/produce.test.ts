import test from 'ava';
import type { Env, Timer } from '../env.js';
import { plainBatch } from '../produce/log/testkit/partition.js';
import type { ProduceResponse } from '../protocol/produce.js';
import type { ProducedCallback } from '../produce/replica/partition-replica.js';
import { handleProduce } from './produce.js';
import type { Replicas } from './replicas.js';

/** A request for so many partitions, to replicas that answer when they are told to. */
function producing(
  partitionCount: number,
  partitionsAtOnce: number,
): {
  /** Partitions that have the batch, and the answers that they owe. */
  readonly owed: Map<number, ProducedCallback>;
  readonly answers: ProduceResponse[];
  readonly timeOut: () => void;
} {
  const owed = new Map<number, ProducedCallback>();
  const answers: ProduceResponse[] = [];
  let fire = (): void => undefined;
  const timer: Timer = { pending: true };
  const env = {
    cpu: { run: (_costUs: number, _label: string, done: () => void) => done() },
    timers: {
      after: (_delayUs: number, _wait: unknown, fired: () => void) => {
        fire = fired;
        return timer;
      },
      cancel: () => undefined,
    },
  };
  const replicas = {
    get: (_topic: string, partition: number) => ({
      leaderEpoch: 0,
      produce: (_batch: unknown, _acks: unknown, _epoch: unknown, done: ProducedCallback) => {
        owed.set(partition, done);
        return { cancel: () => owed.delete(partition) };
      },
    }),
  };
  const deps = {
    // Only what a produce touches.
    env: env as unknown as Env,
    replicas: replicas as unknown as Replicas,
    costUs: 210,
    path: { partitionsAtOnce, locks: [] },
  };
  const batches = Array.from({ length: partitionCount }, (_, partition) => ({
    topic: 'orders',
    partition,
    leaderEpoch: null,
    batch: plainBatch('v'),
  }));
  handleProduce(deps, { type: 'produce', acks: -1, timeoutMs: 1000, batches }, (response) => {
    answers.push(response);
  });
  return { owed, answers, timeOut: () => fire() };
}

const ok = { ok: true, baseOffset: 7 } as const;

test('one at a time: a partition gets its batch when the one before has answered', (t) => {
  const { owed, answers } = producing(3, 1);
  for (const partition of [0, 1, 2]) {
    t.deepEqual([...owed.keys()].at(-1), partition);
    t.is(owed.size, partition + 1);
    owed.get(partition)?.(ok);
  }
  t.is(answers.length, 1);
  t.deepEqual(
    answers[0]?.results.map((result) => result.error),
    ['NONE', 'NONE', 'NONE'],
  );
});

test('two at a time: whichever answers makes room for the next', (t) => {
  const { owed, answers } = producing(4, 2);
  t.deepEqual([...owed.keys()], [0, 1]);
  owed.get(1)?.(ok);
  t.deepEqual([...owed.keys()], [0, 1, 2]);
  owed.get(0)?.(ok);
  owed.get(3)?.(ok);
  owed.get(2)?.(ok);
  t.deepEqual(
    answers[0]?.results.map((result) => result.partition),
    [0, 1, 2, 3],
  );
});

test('when the time is up, partitions that were not begun with get nothing any more', (t) => {
  const { owed, answers, timeOut } = producing(3, 1);
  owed.get(0)?.(ok);
  timeOut();
  t.deepEqual(
    answers[0]?.results.map((result) => result.error),
    ['NONE', 'REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT'],
  );
  t.false(owed.has(2));
});

import test from 'ava';
import type { Env, Timer } from '../env.js';
import { plainBatch } from '../partition/log/testkit/partition.js';
import type { ProduceResponse, RequiredAcks } from '../protocol/produce.js';
import type { ProducedCallback } from '../partition/replica/partition-replica.js';
import { handleProduce } from './produce.js';
import type { Replicas } from './replicas.js';

interface Options {
  readonly acks?: RequiredAcks;
  /** The logs are being opened until {@link Producing.open}. */
  readonly opening?: boolean;
}

/** A request for so many partitions, to replicas that answer when they are told to. */
function producing(
  partitionCount: number,
  partitionsAtOnce: number,
  { acks = -1, opening = false }: Options = {},
): {
  /** Partitions that have the batch, and the answers that they owe. */
  readonly owed: Map<number, ProducedCallback>;
  readonly answers: ProduceResponse[];
  readonly timeOut: () => void;
  /** Of the timer that was set; null: none was. */
  readonly limitUs: () => number | null;
  readonly open: () => void;
  /** A new leader epoch begins, under all of them. */
  readonly elect: () => void;
} {
  const owed = new Map<number, ProducedCallback>();
  const answers: ProduceResponse[] = [];
  const parked: (() => void)[] = [];
  let fire = (): void => undefined;
  let setUs: number | null = null;
  let isOpen = !opening;
  let epoch = 4;
  const timer: Timer = { pending: true };
  const env = {
    trace: { here: () => 0 },
    cpu: { run: (_costUs: number, _label: string, done: () => void) => done() },
    timers: {
      after: (delayUs: number, _wait: unknown, fired: () => void) => {
        fire = fired;
        setUs = delayUs;
        return timer;
      },
      cancel: () => undefined,
    },
  };
  const replicas = {
    get: (_topic: string, partition: number) => (isOpen ? replicaOf(partition) : undefined),
    whenOpen: (_topic: string, _partition: number, done: () => void) => parked.push(done) > 0,
  };
  const replicaOf = (partition: number): object => ({
    get leaderEpoch() {
      return epoch;
    },
    produce: (_batch: unknown, _acks: unknown, _epoch: unknown, done: ProducedCallback) => {
      owed.set(partition, done);
      return { cancel: () => owed.delete(partition), isDue: () => false, pendingWait: () => null };
    },
  });
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
  handleProduce(deps, { type: 'produce', acks, timeoutMs: 1000, batches }, (response) =>
    answers.push(response),
  );
  const open = (): void => {
    isOpen = true;
    for (const wake of parked.splice(0)) wake();
  };
  const elect = (): void => {
    epoch += 1;
  };
  return { owed, answers, timeOut: () => fire(), limitUs: () => setUs, open, elect };
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
  const errors = answers[0]?.results.map((result) => result.error);
  t.deepEqual(errors, ['NONE', 'NONE', 'NONE']);
});

test('two at a time: whichever answers makes room for the next', (t) => {
  const { owed, answers } = producing(4, 2);
  t.deepEqual([...owed.keys()], [0, 1]);
  owed.get(1)?.(ok);
  t.deepEqual([...owed.keys()], [0, 1, 2]);
  owed.get(0)?.(ok);
  owed.get(3)?.(ok);
  owed.get(2)?.(ok);
  const partitions = answers[0]?.results.map((result) => result.partition);
  t.deepEqual(partitions, [0, 1, 2, 3]);
});

test('when the time is up, partitions that were not begun with get nothing any more', (t) => {
  const { owed, answers, timeOut } = producing(3, 1);
  owed.get(0)?.(ok);
  timeOut();
  const errors = answers[0]?.results.map((result) => result.error);
  t.deepEqual(errors, ['NONE', 'REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT']);
  t.false(owed.has(2));
});

test('while a log is being opened a request waits no longer than it says, whatever its acks', (t) => {
  for (const acks of [1, -1] as const) {
    const { owed, answers, timeOut, limitUs, open } = producing(2, 16, { acks, opening: true });
    t.is(limitUs(), 1_000_000);
    timeOut();
    const errors = answers[0]?.results.map((result) => result.error);
    t.deepEqual(errors, ['REQUEST_TIMED_OUT', 'REQUEST_TIMED_OUT']);
    // Too late: who was told that it is over gets nothing appended any more.
    open();
    t.deepEqual([owed.size, answers.length], [0, 1]);
  }
});

test('a log that opens in time takes the batch in; where none is opening `acks=1` sets no timer', (t) => {
  const { owed, answers, open } = producing(1, 1, { acks: 1, opening: true });
  open();
  owed.get(0)?.(ok);
  const errors = answers[0]?.results.map((result) => result.error);
  t.deepEqual(errors, ['NONE']);
  t.is(producing(1, 1, { acks: 1 }).limitUs(), null);
});

test('the leader epoch in the answer is that of the append, not of the moment of the answer', (t) => {
  const { owed, answers, elect } = producing(1, 1);
  elect();
  owed.get(0)?.(ok);
  t.deepEqual(answers[0]?.results, [
    { topic: 'orders', partition: 0, error: 'NONE', baseOffset: 7, leaderEpoch: 4 },
  ]);
});

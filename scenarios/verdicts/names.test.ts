/**
 * Each line below an expected error would compile if the name above it were any string: then the build
 * fails.
 */
import test from 'ava';
import type { Ctx } from '../../broker-core/runtime/ctx.js';
import type { Ctx as HistoricCtx } from '../../broker-core/historic/trace/names.js';
import type { Ctx as AnyCtx } from '../../broker-core/runtime/task.js';
import { timeout } from '../../broker-core/runtime/time.js';
import type { RunResult } from '../harness/result/run-result.js';
import type { Measure } from '../harness/definition/measure.js';
import { counter, latenciesMs, waitsMs } from './figures.js';

test('a misspelt name does not compile where something is counted, waited for or asked', (t) => {
  const emit = async (ctx: Ctx): Promise<void> => {
    ctx.env.trace.count('wal.commits');
    // @ts-expect-error: no such counter
    ctx.env.trace.count('wal.commit');
    // @ts-expect-error: no such wait
    ctx.env.trace.waited('createWaits', 1);
    // @ts-expect-error: no such operation
    ctx.env.trace.begin('createTopics');
    // @ts-expect-error: only the documented broker has it
    ctx.env.trace.count('createWait.sleeps');
    await timeout(ctx, 1, { kind: 'timeout', label: 'limit' }, (inner) => {
      // @ts-expect-error: no such counter, in a narrower scope either
      inner.env.trace.count('wal.commit');
      return Promise.resolve();
    });
  };
  const historic = ({ env }: HistoricCtx): void => {
    env.trace.count('createWait.sleeps');
    // @ts-expect-error: no such counter
    env.trace.count('createWait.sleep');
  };
  const ownSystem = ({ env }: AnyCtx): void => {
    env.trace.count('anything');
  };
  t.deepEqual(
    [emit, historic, ownSystem].map((one) => typeof one),
    ['function', 'function', 'function'],
  );
});

test('a misspelt name does not compile in a measure', (t) => {
  const measure: Measure = {
    name: 'misspelt',
    doc: '',
    create: ({ waited, count }) => {
      waited('raft.silence', 1);
      // @ts-expect-error: no such wait
      waited('raft.silences', 1);
      // @ts-expect-error: no such counter
      count('raft_candidacy');
      return { onFact: () => undefined };
    },
  };
  t.is(measure.name, 'misspelt');
});

test('a misspelt name does not compile where a row or a test reads it', (t) => {
  const read = (run: RunResult): readonly unknown[] => [
    counter(run, 'findings.lost-wakeup'),
    // @ts-expect-error: no such counter
    counter(run, 'findings.lost-wakeups'),
    // @ts-expect-error: no such counter
    run.counters['wal.commit'],
    // @ts-expect-error: no such wait
    waitsMs(run, 'createWaits'),
    // @ts-expect-error: no such wait
    run.waits['createWaits'],
    // @ts-expect-error: no such operation
    latenciesMs(run, 'createTopics'),
    // @ts-expect-error: no such operation
    run.operations['createTopics'],
    // @ts-expect-error: no such operation
    run.requests.filter(({ operation }) => operation === 'createTopics'),
  ];
  t.is(typeof read, 'function');
});

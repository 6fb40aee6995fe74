import test from 'ava';
import { benchmarkToolFigures } from './benchmark-tool.js';
import type { RequestFigures } from './run-result.js';

function record(startMs: number, latencyMs: number | null, outcome = 'ok'): RequestFigures {
  return { id: 1, operation: 'produce', node: 'c1', startMs, latencyMs, outcome };
}

test('a load of 30 s is divided by 35, and so is one that ends at a look', (t) => {
  for (const loadMs of [30_000, 30_000.001, 34_999.999]) {
    const figures = benchmarkToolFigures([[record(1000, 10), record(1000 + loadMs - 20, 20)]]);
    t.is(figures?.elapsedS, 35);
    t.is(figures?.throughputPerS, Math.round((2 / 35) * 1000) / 1000);
  }
  t.is(benchmarkToolFigures([[record(0, 29_999.999)]])?.elapsedS, 30);
});

test('failures take time and are in no percentile', (t) => {
  const figures = benchmarkToolFigures([[record(0, 10), record(0, 60_000, 'REQUEST_TIMED_OUT')]]);
  t.like(figures, { successes: 1, failures: 1, elapsedS: 65, loadS: 60 });
  t.is(figures?.latencyMs?.max, 10);
});

test('what came before the clock was started is left out', (t) => {
  const warm: RequestFigures = { ...record(0, 400), operation: 'warmUp' };
  t.like(benchmarkToolFigures([[warm, record(9000, 10)]]), { successes: 1, elapsedS: 5, loadS: 0.01 });
});

test('it waits for a record without an end, and says nothing of a load without records', (t) => {
  t.is(benchmarkToolFigures([[record(0, 10), record(0, null, 'pending')]]), null);
  t.is(benchmarkToolFigures([[{ ...record(0, 10), operation: 'fetch' }]]), null);
  t.is(benchmarkToolFigures([]), null);
});

test('several runs are taken one after the other', (t) => {
  const figures = benchmarkToolFigures([[record(0, 10)], [record(0, 5500), record(7000, 30)]]);
  t.like(figures, { successes: 3, elapsedS: 15, throughputPerS: 0.2 });
});

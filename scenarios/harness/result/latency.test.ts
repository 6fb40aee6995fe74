import test from 'ava';
import { latencyFigures, nearestRank } from './latency.js';

test('no values have no figures', (t) => t.is(latencyFigures([]), null));

test('of 1..1000 us in any order, each percentile is the value of its rank', (t) => {
  const latenciesUs = Array.from({ length: 1000 }, (_, place) => ((place * 7) % 1000) + 1);
  t.deepEqual(latencyFigures(latenciesUs), {
    min: 0.001,
    mean: 0.501,
    p50: 0.5,
    p90: 0.9,
    p99: 0.99,
    p999: 0.999,
    max: 1,
  });
});

test('one value is every figure', (t) => {
  const all = Object.values(latencyFigures([20_000_000]) ?? {});
  t.deepEqual([...new Set(all)], [20_000]);
});

test('a percentile of few values is one of them: the rank is rounded up', (t) => {
  t.is(nearestRank([10, 20], 50, 100), 10);
  t.is(nearestRank([10, 20, 30], 50, 100), 20);
  t.is(nearestRank([10, 20, 30, 40], 90, 100), 40);
});

test('p99 of a hundred values is the 99th, though 0.99 * 100 is not 99 in every order of multiplication', (t) => {
  const values = Array.from({ length: 100 }, (_, place) => place + 1);
  t.is(nearestRank(values, 99, 100), 99);
  t.is(nearestRank(values, 90, 100), 90);
  t.is(nearestRank(values, 999, 1000), 100);
});

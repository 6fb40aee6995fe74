import test from 'ava';
import type { OperationName } from '../result/names.js';
import { rawRun, request } from '../result/testkit/raw-run.js';
import { toRunResult } from '../result/to-run-result.js';
import { bootstrapMean } from './bootstrap.js';
import { compareRuns } from './compare.js';
import { parseGate } from './gate.js';
import { pairRequests } from './paired.js';

/** A run whose creations took so long, one after the other on n1. */
const run = (variant: string, seed: number, latenciesUs: readonly (number | null)[], scheduleHash = 'aa') =>
  toRunResult(
    rawRun({
      variant,
      seed,
      scheduleHash,
      requests: latenciesUs.map((us, place) => request(place + 1, us, { startUs: place * 1e6 })),
      waits: new Map([['createWait', new Map(latenciesUs.map((us) => [us ?? 0, 1] as const))]]),
    }),
  );

const polled = [run('poll', 1, [50_000, 100_000]), run('poll', 2, [50_000, 150_000])];
const notified = [run('notify', 1, [1000, 51_000]), run('notify', 2, [1001, 1001])];
const both = {
  scenario: 'create-topic-storm',
  seeds: [1, 2],
  variants: [
    {
      variant: 'poll',
      runs: polled,
    },
    {
      variant: 'notify',
      runs: notified,
    },
  ],
};
const compareWith = (...gates: readonly string[]) => compareRuns({ ...both, gates: gates.map(parseGate) });

test('matched requests are subtracted, other less base', (t) => {
  // -49, -49, -48.999, -148.999 ms; the mean is -73.9995, rounded up to whole microseconds.
  const [paired] = compareWith().paired;
  t.like(paired, { operation: 'createTopic', base: 'poll', other: 'notify', pairs: 4, unpaired: 0 });
  t.deepEqual(paired?.differenceMs, { min: -148.999, mean: -73.999, p50: -49, p99: -48.999, max: -48.999 });
});

test('figures of a variant are of all its requests together', (t) => {
  const [poll] = compareWith().variants;
  t.deepEqual(poll?.verdicts, { passed: 2 });
  t.like(poll?.operations['createTopic'], { ok: 4, latencyMs: { mean: 87.5, p50: 50, max: 150 } });
  t.deepEqual(poll?.waits['createWait'], { count: 4, histogramMs: { '50': 2, '100': 1, '150': 1 } });
});

test('a variant compared with itself differs by zero everywhere', (t) => {
  const twice = [both.variants[0], both.variants[0]].flatMap((variant) => variant ?? []);
  const { paired, gates } = compareRuns({ ...both, variants: twice, gates: [parseGate('max<=+0%')] });
  t.deepEqual(paired[0]?.differenceMs, { min: 0, mean: 0, p50: 0, p99: 0, max: 0 });
  t.like(paired[0]?.meanInterval, { lowMs: 0, highMs: 0 });
  const passeds = gates.map(({ passed }) => passed);
  t.deepEqual(passeds, [true]);
});

test('three variants give three pairs', (t) => {
  const [first, second] = both.variants;
  const three = [first, second, second].flatMap((variant) => variant ?? []);
  const { paired } = compareRuns({ ...both, variants: three, gates: [] });
  t.deepEqual(
    paired.map(({ base, other }) => `${base} ${other}`),
    ['poll notify', 'poll notify', 'notify notify'],
  );
});

test('faults that are not the same for all variants are said to be so', (t) => {
  const other = [run('notify', 1, [1000]), run('notify', 2, [1000], 'bb')];
  const variants = [
    { variant: 'poll', runs: polled },
    { variant: 'notify', runs: other },
  ];
  t.deepEqual(compareRuns({ ...both, variants, gates: [] }).faults, [
    { seed: 1, scheduleHash: 'aa' },
    { seed: 2, scheduleHash: null },
  ]);
});

test('faults without effect are counted for each variant, by their ids', (t) => {
  const fault = (id: string, effects: number) =>
    ({ id, type: 'pause', target: 'n1', atMs: 1, untilMs: 2, effects }) as const;
  const [first, second] = polled;
  if (first === undefined || second === undefined) throw new Error('there are two runs');
  const runs = [
    { ...first, faults: [fault('b', 0), fault('a', 0), fault('c', 1)] },
    { ...second, faults: [fault('b', 0), fault('a', 7), fault('c', 1)] },
  ];
  const [counted] = compareRuns({ ...both, variants: [{ variant: 'poll', runs }], gates: [] }).variants;
  t.deepEqual(counted?.faultsWithoutEffect, { a: 1, b: 2 });
});

test('runs that are not those of the seeds are refused', (t) => {
  t.throws(() => compareRuns({ ...both, seeds: [2, 1], gates: [] }), { message: /has not run the seeds/ });
});

test('a request pairs with the one of the same operation, node and place, whenever it began', (t) => {
  const of = (...requests: readonly (readonly [number, OperationName, string])[]) =>
    toRunResult(
      rawRun({ requests: requests.map(([id, operation, nodeId]) => request(id, id, { operation, nodeId })) }),
    ).requests;
  const base = of([1, 'produce', 'c1'], [2, 'produce', 'c2'], [3, 'produce', 'c1'], [4, 'metadata', 'c1']);
  const other = of([1, 'produce', 'c2'], [2, 'metadata', 'c1'], [3, 'produce', 'c1'], [4, 'fetch', 'c1']);
  const { pairs, alone } = pairRequests(base, other);
  t.deepEqual(
    pairs.map((pair) => [pair.base.id, pair.other.id]),
    [
      [1, 3],
      [2, 1],
      [4, 2],
    ],
  );
  t.deepEqual(
    alone.map(({ operation, id }) => `${operation} ${id}`),
    ['produce 3', 'fetch 4'],
  );
});

test('a request without an answer has no difference, and neither has its partner', (t) => {
  const variants = [
    { variant: 'poll', runs: [run('poll', 1, [1000, null])] },
    { variant: 'notify', runs: [run('notify', 1, [3000, 4000])] },
  ];
  const [paired] = compareRuns({ scenario: 's', seeds: [1], variants, gates: [] }).paired;
  t.like(paired, { pairs: 1, unpaired: 2, differenceMs: { mean: 2 }, meanInterval: null });
});

test('requests that failed are paired apart: the time of an error is not that of the work', (t) => {
  const answered = (variant: string, outcomes: readonly string[]) => ({
    variant,
    runs: [
      toRunResult(
        rawRun({
          variant,
          seed: 1,
          requests: outcomes.map((outcome, place) => request(place + 1, (place + 1) * 1e3, { outcome })),
        }),
      ),
    ],
  });
  const [ok, error] = ['ok', 'NOT_FOUND'];
  const variants = [answered('a', [ok, ok, error, error]), answered('b', [ok, error, ok, error])];
  const [paired] = compareRuns({ scenario: 's', seeds: [1], variants, gates: [] }).paired;
  t.like(paired, { pairs: 1, failedPairs: { inBase: 1, inOther: 1, inBoth: 1 }, unpaired: 0 });
});

test('the bootstrap gives the same interval every time, and one that holds the mean', (t) => {
  const seeds = Array.from({ length: 30 }, (_, seed) => ({ totalUs: seed * 1000, count: 1 }));
  const interval = bootstrapMean(seeds, 'x');
  t.deepEqual(bootstrapMean(seeds, 'x'), interval);
  t.notDeepEqual(bootstrapMean(seeds, 'y'), interval);
  // Mean 14.5 ms, standard deviation of the mean 1.58 ms: 95 % lie within about 3.1 ms of it.
  const { lowMs, highMs } = interval ?? { lowMs: NaN, highMs: NaN };
  t.true(lowMs > 10.5 && lowMs < 12.5, String(lowMs));
  t.true(highMs > 16.5 && highMs < 18.5, String(highMs));
});

test('seeds that are all alike leave no doubt, and a single seed none to speak of', (t) => {
  t.like(
    bootstrapMean(
      [
        { totalUs: 6, count: 2 },
        { totalUs: 3, count: 1 },
      ],
      'x',
    ),
    { lowMs: 0.003, highMs: 0.003 },
  );
  t.is(
    bootstrapMean(
      [
        { totalUs: 6, count: 2 },
        { totalUs: 0, count: 0 },
      ],
      'x',
    ),
    null,
  );
});

import test from 'ava';
import type { OperationFigures } from '../result/run-result.js';
import type { VariantFigures } from './compare-document.js';
import { parseGate, type Gate } from './gate.js';
import { judgeGate } from './judge.js';

const parsed: readonly (readonly [string, Omit<Gate, 'text'>])[] = [
  ['p99<=+5%', { operation: null, figure: 'p99', comparison: '<=', limit: { type: 'percent', by: 5 } }],
  [
    'createTopic.p99<=100ms',
    { operation: 'createTopic', figure: 'p99', comparison: '<=', limit: { type: 'absolute', value: 100 } },
  ],
  [
    'max <= 1.5s',
    { operation: null, figure: 'max', comparison: '<=', limit: { type: 'absolute', value: 1500 } },
  ],
  ['mean<=-200us', { operation: null, figure: 'mean', comparison: '<=', limit: { type: 'shift', by: -0.2 } }],
  [
    'throughput>=-5%',
    { operation: null, figure: 'throughput', comparison: '>=', limit: { type: 'percent', by: -5 } },
  ],
  [
    'produce.throughput>=9000/s',
    {
      operation: 'produce',
      figure: 'throughput',
      comparison: '>=',
      limit: { type: 'absolute', value: 9000 },
    },
  ],
  [
    'failed<=0',
    { operation: null, figure: 'failed', comparison: '<=', limit: { type: 'absolute', value: 0 } },
  ],
];

for (const [text, gate] of parsed)
  test(`${text} is read`, (t) => t.deepEqual(parseGate(text), { text, ...gate }));

const refused: readonly (readonly [string, RegExp])[] = [
  ['p99', /a gate is \[operation\.\]figure<=limit/],
  ['p99<5ms', /a gate is/],
  ['p98<=5ms', /unknown figure "p98"; did you mean p9\d or p9\d/],
  ['p99<=5%', /write \+5% for so much above the first variant, -5% for below/],
  ['p99<=5', /p99 is a time; write us, ms, s or a percentage/],
  ['p99<=fast', /the limit "fast" is no quantity/],
  ['throughput>=5ms', /throughput is per second; write 5\/s/],
  ['failed<=5ms', /failed counts requests; write 5 or/],
  ['', /a gate is/],
];

for (const [text, message] of refused) {
  test(`${JSON.stringify(text)} is refused, with what to write`, (t) => {
    const error = t.throws(() => parseGate(text), { name: 'UsageError' });
    t.regex(error.message, message);
  });
}

const variant = (
  name: string,
  p99: number | null,
  fields: Partial<OperationFigures> = {},
): VariantFigures => ({
  variant: name,
  verdicts: {},
  countedAs: {},
  asExpected: {},
  waits: {},
  faultsWithoutEffect: {},
  operations: {
    createTopic: {
      ok: 10,
      failed: 0,
      pending: 0,
      errors: {},
      throughputPerS: 100,
      latencyMs:
        p99 === null
          ? null
          : {
              min: 1,
              mean: 2,
              p50: 2,
              p90: 3,
              p99,
              p999: p99,
              max: p99,
            },
      ...fields,
    },
  },
});
const judged = (text: string, ...variants: readonly VariantFigures[]) =>
  judgeGate(parseGate(text), variants).map(({ passed, measured, limit }) => [passed, measured, limit]);

test('a percentage is of the first variant, and the bound itself still passes', (t) => {
  t.deepEqual(judged('p99<=+5%', variant('a', 100), variant('b', 105)), [[true, 105, 105]]);
  t.deepEqual(judged('p99<=+5%', variant('a', 100), variant('b', 105.001)), [[false, 105.001, 105]]);
  t.deepEqual(judged('throughput>=-5%', variant('a', 1), variant('b', 1, { throughputPerS: 94.9 })), [
    [false, 94.9, 95],
  ]);
});

test('every variant but the first is held to the gate', (t) => {
  const gate = 'createTopic.p99<=100ms';
  t.deepEqual(judged(gate, variant('a', 500), variant('b', 100), variant('c', 101)), [
    [true, 100, 100],
    [false, 101, 100],
  ]);
});

test('what was not measured has not passed', (t) => {
  t.deepEqual(judged('p99<=1s', variant('a', 1), variant('b', null)), [[false, null, 1000]]);
  t.deepEqual(judged('p99<=+5%', variant('a', null), variant('b', 1)), [[false, 1, null]]);
  t.deepEqual(judged('fetch.p99<=1s', variant('a', 1), variant('b', 1)), [[false, null, 1000]]);
  const empty = (name: string): VariantFigures => ({ ...variant(name, 1), operations: {} });
  t.deepEqual(judged('p99<=1s', empty('a'), empty('b')), [[false, null, 1000]]);
});

test('a relative gate without a figure to be relative to says so; an absolute one needs none', (t) => {
  const problems = (gate: string, ...variants: readonly VariantFigures[]) =>
    judgeGate(parseGate(gate), variants).map(({ problem }) => problem);
  const [empty, full] = [variant('a', null), variant('b', 1)];
  t.deepEqual(problems('p99<=+5%', empty, full), ['it is relative to a, which has no p99 of createTopic']);
  t.deepEqual(problems('p99<=+1ms', empty, full), ['it is relative to a, which has no p99 of createTopic']);
  t.deepEqual(problems('fetch.failed<=+0', full, full), [
    'it is relative to b, which has no failed of fetch',
  ]);
  t.deepEqual(problems('p99<=1s', empty, full), [null]);
  t.deepEqual(problems('createTopic.p99<=1s', full, empty), [null]);
  t.deepEqual(problems('p99<=+5%', full, empty), [null]);
});

test('a gate on an operation that no variant has is a mistake, with what there is', (t) => {
  const problems = (gate: string, ...variants: readonly VariantFigures[]) =>
    judgeGate(parseGate(gate), variants).map(({ problem }) => problem);
  const without = { ...variant('b', 1), operations: {} };
  t.deepEqual(problems('creatTopic.p99<=1s', variant('a', 1), variant('b', 1)), [
    'unknown operation "creatTopic"; did you mean createTopic?',
  ]);
  t.deepEqual(problems('createTopic.p99<=1s', variant('a', 1), without), [null]);
});

test('a request that was never answered has failed', (t) =>
  t.deepEqual(judged('failed<=0', variant('a', 1), variant('b', 1, { pending: 1 })), [[false, 1, 0]]));

test('a gate does not pass on failures, however fast they were', (t) => {
  const [all, none] = [variant('a', 100), variant('b', 1, { ok: 0, failed: 10 })];
  const nine = variant('b', 1, { ok: 9, failed: 1 });
  for (const gate of ['p99<=+0%', 'p99<=+1ms', 'p99<=100ms', 'throughput>=-5%']) {
    t.like(judgeGate(parseGate(gate), [all, none]), {
      0: { passed: false, succeeded: { ok: 0, asked: 10, baseOk: 10, baseAsked: 10 } },
    });
    t.like(judgeGate(parseGate(gate), [all, nine]), { 0: { passed: false, succeeded: { ok: 9 } } });
    // Failures of both are no better: none of these times is that of any work.
    t.like(judgeGate(parseGate(gate), [none, none]), { 0: { passed: false, succeeded: { ok: 0 } } });
    t.like(judgeGate(parseGate(gate), [nine, all]), { 0: { succeeded: null } });
  }
  t.deepEqual(judged('failed<=1', all, nine), [[true, 1, 1]]);
});

test('fewer that were asked for within a given time are no failures; a smaller share is', (t) => {
  const judgedIn = (load: 'count' | 'time', fields: Partial<OperationFigures>) =>
    judgeGate(parseGate('p99<=+5%'), [variant('a', 100), variant('b', 100, fields)], load)[0]?.passed;
  t.is(judgedIn('time', { ok: 9 }), true);
  t.is(judgedIn('count', { ok: 9 }), false);
  t.is(judgedIn('time', { ok: 19, failed: 1 }), false);
});

test('a rate that there is not cannot be judged', (t) => {
  const [long, short] = [variant('a', 1), variant('b', 1, { throughputPerS: null })];
  const problemOf = (...variants: readonly VariantFigures[]) =>
    judgeGate(parseGate('throughput>=-5%'), variants)[0]?.problem;
  t.is(problemOf(long, short), 'there is no rate over less than 10 ms a run');
  t.is(problemOf(short, long), 'it is relative to b, which has no throughput of createTopic');
});

import test from 'ava';
import { UsageError } from '../../harness/settings/usage-error.js';
import { rawRun, request } from '../../harness/result/testkit/raw-run.js';
import type { RawRun } from '../../harness/result/raw-run.js';
import { toRunResult } from '../../harness/result/to-run-result.js';
import { refuseAbsent, sightingIn, symptomOf } from './sighting.js';
import { mayEndEarlier, parseSymptom, symptomText, type Symptom } from './symptom.js';

const INVARIANTS = ['log-matching', 'election-safety'];
const parse = (text: string): Symptom => parseSymptom(text, INVARIANTS);

const readings: readonly (readonly [string, Symptom])[] = [
  ['p99>5000ms', { type: 'figure', operation: null, figure: 'p99', comparison: '>', limit: 5000 }],
  [
    ' createTopic.max >= 20s ',
    { type: 'figure', operation: 'createTopic', figure: 'max', comparison: '>=', limit: 20_000 },
  ],
  ['p50>500us', { type: 'figure', operation: null, figure: 'p50', comparison: '>', limit: 0.5 }],
  ['kv.put.max>1ms', { type: 'figure', operation: 'kv.put', figure: 'max', comparison: '>', limit: 1 }],
  ['produce.failed>0', { type: 'figure', operation: 'produce', figure: 'failed', comparison: '>', limit: 0 }],
  [
    'throughput<100/s',
    { type: 'figure', operation: null, figure: 'throughput', comparison: '<', limit: 100 },
  ],
  ['finding:late', { type: 'findings', finding: 'late', comparison: '>', limit: 0 }],
  ['findings.lost-wakeup>=3', { type: 'findings', finding: 'lost-wakeup', comparison: '>=', limit: 3 }],
  ['stalled', { type: 'stalled', reason: null }],
  ['violated', { type: 'violated', invariant: null }],
  ['log-matching', { type: 'violated', invariant: 'log-matching' }],
  ['violated:log-matching', { type: 'violated', invariant: 'log-matching' }],
  ['harnessError', { type: 'harnessError', message: null }],
];

for (const [text, symptom] of readings)
  test(`${text.trim()} is understood`, (t) => {
    t.deepEqual(parse(text), symptom);
    t.true(symptomText(symptom).length > 0);
  });

const wrongs: readonly (readonly [string, RegExp])[] = [
  ['', /unknown; write a figure, a finding, an invariant or how a run ends/],
  ['p99=5ms', /"=" compares nothing here; write >, >=, < or <=/],
  ['p99>5', /p99 is a time; write us, ms or s after the 5$/],
  ['p99>fast', /the limit "fast" is no quantity/],
  ['p99>', /the limit "" is no quantity/],
  ['.p99>5ms', /unknown figure/],
  ['failed>1ms', /failed is a count; the limit "1ms" is no whole number/],
  ['throughput<5ms', /throughput is per second; write 5\/s/],
  ['findings.lost-wakup>0', /unknown finding "lost-wakup"; did you mean lost-wakeup\?/],
  ['findings.late>0.5', /findings.late is a count/],
  ['violated:log-maching', /unknown; did you mean log-matching\?/],
  ['stall', /unknown; did you mean stalled\?/],
  ['nondeterministic', /nothing can be shrunk that is nondeterministic/],
];

for (const [text, message] of wrongs)
  test(`${JSON.stringify(text)} is refused, and the line says what would be right`, (t) => {
    t.regex(t.throws(() => parse(text), { instanceOf: UsageError })?.message ?? '', message);
  });

const violations = [
  { invariant: 'log-matching', atUs: 7000, detail: 'a' },
  { invariant: 'election-safety', atUs: 9000, detail: 'b' },
];
const run = (fields: Partial<RawRun> = {}): ReturnType<typeof toRunResult> =>
  toRunResult(rawRun({ violations, requests: [request(1, 5000), request(2, 900_000)], ...fields }));

test('an invariant counts by its name, whatever else is violated, from its first time on', (t) => {
  t.like(sightingIn(run(), parse('election-safety')), { holds: true, heldAtMs: 9 });
  t.like(sightingIn(run(), parse('violated')), { holds: true, heldAtMs: 7 });
  t.like(sightingIn(run({ violations: [] }), parse('violated')), { holds: false, heldAtMs: null });
});

test('a figure without an operation is that of any; the figures are told, met or not', (t) => {
  const operation = Object.keys(run().operations)[0] ?? '';
  const { holds, figures } = sightingIn(run(), parse('max>899ms'));
  t.true(holds);
  t.deepEqual(figures, [{ name: `${operation}.max`, value: 900, unit: ' ms' }]);
  t.false(sightingIn(run(), parse('max>900ms')).holds);
  t.true(sightingIn(run(), parse(`${operation}.max>=900ms`)).holds);
  t.false(sightingIn(run(), parse('max<900ms')).holds);
});

test('a stall is the same if it has the same reason', (t) => {
  const end = { type: 'stalled', reason: 'no-progress', detail: 'waits' } as const;
  const stalled = run({ end, violations: [] });
  t.deepEqual(symptomOf(stalled, undefined), { type: 'stalled', reason: 'no-progress' });
  t.true(sightingIn(stalled, { type: 'stalled', reason: 'no-progress' }).holds);
  t.false(sightingIn(stalled, { type: 'stalled', reason: 'run.untilMs' }).holds);
  const violatedToo = run({ end });
  t.false(sightingIn(violatedToo, { type: 'stalled', reason: 'no-progress' }).holds);
  t.true(sightingIn(violatedToo, { type: 'stalled', reason: null }).holds);
});

test('by default it is the first violation that nobody expected, of those that the capsule names', (t) => {
  t.deepEqual(symptomOf(run(), undefined), { type: 'violated', invariant: 'log-matching' });
  const expected = run({ expects: ['log-matching'] });
  t.deepEqual(symptomOf(expected, undefined), { type: 'violated', invariant: 'election-safety' });
  t.deepEqual(symptomOf(run(), ['election-safety']), { type: 'violated', invariant: 'election-safety' });
  t.is(symptomOf(run(), ['another']), null);
  t.is(symptomOf(run({ violations: [] }), undefined), null);
});

test('what a run does not have is refused with what it has', (t) => {
  const messageOf = (text: string): string => t.throws(() => refuseAbsent(run(), parse(text)))?.message ?? '';
  t.regex(
    messageOf('max>1s'),
    /^its run does not have max > 1000 ms: \w+\.max is 900 ms; nothing was written$/,
  );
  t.regex(messageOf('createTopc.max>1s'), /^no request of the run is "createTopc"; /);
  t.regex(messageOf('stalled'), /it violated log-matching, election-safety; nothing was written$/);
});

test('no run is cut short for what a cut would bring about: a stall, what is pending, too little of a thing', (t) => {
  const may = (text: string): boolean => mayEndEarlier(parse(text));
  t.true(['p99>1ms', 'log-matching', 'finding:late', 'failed>=1'].every(may));
  t.false(['stalled', 'harnessError', 'pending>0', 'throughput<1/s', 'findings.late<=2'].some(may));
});

import test from 'ava';
import { resolveSettings } from '../settings/resolve.js';
import type { RawRun } from './raw-run.js';
import { runDocument, toRunResult } from './to-run-result.js';
import { parseRunFile } from './result-file.js';
import { intervals, rawRun, request } from './testkit/raw-run.js';

const refused = { startUs: 3_000_000, outcome: 'NOT_FOUND' };
const run = rawRun({
  requests: [
    request(1, 1500),
    request(2, 2_000_001, { startUs: 1_000_000 }),
    request(3, 250_000, refused),
    request(4, null),
  ],
  waits: new Map([
    [
      'createWait',
      new Map([
        [100_000, 2],
        [50_000, 3],
        [12_345, 1],
      ]),
    ],
  ]),
});

test('operations count answers by outcome, and the latency is that of all answers, failures too', (t) => {
  const { createTopic } = toRunResult(run).operations;
  t.like(createTopic, { ok: 2, failed: 1, pending: 1, errors: { NOT_FOUND: 1 } });
  // Values 1.5, 250, 2000.001 ms: the mean is 750.500 (2,251.501 / 3 = 750.50033…).
  t.deepEqual(createTopic?.latencyMs, {
    min: 1.5,
    mean: 750.5,
    p50: 250,
    p90: 2000.001,
    p99: 2000.001,
    p999: 2000.001,
    max: 2000.001,
  });
});

test('throughput is successes from the first start to the last answer', (t) => {
  // 2 successes between 0 and 3.25 s.
  t.is(toRunResult(run).operations['createTopic']?.throughputPerS, 0.615);
});

test('a window below 10 ms a run gives no rate', (t) => {
  const rateOf = (us: number) =>
    toRunResult(rawRun({ requests: [request(1, us)] })).operations['createTopic']?.throughputPerS;
  t.is(rateOf(9999), null);
  t.is(rateOf(10_000), 100);
});

test('waits have exact milliseconds as keys, and how often', (t) => {
  t.deepEqual(toRunResult(run).waits, {
    createWait: { count: 6, histogramMs: { '12.345': 1, '50': 3, '100': 2 } },
  });
});

test('the verdict: a broken harness before a violation before a stall', (t) => {
  const violations = [{ invariant: 'election-safety', atUs: 512_300, detail: 'two leaders in term 3' }];
  const stalled = { type: 'stalled', reason: 'no-progress', detail: 'nothing pending' } as const;
  t.is(toRunResult(rawRun()).verdict, 'passed');
  t.is(toRunResult(rawRun({ end: stalled })).verdict, 'stalled');
  t.like(toRunResult(rawRun({ end: stalled, violations })), {
    verdict: 'violated',
    violations: [{ invariant: 'election-safety', atMs: 512.3 }],
  });
  const broken = { type: 'harnessError', message: 'heap is out of order' } as const;
  t.is(toRunResult(rawRun({ end: broken, violations })).verdict, 'harnessError');
});

test('the settings in a result are those that somebody set, and the replay line has those of the person', (t) => {
  const set = { 'assign.timeoutMs': 1000, 'client.retries': null };
  const resolved = resolveSettings({ scenario: { 'topic.partitions': 3 }, set });
  const result = toRunResult(rawRun({ resolved, set }));
  t.deepEqual(result.settings, { 'topic.partitions': 3, 'assign.timeoutMs': 1000, 'client.retries': null });
  t.is(
    result.replay,
    'stallgrind run create-topic-storm --seed 7 --variant poll-50ms --set assign.timeoutMs=1000 --set client.retries=null',
  );
});

test('a commit that never beats the loop is remarked, with what was measured and what was set', (t) => {
  const waits = (least: number): RawRun['waits'] =>
    new Map([
      [
        'commit',
        new Map([
          [200_000, 1],
          [least, 4],
        ]),
      ],
    ]);
  t.deepEqual(toRunResult(rawRun({ waits: waits(100_000) })).remarks, [
    { type: 'loop-period', periodMs: 100, commitMsMin: 100, commitMsMax: 200, count: 5 },
  ]);
  t.deepEqual(toRunResult(rawRun({ waits: waits(99_999) })).remarks, []);
  t.deepEqual(toRunResult(rawRun()).remarks, []);
  const resolved = resolveSettings({ set: { 'loop.periodMs': 0 } });
  t.deepEqual(toRunResult(rawRun({ waits: waits(100_000), resolved })).remarks, []);
});

test('blame is shared out, and explained requests come slowest first with their intervals', (t) => {
  const line = (label: string, totalUs: number) => ({ kind: 'timeout', label, totalUs }) as const;
  const result = toRunResult(
    rawRun({
      requests: [request(1, 1000), request(2, 4000)],
      blame: new Map([['createTopic', [line('await topic', 3000), line('await partition', 1000)]]]),
      explained: [
        { id: 1, intervals: intervals(0, 'n1', [['network', 'rpc', 1000]]) },
        {
          id: 2,
          intervals: intervals(0, 'n1', [
            ['network', 'rpc', 500],
            ['poll', 'createWait', 3500],
          ]),
        },
      ],
    }),
  );
  t.deepEqual(
    result.blame['createTopic']?.map(({ totalMs, share }) => [totalMs, share]),
    [
      [3, 0.75],
      [1, 0.25],
    ],
  );
  const ids = result.explained.map(({ id }) => id);
  t.deepEqual(ids, [2, 1]);
  t.deepEqual(result.explained[0]?.intervals[1], {
    kind: 'poll',
    label: 'createWait',
    node: 'n1',
    fromMs: 0.5,
    toMs: 4,
  });
});

test('the document leaves the requests out unless asked, and reads back as it was written', (t) => {
  const result = toRunResult(run);
  const short = runDocument(result, { requests: false });
  t.is(Object.keys(short)[0], 'schema');
  t.false('requests' in short);
  t.false('evidence' in short);
  const long = runDocument(result, { requests: true });
  t.is(long.requests?.length, 4);
  t.deepEqual(parseRunFile(JSON.stringify(long), 'r.json'), long);
});

test('a result file that is none is refused in one line', (t) => {
  const text = JSON.stringify({ ...runDocument(toRunResult(run), { requests: false }), events: 'many' });
  t.throws(() => parseRunFile(text, 'r.json'), { message: /^result r\.json: events: [^\n]+$/ });
});

import test from 'ava';
import { compareRuns } from '../scenarios/harness/compare/compare.js';
import { parseGate } from '../scenarios/harness/compare/gate.js';
import { runDocument } from '../scenarios/harness/result/to-run-result.js';
import { grouped } from './blocks/format.js';
import { toMarkdown } from './blocks/to-markdown.js';
import { toText } from './blocks/to-text.js';
import { compareReport } from './compare/compare-report.js';
import { variantBlocks } from './demo/side-by-side.js';
import { runReport } from './run/run-report.js';
import { historicalRun, referenceRun } from './testkit/example-runs.js';
import { matchesGolden } from './testkit/golden.js';

const document = (run = historicalRun()) => runDocument(run, { requests: false });
const violation = { invariant: 'election-safety', atUs: 512_300, detail: 'n1 and n2 lead in term 3' };

const comparison = compareRuns({
  scenario: 'topic-creation-cascade',
  seeds: [42],
  variants: [
    { variant: 'forward-then-register', runs: [historicalRun()] },
    { variant: 'reference', runs: [referenceRun({ violations: [violation] })] },
  ],
  gates: ['createTopic.p99<=100ms', 'metadata.p99<=+5%', 'createTopic.throughput>=+0%'].map(parseGate),
});

test('a run as text', (t) => matchesGolden(t, 'run.txt', toText(runReport(document()), 0)));

test('a run as Markdown', (t) => matchesGolden(t, 'run.md', toMarkdown(runReport(document()))));

test('a run with its notes', (t) => {
  const blocks = runReport(runDocument(referenceRun(), { requests: true }));
  matchesGolden(t, 'run-reference.txt', toText(blocks, 0));
});

test('what oracles did not judge is told, however much the nodes noted', (t) => {
  const ofNode = Array.from({ length: 100 }, (_, at) => ({ atUs: at, nodeId: 'n1', text: 'again' }));
  const text = 'log-matching: not judged: entries of old terms, 3 times';
  const notes = [...ofNode, { atUs: 100, nodeId: 'oracles', text }];
  const report = toText(runReport(runDocument(referenceRun({ notes }), { requests: true })), 0);
  t.true(report.includes('What was not judged'));
  t.true(report.includes(text));
});

test('a comparison as text', (t) => matchesGolden(t, 'compare.txt', toText(compareReport(comparison), 0)));

test('a comparison as Markdown', (t) =>
  matchesGolden(t, 'compare.md', toMarkdown(compareReport(comparison))));

test('two variants beside each other', (t) => {
  const blocks = [historicalRun(), referenceRun()].flatMap((run) => variantBlocks(run, 'createTopic'));
  matchesGolden(t, 'side-by-side.txt', toText(blocks, 0));
});

test('every way to end is told in the second line, with the reason', (t) => {
  const secondLine = (run: Parameters<typeof runReport>[0]) => toText(runReport(run), 0).split('\n')[1];
  const stalled = { type: 'stalled', reason: 'no-progress', detail: 'nothing is pending' } as const;
  const broken = { type: 'harnessError', message: 'the heap is out of order' } as const;
  t.is(secondLine(document()), 'passed');
  t.is(secondLine(document(historicalRun({ end: stalled }))), 'STALLED: no-progress: nothing is pending');
  t.is(secondLine(document(historicalRun({ end: broken }))), 'HARNESS ERROR: the heap is out of order');
  t.is(
    secondLine(document(historicalRun({ violations: [violation] }))),
    'VIOLATED: election-safety at 512.3 ms: n1 and n2 lead in term 3',
  );
  const difference = { firstHash: 'a', secondHash: 'b', stretch: { fromEvent: 9, toEvent: 16 }, event: null };
  t.is(
    secondLine({ ...document(), verdict: 'nondeterministic', countsAs: 'nondeterministic', difference }),
    'NOT DETERMINISTIC: hash a, then b; they part within the 8 events from event 9 on',
  );
});

test('what was expected is said to be so, and hides nothing that was not', (t) => {
  const lines = (fields: Parameters<typeof historicalRun>[0]) =>
    toText(runReport(document(historicalRun({ expects: ['election-safety'], ...fields }))), 0)
      .split('\n')
      .slice(1, 3);
  const other = { ...violation, invariant: 'log-matching', detail: 'entry 7' };
  const bound = { type: 'stalled', reason: 'run.eventsMax', detail: 'the bound of events' } as const;
  const restless = { type: 'stalled', reason: 'no-progress', detail: 'nothing is pending' } as const;
  const expected =
    'as expected: violated election-safety (2 times); first at 512.3 ms: n1 and n2 lead in term 3';
  const violations = [violation, violation];
  t.deepEqual(lines({ violations }), ['passed', expected]);
  t.deepEqual(lines({ violations: [...violations, other] }), [
    'VIOLATED: log-matching at 512.3 ms: entry 7',
    expected,
  ]);
  t.deepEqual(lines({ violations, end: bound }), ['STALLED: run.eventsMax: the bound of events', expected]);
  t.deepEqual(lines({ violations, end: restless }), ['passed', expected]);
  t.is(lines({ end: restless })[0], 'STALLED: no-progress: nothing is pending');
  t.is(lines({})[0], 'passed');
  t.regex(
    toText(runReport(document(historicalRun({ violations, expects: ['election-safety'] }))), 0),
    /election-safety \(expected\) +2/,
  );
});

test('faults that did nothing are named, and what those of datagrams need', (t) => {
  const link = { target: 'n1->n2', atMs: 1, untilMs: null, effects: 0 };
  const faults = [
    { ...link, id: 'twice', type: 'duplicateLink' },
    { ...link, id: 'late', type: 'reorderLink' },
    { ...link, id: 'lost', type: 'lossyLink' },
    { ...link, id: 'far', type: 'slowLink', effects: 3 },
  ] as const;
  const text = toText(runReport(document(historicalRun({ faults }))), 0);
  t.true(text.includes('  3 faults had no effect: twice, late, lost\n'));
  t.regex(text, /^ {2}twice and 1 other: only datagrams are duplicated or reordered/m);
  const [, , lost, far] = faults;
  t.notRegex(toText(runReport(document(historicalRun({ faults: [lost, far] }))), 0), /datagrams/);
});

test('of a fault that never began it is said what it waited for', (t) => {
  const pause = { type: 'pause', target: 'n1' } as const;
  const schedule = [
    { ...pause, id: 'marked', at: { mark: 'topic:nosuch', node: '*', plusMs: 0 } },
    { ...pause, id: 'late', atMs: 99_999_999 },
    { ...pause, id: 'role', target: 'leader of a/0', atMs: 1 },
    { ...pause, id: 'begun', atMs: 1 },
  ] as const;
  const faults = schedule.map(({ id, type, target }) => {
    const atMs = id === 'begun' ? 1 : null;
    return { id, type, target, atMs, untilMs: null, effects: 0 };
  });
  const run = document(historicalRun({ faults, schedule }));
  const lines = toText(runReport(run), 0).split('\n');
  t.deepEqual(
    lines.filter((line) => line.includes('never began:')),
    [
      '  marked never began: it was to come after any node marks topic:nosuch',
      `  late never began: it was to come at 99,999,999 ms, and the run ended at ${grouped(run.virtualMs)} ms`,
      '  role never began: nobody was leader of a/0 at 1 ms, or the load had been answered by then',
    ],
  );
});

test('violations stand together by invariant, with the first of each and how many there are', (t) => {
  const violations = [
    { ...violation, atUs: 900_000, detail: 'a later one' },
    violation,
    { ...violation, invariant: 'log-matching', atUs: 600_000, detail: 'entry 7' },
  ];
  const text = toText(runReport(document(historicalRun({ violations }))), 0);
  t.regex(text, /election-safety +2 +512\.3 +n1 and n2 lead in term 3\n +log-matching +1 +600 +entry 7\n/);
  t.false(text.split('\nViolations\n')[1]?.includes('a later one'));
});

test('colours change no letter of the text', (t) => {
  const coloured = toText(runReport(document()), 1);
  const escape = String.fromCharCode(27);
  t.true(coloured.includes(escape));
  t.is(coloured.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), ''), toText(runReport(document()), 0));
});

test('a comparison whose variants met other faults is void, and says so', (t) => {
  const other = compareRuns({
    scenario: 's',
    seeds: [42],
    gates: [],
    variants: [
      { variant: 'a', runs: [historicalRun()] },
      { variant: 'b', runs: [referenceRun({ scheduleHash: 'deadbeefdeadbeef' })] },
    ],
  });
  t.regex(
    toText(compareReport(other), 0),
    /did not meet the same faults with seed 42: the comparison is void/,
  );
});

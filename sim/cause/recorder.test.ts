import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { createHistory, ORIGIN } from './history.js';
import { Recorder } from './recorder.js';

const KEY = 'topic:a';
const LIMIT: Wait = { kind: 'timeout', label: 'await topic', awaits: KEY };

function createRecorder(): Recorder {
  return new Recorder(createHistory(), (nodeNumber) => `n${nodeNumber}`);
}

/**
 * What a time-out armed at 1,000 that fires at 6,000 is found to be, when its key is marked at these times.
 */
function verdicts(before: readonly number[], after: readonly number[] = []): string[] {
  const recorder = createRecorder();
  for (const atUs of before) recorder.marks.add('n1', KEY, atUs);
  recorder.timedOut('n1', LIMIT, 1_000, 6_000);
  for (const atUs of after) recorder.marks.add('n1', KEY, atUs);
  recorder.close();
  return recorder.findings.map(({ type, detail, atUs, costUs }) => `${type} ${atUs} ${costUs}: ${detail}`);
}

test('a time-out for what had come true before anyone listened is a lost wake-up, and cost all of the wait', (t) =>
  t.deepEqual(verdicts([400]), ['lost-wakeup 400 5000: it had come true 0.600 ms before anyone listened']));

test('a time-out for what came true during the wait is a lost wake-up, and cost the rest of it', (t) =>
  t.deepEqual(verdicts([2_000]), [
    'lost-wakeup 2000 4000: it came true 1.000 ms into the wait, and nobody was woken',
  ]));

test('a time-out for what came true later is late, by how much only the end of the run can tell', (t) =>
  t.deepEqual(verdicts([], [7_500]), ['late 7500 5000: it came true 1.500 ms late']));

test('a time-out for what never came true is never', (t) =>
  t.deepEqual(verdicts([]), ['never 6000 5000: it never came true']));

test('of several times within the wait the first counts: nobody was woken then', (t) => {
  const since2000 = ['lost-wakeup 2000 4000: it came true 1.000 ms into the wait, and nobody was woken'];
  t.deepEqual(verdicts([2_000, 5_000]), since2000);
  t.deepEqual(verdicts([400, 2_000, 5_000]), since2000);
  // Not a tie either: it had come true before.
  t.deepEqual(verdicts([2_000, 6_000]), since2000);
});

test('what was true before and is no more has not been missed', (t) => {
  const judged = (before: readonly number[], undoneUs: number, after: readonly number[]): string[] => {
    const recorder = createRecorder();
    for (const atUs of before) recorder.marks.add('n1', KEY, atUs);
    recorder.marks.undo('n1', KEY, undoneUs);
    recorder.timedOut('n1', LIMIT, 1_000, 6_000);
    for (const atUs of after) recorder.marks.add('n1', KEY, atUs);
    recorder.close();
    return recorder.findings.map(({ type }) => type);
  };
  t.deepEqual(judged([400], 700, [7_500]), ['late']);
  t.deepEqual(judged([400], 700, []), ['never']);
  t.deepEqual(judged([400], 1_500, []), ['lost-wakeup']);
});

test('what comes true at the instant of the time-out is a tie, not a finding', (t) => {
  t.deepEqual(verdicts([6_000]), []);
  t.deepEqual(verdicts([], [6_000, 9_000]), []);
});

test('marks of another node or key do not count, and waits that say nothing are not judged', (t) => {
  const recorder = createRecorder();
  recorder.marks.add('n2', KEY, 2_000);
  recorder.marks.add('n1', 'topic:b', 2_000);
  recorder.timedOut('n1', LIMIT, 1_000, 6_000);
  recorder.timedOut('n1', { kind: 'timeout', label: 'says nothing' }, 1_000, 6_000);
  recorder.timedOut('n1', { ...LIMIT, kind: 'poll' }, 1_000, 6_000);
  recorder.close();
  const types = recorder.findings.map(({ type }) => type);
  t.deepEqual(types, ['never']);
  t.is(recorder.counters.get('findings.never'), 1);
});

test('many findings of one type leave room for those of another', (t) => {
  const recorder = createRecorder();
  for (let at = 0; at < 10_001; at += 1)
    recorder.finding('n1', { type: 'late', key: KEY, detail: '' }, at, 0);
  recorder.finding('n1', { type: 'slept-through', key: KEY, detail: '' }, 10_001, 0);
  t.is(recorder.findings.length, 10_001);
  t.is(recorder.findings.at(-1)?.type, 'slept-through');
  t.is(recorder.counters.get('findings.late'), 10_001);
});

test('many notes of one node leave room for those of another', (t) => {
  const recorder = createRecorder();
  for (let at = 0; at < 10_001; at += 1) recorder.note('n1', 'again', at);
  recorder.note('n2', 'once', 10_001);
  t.is(recorder.notes.length, 10_001);
  t.is(recorder.notes.at(-1)?.text, 'once');
});

test('a request is pending until it ends, once, and its blame is added up under its operation', (t) => {
  const history = createHistory();
  const recorder = new Recorder(history, () => 'n1');
  const span = recorder.begin('n1', 'createTopic', 10, 0);
  recorder.begin('n1', 'createTopic', 10, 0);
  t.like(recorder.requests[0], { outcome: 'pending', endUs: null });
  const explanations = recorder.requests.map((request) => recorder.explain(request));
  t.deepEqual(explanations, [[], []]);
  const cause = history.add(ORIGIN, 40, 1, { kind: 'disk', label: 'sync' });
  recorder.end(span, 'ok', 40, cause);
  t.like(recorder.requests[0], { outcome: 'ok', endUs: 40 });
  t.deepEqual(recorder.blame.get('createTopic')?.lines(), [{ kind: 'disk', label: 'sync', totalUs: 30 }]);
  t.throws(() => recorder.end(span, 'ok', 50, cause));
});

test('waits, counters and notes are kept as they come', (t) => {
  const recorder = createRecorder();
  for (const durationUs of [50, 50, 70]) recorder.waited('create', durationUs, 1_000);
  recorder.count('retries', 2);
  recorder.count('retries', 1);
  recorder.note('n1', 'became leader', 5);
  t.deepEqual(
    [...(recorder.waits.get('create') ?? [])],
    [
      [50, 2],
      [70, 1],
    ],
  );
  t.is(recorder.counters.get('retries'), 3);
  t.deepEqual(recorder.notes, [{ atUs: 5, nodeId: 'n1', text: 'became leader' }]);
});

test('waits that began before they were to be counted are left out, also those that end later; other names are not touched', (t) => {
  const recorder = createRecorder();
  for (const name of ['commit', 'register']) recorder.waited(name, 100, 500);
  recorder.countWaitsFrom(1_000, ['commit']);
  recorder.waited('commit', 300, 1_200);
  recorder.waited('register', 300, 1_200);
  recorder.waited('commit', 200, 1_200);
  t.deepEqual([...(recorder.waits.get('commit') ?? [])], [[200, 1]]);
  t.is(recorder.waits.get('register')?.size, 2);
});

import test from 'ava';
import { historicalRun } from '../testkit/example-runs.js';
import { assignLanes, chromeTrace, type TraceEvent } from './chrome-trace.js';

interface Trace {
  readonly otherData: object;
  readonly traceEvents: readonly TraceEvent[];
}
const isTrace = (value: unknown): value is Trace =>
  typeof value === 'object' && value !== null && 'traceEvents' in value && Array.isArray(value.traceEvents);

function traceOf(run = historicalRun()): Trace {
  const trace: unknown = JSON.parse(chromeTrace(run));
  if (!isTrace(trace)) throw new Error('a trace has traceEvents');
  return trace;
}

test('what overlaps lies in different lanes, and a lane is used again once it is free', (t) => {
  const spells = [
    [0, 10],
    [2, 4],
    [4, 6],
    [10, 12],
    [3, 5],
  ].map(([fromUs = 0, toUs = 0]) => ({ fromUs, toUs }));
  t.deepEqual(assignLanes(spells), [0, 1, 1, 0, 2]);
});

test('the intervals of a request fill it exactly, in the lane of the request', (t) => {
  const events = traceOf().traceEvents.flatMap((event) => (event.ph === 'X' ? [event] : []));
  const whole = events.find(({ name }) => name === 'createTopic');
  const inside = events.filter(
    ({ pid, tid, cat }) => pid === whole?.pid && tid === whole.tid && cat !== 'request',
  );
  t.is(
    whole?.dur,
    inside.reduce((total, { dur }) => total + dur, 0),
  );
  t.is(inside[0]?.ts, whole?.ts);
});

test('faults that happened, notes and findings are there; a fault that never began is not', (t) => {
  const names = traceOf().traceEvents.map(({ name }) => name);
  t.true(names.includes('isolate n2'));
  t.false(names.some((name) => name.startsWith('stallDisk')));
  t.true(names.includes('becomes leader in term 2'));
  t.true(names.includes('lost-wakeup topic:orders'));
});

test('a request without an answer lasts to the end of the run', (t) => {
  const pending = traceOf().traceEvents.flatMap((event) =>
    event.ph === 'X' && event.args?.['outcome'] === 'pending' ? [event.ts + event.dur] : [],
  );
  t.deepEqual(pending, [5_000_000]);
});

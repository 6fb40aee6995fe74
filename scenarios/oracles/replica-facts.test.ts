/** An oracle that names the facts it has to see must name those, too, that only change what it knows. */
import test from 'ava';
import { acknowledgedIsCommitted, servedBelowHighWatermark } from './high-watermarks.js';
import { oneValueAtOneOffset, twoLeadersDoNotAcknowledge } from './replicas.js';
import { acknowledged, appended, batch, highWatermark, opened, served, truncated } from './testkit/facts.js';
import { crash, judge } from './testkit/judge.js';

const a = batch(0, 0, 'c1-000000');
const b = batch(1, 0, 'c1-000001', 'c1-000002');
const other = batch(1, 1, 'c2-000000', 'c2-000001');

test('a high watermark is what a replica found when it opened', (t) => {
  const steps = [appended('n1', a), highWatermark('n1', 1), crash('n1'), opened('n1', [a], 0)];
  t.deepEqual(judge(servedBelowHighWatermark, [...steps, served('n1', 1, a)]), [
    'n1 orders/0: serves offsets up to 0, its high watermark is 0',
  ]);
  t.deepEqual(judge(acknowledgedIsCommitted, [...steps, acknowledged('n1', a)]), [
    'n1 orders/0: acknowledges offsets up to 0, its high watermark is 0',
  ]);
});

test('a high watermark falls with the log that is cut', (t) => {
  const steps = [appended('n1', a), appended('n1', b), highWatermark('n1', 3), truncated('n1', 3, 1, 3)];
  t.deepEqual(judge(servedBelowHighWatermark, [...steps, served('n1', 3, other)]), [
    'n1 orders/0: serves offsets up to 2, its high watermark is 1',
  ]);
  t.deepEqual(judge(acknowledgedIsCommitted, [...steps, acknowledged('n1', other)]), [
    'n1 orders/0: acknowledges offsets up to 2, its high watermark is 1',
  ]);
});

test('what a log had when it opened may be acknowledged', (t) =>
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, [opened('n1', [a]), acknowledged('n1', a)]), []));

test('what was cut from a log is not what it has', (t) => {
  const cut = [appended('n1', a), appended('n1', b), truncated('n1', 3, 1), appended('n1', other)];
  const copied = [appended('n2', a), appended('n2', other)];
  const told = [acknowledged('n1', other), acknowledged('n2', other)];
  t.deepEqual(judge(twoLeadersDoNotAcknowledge, [...cut, ...copied, ...told]), []);
  const raised = [highWatermark('n1', 3), highWatermark('n2', 3)];
  t.deepEqual(judge(oneValueAtOneOffset, [...cut, ...copied, ...raised]), []);
});

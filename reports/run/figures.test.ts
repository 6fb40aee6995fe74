import test from 'ava';
import type { OperationFigures } from '../../scenarios/harness/result/run-result.js';
import { toolSentence } from './figures.js';

const NOTHING: OperationFigures = {
  ok: 0,
  failed: 0,
  pending: 0,
  errors: {},
  throughputPerS: null,
  latencyMs: null,
};
const TOLD = {
  runs: 1,
  successes: 315_831,
  failures: 0,
  loadS: 30.014,
  elapsedS: 35,
  throughputPerS: 9023.743,
};

test('the tool’s figures are told where the load is the tool’s, with the division that made them', (t) => {
  t.is(toolSentence(NOTHING), null);
  const latencyMs = { min: 3, mean: 12, p50: 12, p90: 13.9, p99: 15.25, p999: 16, max: 23 };
  const run = { ...NOTHING, throughputPerS: 10_522.9, asReported: { ...TOLD, latencyMs } };
  t.is(
    toolSentence(run),
    "of 10,522.9 successes a second the documents' benchmark tool would report 9,023.743 and a p99 of 15.25 ms: it " +
      'divides 315,831 of them by 35 s, for a load of 30.014 s, as its clock stops only when its reporter looks, every 5 s',
  );
  t.regex(
    toolSentence({ ...run, asReported: { ...run.asReported, failures: 3 } }) ?? '',
    /; and it leaves failures out of percentiles$/,
  );
});

test('several runs are said to be several, and a load without a success has no p99', (t) => {
  const sentence = toolSentence({ ...NOTHING, asReported: { ...TOLD, runs: 4, latencyMs: null } });
  t.true(sentence?.includes('of them in 4 runs by'));
  t.false(sentence?.includes('p99'));
});

test('a load that has not ended has no figures, and that is said', (t) => {
  t.regex(toolSentence({ ...NOTHING, asReported: null }) ?? '', /nothing yet: .*some have no end/);
});

import { check, mean, sum, text } from '../measure.js';
import { ONE_EACH, produceMs, seedWith, successPercent, TEST_AFTER } from '../partition-match.js';
import type { RunResult } from '../../result/run-result.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
const DOCUMENTED_S = 320;
/** What the document counted. */
const FAILED = 63;
const ARRIVED = 37;

export const e21: VerdictRow = {
  id: 'E21',
  claim: 'The sleep in the produce handler has killed performance: 37 % of 100 messages in 320 s.',
  source: 'S3:L85-94, L323-327',
  expected:
    '63 failures of 10 x 0.5 s of client backoff are 315 s by themselves; with the sleep they are 630 s, or 271 s with the former retries (spec b R6, e E21)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const seed = seedWith(await lab.sweep(SCENARIO, [1, 20], { set: ONE_EACH }), 1);
  const backoffOnly = await lab.run(SCENARIO, { seed, set: TEST_AFTER });
  const sleeping = { 'client.messages': 12, produceWait: 'sleep' };
  const both = await lab.run(SCENARIO, { seed, set: { ...TEST_AFTER, ...sleeping } });
  const formerRetries = await lab.run(SCENARIO, {
    seed,
    set: { ...TEST_AFTER, ...sleeping, 'client.retries': 3, 'client.retryBackoffMs': 100 },
  });
  const [withoutS, bothS, formerS] = [backoffOnly, both, formerRetries].map(asDocumented) as [
    number,
    number,
    number,
  ];
  const errorS = (seconds: number): number => Math.abs(seconds - DOCUMENTED_S);
  return {
    checks: [
      check(
        '320 s fit a produce handler that sleeps better than one that does not',
        Math.min(errorS(bothS), errorS(formerS)) < errorS(withoutS),
      ),
    ],
    controls: [
      check('backoff alone comes within 5 % of it', errorS(withoutS) < 0.05 * DOCUMENTED_S),
      check('sleeping makes a failure dearer', bothS > withoutS),
      check(
        'and no success',
        Math.abs(mean(produceMs(both, 'ok')) - mean(produceMs(backoffOnly, 'ok'))) < 20,
      ),
    ],
    measured:
      `63 failures and 37 successes take ${text(withoutS)} s without any sleep in the handler, ${text(bothS)} s with it, ${text(formerS)} s with it and the former retries. ` +
      `A success takes ${text(mean(produceMs(backoffOnly, 'ok')))} ms without the sleep and ${text(mean(produceMs(both, 'ok')))} ms with it: whoever leads does not wait.`,
    figures: [
      {
        what: 'messages that arrive',
        unit: '%',
        documented: 37,
        predicted: successPercent(backoffOnly),
        kind: 'shape',
        note: 'A hundred keys fall on three partitions with a deviation of five.',
      },
      {
        what: '100 messages, of which 37 arrive',
        unit: 's',
        documented: DOCUMENTED_S,
        predicted: withoutS,
        kind: 'shape',
        note: 'Client backoff alone; the sleep in the handler has no part in it.',
      },
      { what: 'throughput', unit: 'msg/s', documented: 0.3125, predicted: 100 / withoutS, kind: 'shape' },
    ],
  };
}

/** Seconds that the document's failures and successes take, at the cost that they have in this run. */
function asDocumented(run: RunResult): number {
  return sum([FAILED * mean(produceMs(run, 'failed')), ARRIVED * mean(produceMs(run, 'ok'))]) / 1000;
}

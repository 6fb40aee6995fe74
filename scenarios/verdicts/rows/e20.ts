import { all, check, longest, text, waitsMs } from '../measure.js';
import { ONE_EACH, seedWith } from '../partition-match.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';

export const e20: VerdictRow = {
  id: 'E20',
  claim: 'The second and the third wait in the produce handler never end: the test hangs.',
  source: 'S3:L96-124, L329-332',
  expected:
    'Both loops are bounded: 100 yields with ten sleeps are 100 ms, and the condition of the other never holds (spec b R6)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const seed = seedWith(await lab.sweep(SCENARIO, [1, 20], { set: ONE_EACH }), 1);
  const set = { ...ONE_EACH, 'client.messages': 6, 'client.retries': 3 };
  const yielding = await lab.run(SCENARIO, { seed, set: { ...set, produceWait: 'yield' } });
  const cond = await lab.run(SCENARIO, { seed, set: { ...set, produceWait: 'cond' } });
  const longestMs = longest(waitsMs(yielding, 'produceWait'));
  const pending = [yielding, cond].reduce(
    (total, run) => total + (run.operations['produce']?.pending ?? 0),
    0,
  );
  return {
    checks: [
      check('some request is never answered', pending > 0),
      check('a request waits under the condition of the third', waitsMs(cond, 'produceWait').length > 0),
    ],
    controls: [
      check(
        'requests do wait by yielding, 100 ms each',
        all(waitsMs(yielding, 'produceWait'), (ms) => ms === 100),
      ),
      check(
        'all six are answered under the condition',
        (cond.operations['produce']?.ok ?? 0) + (cond.operations['produce']?.failed ?? 0) === 6,
      ),
    ],
    measured:
      `${text(waitsMs(yielding, 'produceWait').length)} requests wait by yielding, each ${text(longestMs)} ms; under the condition ` +
      `${text(waitsMs(cond, 'produceWait').length)} wait. ${text(pending)} are without an answer.`,
  };
}

import { all, longest, pooledWaitsMs, text } from '../figures.js';
import { failed, ONE_EACH, produced } from '../partition-match.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
/** All of these, whatever their elections came to. */
const SEEDS = [1, 4] as const;

export const e20: VerdictRow = {
  id: 'E20',
  claim: 'The second and the third wait in the produce handler never end: the test hangs.',
  source: 'S3:L96-124, L329-332',
  expected:
    'Both loops are bounded: 100 yields with ten sleeps are 100 ms, and the condition of the other never holds (spec b R6)',
  async settle(lab) {
    const set = { ...ONE_EACH, 'client.messages': 6, 'client.retries': 3 };
    const yielding = await lab.sweep(SCENARIO, SEEDS, { set: { ...set, produceWait: 'yield' } });
    const cond = await lab.sweep(SCENARIO, SEEDS, { set: { ...set, produceWait: 'cond' } });
    const yieldsMs = pooledWaitsMs(yielding, 'produceWait');
    const condMs = pooledWaitsMs(cond, 'produceWait');
    const pending = [...yielding, ...cond].reduce(
      (total, run) => total + (run.operations['produce']?.pending ?? 0),
      0,
    );
    return {
      checks: {
        'some request is never answered': pending > 0,
        'a request waits under the condition of the third': condMs.length > 0,
      },
      controls: {
        'requests do wait by yielding, 100 ms each': all(yieldsMs, (ms) => ms === 100),
        'all six are answered under the condition, in each seed, and not all of them well':
          all(cond, (run) => produced(run) + failed(run) === 6) && cond.some((run) => failed(run) > 0),
      },
      measured:
        `In seeds ${SEEDS.join(' to ')} ${text(yieldsMs.length)} requests wait by yielding, each ${text(longest(yieldsMs))} ms; under the condition ` +
        `${text(condMs.length)} wait. ${text(pending)} are without an answer.`,
    };
  },
};

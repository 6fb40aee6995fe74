import { mean, median, range, shape, shortest, sum, text } from '../figures.js';
import { produceMs, successPercent, TEST_AFTER } from '../partition-match.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';
/** All of these, whatever their elections came to. */
const SEEDS = [1, 12] as const;
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
  async settle(lab) {
    const backoffOnly = await lab.sweep(SCENARIO, SEEDS, { set: TEST_AFTER, enough: [1, 3] });
    const sleeping = { 'client.messages': 12, produceWait: 'sleep' };
    const both = await lab.sweep(SCENARIO, SEEDS, { set: { ...TEST_AFTER, ...sleeping } });
    const formerRetries = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...TEST_AFTER, ...sleeping, 'client.retries': 3, 'client.retryBackoffMs': 100 },
    });
    const [withoutS, bothS, formerS] = [
      asDocumented(backoffOnly),
      asDocumented(both),
      asDocumented(formerRetries),
    ];
    const successMs = (runs: readonly RunResult[]): number => mean(pooledMs(runs, 'ok'));
    const errorS = (seconds: number): number => Math.abs(seconds - DOCUMENTED_S);
    return {
      checks: {
        '320 s fit a produce handler that sleeps better than one that does not':
          shortest([errorS(bothS), errorS(formerS)]) < errorS(withoutS),
      },
      controls: {
        'backoff alone comes within 5 % of it': errorS(withoutS) < 0.05 * DOCUMENTED_S,
        'sleeping makes a failure dearer': bothS > withoutS,
        'and no success': Math.abs(successMs(both) - successMs(backoffOnly)) < 20,
      },
      measured:
        `At what each costs on average in seeds ${SEEDS.join(' to ')}, 63 failures and 37 successes take ${text(withoutS)} s without any sleep in the handler, ${text(bothS)} s with it, ${text(formerS)} s with it and the former retries. ` +
        `A success takes ${text(successMs(backoffOnly))} ms without the sleep and ${text(successMs(both))} ms with it: a leader does not wait.`,
      figures: [
        shape('messages that arrive', '%', {
          documented: 37,
          predicted: median(backoffOnly.map(successPercent)),
          note: `The median of seeds ${SEEDS.join(' to ')}, which have ${range(backoffOnly.map(successPercent))} %, as their elections have it.`,
        }),
        shape('100 messages, of which 37 arrive', 's', {
          documented: DOCUMENTED_S,
          predicted: withoutS,
          note: 'Client backoff alone; the sleep in the handler has no part in it.',
        }),
        shape('throughput', 'msg/s', { documented: 0.3125, predicted: 100 / withoutS }),
      ],
    };
  },
};

/** Seconds that the document's failures and successes take, at what they cost on average in these runs. */
function asDocumented(runs: readonly RunResult[]): number {
  return sum([FAILED * mean(pooledMs(runs, 'failed')), ARRIVED * mean(pooledMs(runs, 'ok'))]) / 1000;
}

function pooledMs(runs: readonly RunResult[], ended: 'ok' | 'failed'): readonly number[] {
  return runs.flatMap((run) => produceMs(run, ended));
}

import { latenciesMs, text, totalWaitMs, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e8: VerdictRow = {
  id: 'E8',
  claim: '25 to 30 s are the 20 s of the worst case and retries on top.',
  source: 'S4:L12, L437',
  expected:
    'Retries are 0.35 s; 4 attempts of 5 s, 0.35 s and one wait more are 25.35 s, and 25.37 were measured (spec 0.3, e E8)',
  async settle(lab) {
    const run = await lab.run('topic-creation-dead-leader');
    const [creationMs = Number.NaN] = latenciesMs(run, 'createTopic');
    const attempts = waitsMs(run, 'forward.attempt').filter((ms) => ms >= 5000);
    const backoffMs = totalWaitMs(run, 'forward.backoff');
    const cascade = await lab.run('topic-creation-cascade');
    return {
      checks: { 'the retries account for what is beyond 20 s': backoffMs >= creationMs - 20_000 },
      controls: {
        'four attempts of 5 s, 350 ms of backoff and a wait of 5 s are all of it':
          attempts.length === 4 && creationMs === 4 * 5000 + 350 + 5000,
      },
      measured:
        `${text(creationMs)} ms are ${text(attempts.length)} attempts of ${text(attempts[0])} ms, ${text(backoffMs)} ms of backoff and a last wait of ` +
        `${text(totalWaitMs(run, 'createWait'))} ms; the cascade of 20 s has ${text(waitsMs(cascade, 'forward.backoff').length)} retries.`,
    };
  },
};

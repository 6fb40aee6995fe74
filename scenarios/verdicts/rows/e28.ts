import { text } from '../figures.js';
import { ONE_CREATION, type VerdictRow } from '../row.js';

const LIMITS_MS = [100, 150, 500, 2000] as const;

export const e28: VerdictRow = {
  id: 'E28',
  claim:
    'It makes no difference whether the notified wait has a limit of 2 s or of 500 ms: one document gives both for one fix.',
  source: 'S2:L220, L318 (2 s) against S2:L263-286 (500 ms)',
  expected:
    'None while commits take 100 to 200 ms; below that, and when a quorum is slow, false failures (spec e E28)',
  async settle(lab) {
    const failedOf = async (timeoutMs: number): Promise<readonly [failed: number, all: number]> => {
      const set = { ...ONE_CREATION, 'createWait.timeoutMs': timeoutMs };
      const runs = await lab.twenty('create-topic-storm', { variant: 'notify', set });
      const failed = runs.filter((run) => (run.operations['createTopic']?.failed ?? 0) > 0).length;
      return [failed, runs.length];
    };
    const calm: { readonly limitMs: number; readonly failed: readonly [failed: number, all: number] }[] = [];
    for (const limitMs of LIMITS_MS) calm.push({ limitMs, failed: await failedOf(limitMs) });
    const slow = [];
    for (const limitMs of [500, 2000]) {
      const run = await lab.run('topic-creation-late', {
        variant: 'notify',
        set: { 'creation.quorumBackMs': 1000, 'creation.retries': 0, 'createWait.timeoutMs': limitMs },
      });
      slow.push({ limitMs, failed: run.operations['createTopic']?.failed === 1 });
    }
    const failedAt = (limitMs: number): number =>
      calm.find((one) => one.limitMs === limitMs)?.failed[0] ?? Number.NaN;
    return {
      checks: {
        'without a fault both never fail': failedAt(500) === 0 && failedAt(2000) === 0,
        'with a quorum that is 1 s late both end alike': slow[0]?.failed === slow[1]?.failed,
      },
      controls: { 'a limit below a commit’s time fails without a fault': failedAt(100) > 0 },
      measured:
        `Runs with a false failure, without any fault: ${calm.map(({ limitMs, failed: [failed, all] }) => `${text(failed)} of ${text(all)} at ${text(limitMs)} ms`).join(', ')}. ` +
        `With a quorum 1 s late: ${slow.map(({ limitMs, failed }) => `${failed ? 'failed' : 'succeeded'} at ${text(limitMs)} ms`).join(', ')}.`,
    };
  },
};

import { all, mean, shape, text } from '../figures.js';
import { ONE_EACH, produceMs } from '../partition-match.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'partition-leadership';

/** Ten retries 500 ms apart, and nobody who gives up before. */
const PATIENT = {
  ...ONE_EACH,
  'client.messages': 6,
  // So that no message has the creation in it.
  'client.sleepAfterCreateMs': 500,
  'client.retries': 10,
  'client.retryBackoffMs': 500,
  'client.deliveryTimeoutMs': 60_000,
};
const ATTEMPTS = 11;
/** All of these, whatever their elections came to. */
const SEEDS = [1, 4] as const;

export const r6: VerdictRow = {
  id: 'R6',
  seedsEnough: 2,
  claim:
    'Waiting in the produce handler for leadership makes it worse: each attempt for a partition that is led elsewhere pays for the wait, and none succeeds by it. (The hangs are E20, the 37 % and the 0.3 messages a second E21.)',
  source: 'S3:L85-124, L202-210',
  expected:
    'Every attempt for a partition that is led elsewhere costs the wait: 11 w + 10 x 0.5 s for w = 1 s, 0.1 s and 0, and no more than the 10 s of the caller (spec b R6)',
  async settle(lab) {
    const failuresMs = async (set: Record<string, string | number>): Promise<readonly number[]> =>
      (await lab.sweep(SCENARIO, SEEDS, { set: { ...PATIENT, ...set } })).flatMap((run) =>
        produceMs(run, 'failed'),
      );
    const none = await failuresMs({});
    const cond = await failuresMs({ produceWait: 'cond' });
    const yielding = await failuresMs({ produceWait: 'yield' });
    const sleeping = await failuresMs({ produceWait: 'sleep' });
    const other = await failuresMs({
      produceWait: 'sleep',
      'produceWait.attempts': 7,
      'produceWait.sleepMs': 13,
    });
    const limitedRuns = await lab.sweep(SCENARIO, SEEDS, {
      set: { ...PATIENT, produceWait: 'sleep', 'client.sendTimeoutMs': 10_000 },
    });
    const limited = limitedRuns.flatMap((run) => produceMs(run, 'failed'));
    const arrivedMs = limitedRuns.flatMap((run) => produceMs(run, 'ok'));
    const costs = (ms: readonly number[], waitMs: number): boolean =>
      ms.length > 0 &&
      ms.length === none.length &&
      all(ms, (one, place) => Math.round((one - (none[place] ?? 0)) * 1000) === ATTEMPTS * waitMs * 1000);
    return {
      checks: {
        'without a wait a failure costs ten backoffs of 0.5 s and 21 round trips': all(
          none,
          (ms) => ms > 5000 && ms < 5030,
        ),
        '50 sleeps of 20 ms cost 1 s with each of 11 attempts, to the microsecond': costs(sleeping, 1000),
        '100 yields with a sleep of 10 ms at every tenth cost 100 ms': costs(yielding, 100),
        '7 sleeps of 13 ms cost 91 ms': costs(other, 91),
        'the condition of the third attempt never holds: it costs nothing': costs(cond, 0),
        'a caller that waits 10 s for each record waits exactly that': all(limited, (ms) => ms === 10_000),
      },
      measured:
        `Of seeds ${SEEDS.join(' to ')} ${text(none.length)} messages fail. Each takes ${text(mean(none))} ms without a wait, ${text(mean(sleeping))} ms with sleeps, ${text(mean(yielding))} ms with yields, ` +
        `${text(mean(cond))} ms with the condition; where the caller waits 10 s at most, ${text(mean(limited))} ms.`,
      figures: [
        shape('throughput while two of three messages fail, with sleeps and the caller’s 10 s', 'msg/s', {
          documented: 0.3,
          predicted: 1000 / (0.63 * mean(limited) + 0.37 * mean(arrivedMs)),
          note: 'Half of what was measured: where messages took so long, nobody slept a second with each attempt. See E21.',
        }),
      ],
    };
  },
};

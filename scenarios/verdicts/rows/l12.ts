import { all, allPassed, drainedMs, longest, passing, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

const CALLERS = 10;
const CUT = { 'storm.quorum': 'cut', 'storm.cutMs': 120_000 };

export const l12: VerdictRow = {
  id: 'L12',
  claim:
    'The creation lock shares only success: when creations fail, each queued caller tries again, one after another.',
  source: 'S2:L27-53',
  expected:
    'The last of n callers has waited n times the limit: 128 * 0.5 s = 64 s, * 2 s = 256 s, * 5 s = 640 s (spec c L12)',
  async settle(lab) {
    const patient = { 'client.requestTimeoutMs': 600_000, 'client.deliveryTimeoutMs': 600_000 };
    const drained = async (
      variant: string,
      callers: number,
      set: Readonly<Record<string, string | number>> = CUT,
    ): Promise<number> => {
      const each = {
        'client.count': callers,
        'client.messages': callers,
        ...patient,
        'run.settleMs': 5e3,
        ...set,
      };
      return drainedMs(await lab.run('create-topic-storm', { variant, set: each }), 'createTopic', callers);
    };
    const many = { 'cluster.nodes': 1, 'topic.replicationFactor': 1, 'run.settleMs': 70_000 };
    const polled = await drained('poll-50ms', CALLERS);
    const notified = await drained('notify', CALLERS);
    const other = await drained('notify', 6, { ...CUT, 'createWait.timeoutMs': 3100, 'cluster.nodes': 5 });
    const watched = await drained('watch-never-fires', 128, many);
    const sound = await lab.reference('create-topic-storm', {
      'client.count': CALLERS,
      'client.messages': CALLERS,
      ...patient,
      ...CUT,
    });
    const shared = sound.map((run) => drainedMs(run, 'createTopic', CALLERS));
    return {
      checks: {
        'polled: from the first call to the last answer exactly ten times 3,950 ms':
          polled === CALLERS * 3950,
        'notified: exactly ten times 2,000 ms': notified === CALLERS * 2000,
        'six callers, a limit of 3,100 ms, five nodes: exactly six times that': other === 6 * 3100,
        'watched, 128 callers: exactly 128 times 500 ms, 64 s': watched === 128 * 500,
        'reference shares the failure: nobody waits longer than the limit': all(shared, (ms) => ms <= 5000),
        'and passes, 20 seeds': allPassed(sound),
      },
      measured:
        `From the first call of ${text(CALLERS)} to the last answer: ${text(polled)} ms polled, ${text(notified)} ms notified, ${text(longest(shared))} ms at most in reference (${passing(sound)}). ` +
        `Of 128 on the watch channel: ${text(watched)} ms.`,
    };
  },
};

import { check, latenciesMs, text } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const CALLERS = 10;

export const l12: VerdictRow = {
  id: 'L12',
  claim:
    'The creation lock shares only success: when creations fail, each queued caller tries again, one after another.',
  source: 'S2:L27-53',
  expected:
    'The last of n callers has waited n times the limit: 128 * 0.5 s = 64 s, * 2 s = 256 s, * 5 s = 640 s (spec c L12)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const patient = {
    'client.requestTimeoutMs': 600_000,
    'client.deliveryTimeoutMs': 600_000,
    'run.settleMs': 5000,
  };
  const slowest = async (variant: string, set: Readonly<Record<string, string | number>>): Promise<number> =>
    Math.max(
      ...latenciesMs(
        await lab.run('create-topic-storm', { variant, set: { ...patient, ...set } }),
        'createTopic',
      ),
    );
  const few = {
    'client.count': CALLERS,
    'client.messages': CALLERS,
    'storm.quorum': 'cut',
    'storm.cutMs': 120_000,
  };
  const many = {
    'cluster.nodes': 1,
    'topic.replicationFactor': 1,
    'client.count': 128,
    'client.messages': 128,
  };
  const polled = await slowest('poll-50ms', few);
  const notified = await slowest('notify', few);
  const watched = await slowest('watch-never-fires', { ...many, 'run.settleMs': 70_000 });
  const reference = await slowest('reference', few);
  const isAll = (ms: number, callers: number, limitMs: number): boolean =>
    ms <= callers * limitMs && ms > (callers - 1) * limitMs;
  return {
    checks: [
      check('polled: ten times 3,950 ms', isAll(polled, CALLERS, 3950)),
      check('notified: ten times 2,000 ms', isAll(notified, CALLERS, 2000)),
      check('watched, 128 callers: 64 s', isAll(watched, 128, 500)),
      check('reference shares the failure: nobody waits longer than the limit', reference <= 5000),
    ],
    measured:
      `The slowest of ${text(CALLERS)} callers: ${text(polled)} ms polled, ${text(notified)} ms notified, ${text(reference)} ms in reference. ` +
      `Of 128 on the watch channel: ${text(watched)} ms.`,
  };
}

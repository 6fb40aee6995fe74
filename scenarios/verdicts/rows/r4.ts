import { all, check, everyMultipleOf, longest, pooledWaitsMs, shortest, text, waitsMs } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

const SEEDS = [1, 20] as const;

export const r4: VerdictRow = {
  id: 'R4',
  claim:
    'A follower that is asked for a new topic looks for partition 0 every 50 ms, 40 times: 50 to 2,000 ms on the first request.',
  source: 'S0:L107-145, L384-400',
  expected:
    'ceil(c/p)*p for an interval p, 1,950 ms at most (1,990 with 10 ms), then it goes on without metadata (spec b R4)',
  settle,
};

const WAITS = {
  followerWait: 'poll',
  'client.count': 3,
  'client.messages': 6,
  'run.settleMs': 5000,
} as const;

async function settle(lab: Lab): Promise<Settled> {
  const polled = pooledWaitsMs(await lab.sweep('create-topic-storm', SEEDS, { set: WAITS }), 'followerWait');
  const finer = pooledWaitsMs(
    await lab.sweep('create-topic-storm', SEEDS, {
      set: { ...WAITS, 'followerWait.pollMs': 10, 'followerWait.attemptsMax': 200, 'cluster.nodes': 5 },
    }),
    'followerWait',
  );
  const notified = pooledWaitsMs(
    await lab.sweep('create-topic-storm', SEEDS, { set: { ...WAITS, followerWait: 'notify' } }),
    'followerWait',
  );
  const cut = { ...WAITS, 'storm.quorum': 'cut', 'storm.cutMs': 6000, 'client.deliveryTimeoutMs': 5000 };
  const inVain = await lab.run('create-topic-storm', { set: cut });
  const inVainFiner = await lab.run('create-topic-storm', {
    set: { ...cut, 'followerWait.pollMs': 10, 'followerWait.attemptsMax': 200 },
  });
  const reference = await lab.sweep('create-topic-storm', SEEDS, {
    variant: 'reference',
    set: WAITS_OF_REFERENCE,
  });
  const limit = longest(waitsMs(inVain, 'followerWait'));
  const limitFiner = longest(waitsMs(inVainFiner, 'followerWait'));
  const refused = inVain.operations['produce']?.failed ?? 0;
  return {
    checks: [
      check('every wait is a multiple of 50 ms', everyMultipleOf(polled, 50)),
      check('or of 10 ms, where that is the interval', everyMultipleOf(finer, 10)),
      check('it gives up after 39 sleeps, 1,950 ms', limit === 39 * 50),
      check('or after 199, 1,990 ms', limitFiner === 199 * 10),
      check('and goes on without: the client is refused', refused > 0),
      check(
        'in reference no follower waits',
        all(reference, (run) => run.verdict === 'passed' && waitsMs(run, 'followerWait').length === 0),
      ),
    ],
    measured:
      `${text(polled.length)} waits of ${text(shortest(polled))} to ${text(longest(polled))} ms polled every 50 ms; ` +
      `${text(shortest(finer))} to ${text(longest(finer))} ms every 10 ms; ${text(shortest(notified))} to ${text(longest(notified))} ms notified. ` +
      `Without a quorum ${text(limit)} and ${text(limitFiner)} ms.`,
  };
}

const WAITS_OF_REFERENCE = { 'client.count': 3, 'client.messages': 6, 'run.settleMs': 5000 } as const;

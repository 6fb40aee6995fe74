import { allPassed, firstSeedViolating, text, violations, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

const INVARIANT = 'acknowledged-registration-is-applied';

export const l14: VerdictRow = {
  id: 'L14',
  claim:
    'That something is there says nothing of which: a broker that registers again, at another port, is found at the first look in its old record.',
  source: 'S0:L38-52; S2:L80-95',
  expected: 'The second registration returns at once, before the new address is applied (spec c L14)',
  async settle(lab) {
    const set = { 'register.count': 1, 'register.times': 2 };
    const again = await lab.twenty('broker-registration', { set });
    const more = await lab.sweep('broker-registration', [1, 5], {
      set: { 'register.count': 4, 'register.times': 3, 'cluster.nodes': 5 },
    });
    const reference = await lab.reference('broker-registration', set);
    const [first] = again;
    const atOnce = first === undefined ? [] : waitsMs(first, 'registerWait').filter((ms) => ms === 0);
    return {
      checks: {
        'the second wait takes no time': atOnce.length === 1,
        'and is over before its registration is applied, in the first seed already':
          firstSeedViolating(again, INVARIANT) === 1,
        'so it is for four brokers that move twice': violations(more, INVARIANT) === more.length,
        'reference waits for this registration and no other': allPassed(reference),
      },
      measured: `${text(violations(again, INVARIANT))} of ${text(again.length)} runs: ${first?.violations[0]?.detail ?? 'none'}.`,
    };
  },
};

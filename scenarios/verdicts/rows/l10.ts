import { allPassed, firstSeedViolating, text, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

const SEEDS = [1, 10] as const;
const INVARIANT = 'assigned-partition-is-led';

export const l10: VerdictRow = {
  id: 'L10',
  claim:
    'The three proposals of a partition are not atomic: when leadership is lost between them, it stays without a leader or an ISR for ever.',
  source: 'S4:L102-115',
  expected: 'The leader dies after the first assignment: nothing repairs the partition (spec c L10)',
  async settle(lab) {
    const serial = await lab.sweep('topic-creation-leader-dies', SEEDS);
    const joined = await lab.sweep('topic-creation-leader-dies', SEEDS, { set: { assign: 'joinAll' } });
    const five = await lab.sweep('topic-creation-leader-dies', [1, 3], { set: { 'cluster.nodes': 5 } });
    const reference = await lab.reference('topic-creation-leader-dies');
    const stuck = (runs: typeof serial): number => violations(runs, INVARIANT);
    const [first] = serial;
    return {
      checks: {
        'one after another: no leader after the heal, in every seed':
          firstSeedViolating(serial, INVARIANT) === 1 && stuck(serial) === serial.length,
        'with five nodes too': stuck(five) === five.length,
        'reference passes': allPassed(reference),
      },
      measured:
        `${text(stuck(serial))} of ${text(serial.length)} runs end without a leader (${first?.violations[0]?.detail ?? 'none'}); ` +
        `with the assignments joined ${text(stuck(joined))} of ${text(joined.length)}; reference ${text(stuck(reference))} of ${text(reference.length)}.`,
    };
  },
};

import { allPassed, firstDetail, firstSeedViolating, passing, text, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

const INVARIANT = 'reported-proposal-is-committed';

export const l5: VerdictRow = {
  id: 'L5',
  claim:
    'The wait looks at the index alone: after a change of leader another entry may stand there, and a proposal that is lost is reported as committed.',
  source: 'S1:L118-131',
  expected:
    'The old leader proposes, is cut off, and comes back within its limit (spec c L5). Reference passes, over 1,000 seeds by `sweep topic-creation-deposed --variant reference --seeds 1..1000`',
  async settle(lab) {
    const byIndex = await lab.twenty('topic-creation-deposed');
    const five = await lab.sweep('topic-creation-deposed', [1, 5], { set: { 'cluster.nodes': 5 } });
    const byTerm = await lab.twenty('topic-creation-deposed', { set: { proposeWait: 'applied' } });
    const reference = await lab.reference('topic-creation-deposed');
    return {
      checks: {
        'a lost proposal is reported as committed within 20 seeds':
          firstSeedViolating(byIndex, INVARIANT) !== null,
        'with five nodes too': violations(five, INVARIANT) > 0,
        'a wait that looks at the term as well reports none': violations(byTerm, INVARIANT) === 0,
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured: `${text(violations(byIndex, INVARIANT))} of ${text(byIndex.length)} runs: ${firstDetail(byIndex, INVARIANT)}. By term: ${text(violations(byTerm, INVARIANT))} of ${text(byTerm.length)}. Reference: ${passing(reference)}.`,
    };
  },
};

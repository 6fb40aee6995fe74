import test from 'ava';
import { reportedProposalIsCommitted } from './proposals.js';
import { applied, entry } from './testkit/facts.js';
import { judge } from './testkit/judge.js';

function reported(nodeId: string, index: number, term: number) {
  return { type: 'proposalReported', nodeId, index, term } as const;
}

test('planted: a proposal is reported as committed, and another leader’s entry stands there, before or after', (t) => {
  const detail = 'n1 reported index 4 of term 2 as committed; term 3 is what was applied';
  t.deepEqual(judge(reportedProposalIsCommitted, [applied('n2', entry(4, 3)), reported('n1', 4, 2)]), [
    detail,
  ]);
  t.deepEqual(judge(reportedProposalIsCommitted, [reported('n1', 4, 2), applied('n2', entry(4, 3))]), [
    detail,
  ]);
  const honest = [
    reported('n1', 4, 2),
    applied('n1', entry(4, 2)),
    applied('n2', entry(4, 2)),
    reported('n1', 4, 2),
  ];
  t.deepEqual(judge(reportedProposalIsCommitted, honest), []);
});

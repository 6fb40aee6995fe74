import test from 'ava';
import { acceptedProposalIsInOwnLog } from './proposals.js';
import { role } from './testkit/facts.js';
import { crash, end, judge } from './testkit/judge.js';

function accepted(nodeId: string, place: { readonly index: number; readonly term: number } | null) {
  return { type: 'proposalAccepted', nodeId, place } as const;
}

test('planted: a proposal is passed on, or accepted by one that does not lead', (t) => {
  t.deepEqual(judge(acceptedProposalIsInOwnLog, [role('n1', 'leader', 2), accepted('n1', null)]), [
    'n1 accepted a proposal that it does not have',
  ]);
  t.deepEqual(
    judge(acceptedProposalIsInOwnLog, [role('n1', 'leader', 2), accepted('n2', { index: 7, term: 2 })]),
    ['n2 accepted a proposal for index 7 of term 2, which n1 leads'],
  );
  const right = [
    role('n1', 'leader', 2),
    accepted('n1', { index: 7, term: 2 }),
    role('n2', 'leader', 3),
    // A leader that is deposed, and has not heard of it, is the leader of its term.
    accepted('n1', { index: 8, term: 2 }),
    accepted('n2', { index: 8, term: 3 }),
  ];
  t.deepEqual(judge(acceptedProposalIsInOwnLog, right), []);
});

test('who has won the term is told at the end of a turn, in which proposals may have been accepted already', (t) => {
  const early = accepted('n1', { index: 2, term: 1 });
  t.deepEqual(judge(acceptedProposalIsInOwnLog, [early, role('n1', 'leader', 1)]), []);
  t.deepEqual(judge(acceptedProposalIsInOwnLog, [early, role('n2', 'leader', 1)]), [
    'n1 accepted a proposal for index 2 of term 1, which n2 leads',
  ]);
  t.deepEqual(judge(acceptedProposalIsInOwnLog, [early, end()]), [
    'n1 accepted a proposal for index 2 of term 1, which nobody came to lead',
  ]);
  // It may have won, and not have lived to tell.
  t.deepEqual(judge(acceptedProposalIsInOwnLog, [early, crash('n1'), end()]), []);
});

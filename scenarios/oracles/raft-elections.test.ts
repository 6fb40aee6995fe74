import test from 'ava';
import { leaderCompleteness } from './leaders.js';
import { electionSafety, termNeverDecreases, voteOnceAndDurable } from './elections.js';
import {
  applied,
  durable,
  entry,
  hardState,
  restored,
  role,
  snapshotInstalled,
  vote,
  wrote,
} from './testkit/facts.js';
import { crash, judge } from './testkit/judge.js';

test('a term may be led again by who led it', (t) =>
  t.deepEqual(
    judge(electionSafety, [role('n1', 'leader', 2), role('n1', 'leader', 2), role('n2', 'leader', 3)]),
    [],
  ));

test('planted: two nodes lead one term', (t) =>
  t.deepEqual(judge(electionSafety, [role('n1', 'leader', 2), role('n3', 'leader', 2)]), [
    'n1 and n3 both lead term 2',
  ]));

test('a vote that is durable, or that a later durable term makes unrepeatable, may leave', (t) => {
  const steps = [
    hardState('n2', 1, { term: 3, votedFor: 'n1' }),
    durable('n2', 1),
    vote('n2', 'n1', 3),
    hardState('n2', 2, { term: 5, votedFor: 'n3' }),
    durable('n2', 2),
    vote('n2', 'n1', 4),
    vote('n2', 'n3', 5),
  ];
  t.deepEqual(judge(voteOnceAndDurable, steps), []);
});

test('planted: a vote leaves before it is durable', (t) => {
  const steps = [hardState('n2', 1, { term: 3, votedFor: 'n1' }), vote('n2', 'n1', 3)];
  t.deepEqual(judge(voteOnceAndDurable, steps), [
    'n2 sends its vote of term 3 to n1, and has on disk a vote for nobody in term 0',
  ]);
});

test('planted: a vote leaves with its term, but without whom it is for, on disk', (t) => {
  const steps = [hardState('n2', 1, { term: 3 }), durable('n2', 1), vote('n2', 'n1', 3)];
  t.deepEqual(judge(voteOnceAndDurable, steps), [
    'n2 sends its vote of term 3 to n1, and has on disk a vote for nobody in term 3',
  ]);
});

test('planted: a vote is forgotten in a crash and given again', (t) => {
  const steps = [
    hardState('n2', 1, { term: 3, votedFor: 'n1' }),
    durable('n2', 1),
    vote('n2', 'n1', 3),
    crash('n2'),
    restored('n2', { hardState: { term: 2 } }),
    hardState('n2', 1, { term: 3, votedFor: 'n3' }),
    durable('n2', 1),
  ];
  t.deepEqual(judge(voteOnceAndDurable, steps), ['n2 votes for n1 and for n3 in term 3']);
});

test('a term that was not durable may be forgotten in a crash', (t) => {
  const steps = [
    hardState('n1', 1, { term: 2 }),
    durable('n1', 1),
    hardState('n1', 2, { term: 3 }),
    crash('n1'),
    restored('n1', { hardState: { term: 2 } }),
    role('n1', 'follower', 2),
  ];
  t.deepEqual(judge(termNeverDecreases, steps), []);
});

test('planted: a term goes back, in a life and across a crash', (t) => {
  const within = [hardState('n1', 1, { term: 4 }), role('n1', 'follower', 3)];
  t.deepEqual(judge(termNeverDecreases, within), ['n1 goes from term 4 back to 3']);
  const across = [
    hardState('n1', 1, { term: 4 }),
    durable('n1', 1),
    crash('n1'),
    restored('n1', { hardState: { term: 1 } }),
  ];
  t.deepEqual(judge(termNeverDecreases, across), ['n1 goes from term 4 back to 1']);
});

test('a leader that holds what was committed, in its log or by a snapshot, is complete', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    applied('n1', entry(1, 1)),
    applied('n1', entry(2, 1)),
    wrote('n2', 1, entry(1, 1), entry(2, 1)),
    role('n2', 'leader', 2),
    snapshotInstalled('n3', 1, 2, 1),
    role('n3', 'leader', 3),
  ];
  t.deepEqual(judge(leaderCompleteness, steps), []);
});

test('planted: a node without a committed entry is elected', (t) => {
  const steps = [
    wrote('n1', 1, entry(1, 1), entry(2, 1)),
    applied('n1', entry(1, 1)),
    applied('n1', entry(2, 1)),
    wrote('n2', 1, entry(1, 1)),
    role('n2', 'leader', 2),
  ];
  t.deepEqual(judge(leaderCompleteness, steps), [
    'n2 leads term 2 and has nothing at index 2 of term 1, which n1 applied',
  ]);
});

test('planted: an entry of an old term is committed behind a leader that has another', (t) => {
  const steps = [wrote('n2', 1, entry(1, 2)), role('n2', 'leader', 3), applied('n1', entry(1, 1))];
  t.deepEqual(judge(leaderCompleteness, steps), [
    'n2 leads term 3 and has an entry of term 2 at index 1 of term 1, which n1 applied',
  ]);
});

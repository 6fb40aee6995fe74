import test from 'ava';
import fc from 'fast-check';
import { createProgress } from './progress.js';
import { quorumMatchIndex, quorumSize, tallyVotes } from './quorum.js';

test('any two quorums share a voter, and no more voters are asked for than that takes', (t) => {
  for (let voterCount = 1; voterCount <= 9; voterCount += 1) {
    t.true(2 * quorumSize(voterCount) > voterCount);
    t.true(2 * (quorumSize(voterCount) - 1) <= voterCount);
  }
});

test('the quorum’s match index is the highest that enough voters reach', (t) =>
  fc.assert(
    fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 7 }), (matchIndexes) => {
      const voters = matchIndexes.map((matchIndex, i) => ({ ...createProgress(`n${i}`, 1), matchIndex }));
      const index = quorumMatchIndex(voters, []);
      const reaching = (least: number) => matchIndexes.filter((matchIndex) => matchIndex >= least).length;
      t.true(reaching(index) >= quorumSize(voters.length));
      t.true(reaching(index + 1) < quorumSize(voters.length));
    }),
  ));

test('an election is won by a majority, and lost once none can come about', (t) => {
  const tally = (...answers: boolean[]) =>
    tallyVotes(5, new Map(answers.map((granted, i) => [`n${i}`, granted])));
  t.is(tally(), 'pending');
  t.is(tally(true, true, false, false), 'pending');
  t.is(tally(true, true, true), 'won');
  t.is(tally(false, false, true, false), 'lost');
});

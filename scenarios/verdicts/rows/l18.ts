import { allPassed, check, counter, text, violations } from '../figures.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const l18: VerdictRow = {
  id: 'L18',
  claim:
    'On a follower all three proposals for each partition fail at once: the topic is created and never assigned.',
  source: 'S4:L82-116',
  expected: 'Every creation on a follower, in every seed (spec c L18)',
  settle,
};

const SEEDS = [1, 20] as const;

async function settle(lab: Lab): Promise<Settled> {
  const onFollower = await lab.sweep('topic-creation', SEEDS);
  const onLeader = await lab.sweep('topic-creation', SEEDS, { set: { 'creation.ask': 'leader' } });
  const reference = await lab.sweep('topic-creation', SEEDS, { variant: 'reference' });
  const unassigned = violations(onFollower, 'acknowledged-topic-survives');
  return {
    checks: [
      check(
        'asked on a follower, every run leaves it unassigned',
        onFollower.length > 0 && unassigned === onFollower.length,
      ),
      check('asked on the leader, none does', allPassed(onLeader)),
      check('reference, asked on a follower, passes', allPassed(reference)),
    ],
    measured:
      `${text(unassigned)} of ${text(onFollower.length)} creations on a follower were answered with success and left every partition unassigned; ` +
      `${text(onFollower.reduce((total, run) => total + counter(run, 'partition_assignment_failed'), 0))} assignments were refused.`,
  };
}

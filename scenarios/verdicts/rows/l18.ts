import { allPassed, counter, text, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l18: VerdictRow = {
  id: 'L18',
  claim:
    'On a follower all three proposals for each partition fail at once: the topic is created and never assigned.',
  source: 'S4:L82-116',
  expected: 'Every creation on a follower, in every seed (spec c L18)',
  async settle(lab) {
    const onFollower = await lab.twenty('topic-creation');
    const onLeader = await lab.twenty('topic-creation', { set: { 'creation.ask': 'leader' } });
    const reference = await lab.reference('topic-creation');
    const unassigned = violations(onFollower, 'acknowledged-topic-survives');
    return {
      checks: {
        'asked on a follower, every run leaves it unassigned':
          onFollower.length > 0 && unassigned === onFollower.length,
        'asked on the leader, none does': allPassed(onLeader),
        'reference, asked on a follower, passes': allPassed(reference),
      },
      measured:
        `${text(unassigned)} of ${text(onFollower.length)} creations on a follower were answered with success and left every partition unassigned; ` +
        `${text(onFollower.reduce((total, run) => total + counter(run, 'partition_assignment_failed'), 0))} assignments were refused.`,
    };
  },
};

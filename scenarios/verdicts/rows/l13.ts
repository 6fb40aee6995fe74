import { allPassed, firstSeedViolating, text, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l13: VerdictRow = {
  id: 'L13',
  claim:
    'The lock is of one node, and CreateTopic is blind: two nodes create one topic, and the second command replaces the first one’s topic.',
  source: 'S2:L27-53',
  expected: 'Two clients on two nodes, 1 ms apart: two identities under one name (spec c L13)',
  async settle(lab) {
    const set = { 'creation.second': 'other-broker' };
    const historic = await lab.twenty('topic-creation-twice', { set });
    const later = await lab.sweep('topic-creation-twice', [1, 5], {
      set: { ...set, 'creation.secondAfterMs': 40, 'cluster.nodes': 5 },
    });
    const reference = await lab.reference('topic-creation-twice', set);
    const told = historic.filter((run) => run.operations['createTopic']?.ok === 2).length;
    const replaced = violations(historic, 'topic-keeps-its-id');
    const refused = reference.filter(
      (run) => run.operations['createTopic']?.errors['TOPIC_ALREADY_EXISTS'] === 1,
    ).length;
    return {
      checks: {
        'the topic is replaced, in the first seed already':
          firstSeedViolating(historic, 'topic-keeps-its-id') === 1,
        'so it is 40 ms later and with five nodes': violations(later, 'topic-keeps-its-id') > 0,
        'reference passes, and tells the second that the topic exists':
          allPassed(reference) && refused === reference.length,
      },
      measured: `In ${text(replaced)} of ${text(historic.length)} runs the second creation replaces the first; in ${text(told)} both were told that they succeeded.`,
    };
  },
};

import {
  all,
  allPassed,
  firstSeedViolating,
  longest,
  pooledWaitsMs,
  text,
  violations,
  waitsMs,
} from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l19: VerdictRow = {
  id: 'L19',
  claim:
    'The look at the state after 5 s cannot tell late from lost: late gives NotFound, the client asks again, and the topic is created twice.',
  source: 'S4:L187-193',
  expected: 'A commit after 5.1 s: NotFound, and a second creation that replaces the first (spec c L19)',
  async settle(lab) {
    const late = await lab.twenty('topic-creation-late');
    const shorter = await lab.sweep('topic-creation-late', [1, 5], {
      set: { 'createWait.timeoutMs': 1000, 'creation.quorumBackMs': 1100 },
    });
    const reference = await lab.reference('topic-creation-late');
    const notFound = late.filter(
      (run) => (run.operations['createTopic']?.errors['NOT_FOUND'] ?? 0) > 0,
    ).length;
    const replaced = violations(late, 'topic-keeps-its-id');
    const wasLate = late.filter((run) => run.findings.some(({ type }) => type === 'late')).length;
    return {
      checks: {
        'every first attempt ends NOT_FOUND, after the whole limit of 5 s':
          notFound === late.length && all(late, (run) => waitsMs(run, 'createWait').includes(5000)),
        'the topic that was only late is replaced, in the first seed already':
          firstSeedViolating(late, 'topic-keeps-its-id') === 1,
        'so it is with a limit of 1 s and a commit after 1.1 s':
          violations(shorter, 'topic-keeps-its-id') === shorter.length,
        'reference passes: its second attempt finds the first one’s topic': allPassed(reference),
      },
      measured:
        `In ${text(notFound)} of ${text(late.length)} runs the first attempt ends NOT_FOUND after ${text(longest(pooledWaitsMs(late, 'createWait')))} ms, ${text(wasLate)} of them because the topic was late, and in ` +
        `${text(replaced)} the second creation replaces the first.`,
    };
  },
};

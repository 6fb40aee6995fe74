import { allPassed, check, firstSeedViolating, text, violations } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const l19: VerdictRow = {
  id: 'L19',
  claim:
    'The look at the state after 5 s cannot tell late from lost: late gives NotFound, the client asks again, and the topic is created twice.',
  source: 'S4:L187-193',
  expected: 'A commit after 5.1 s: NotFound, and a second creation that replaces the first (spec c L19)',
  settle,
};

const SEEDS = [1, 20] as const;

async function settle(lab: Lab): Promise<Settled> {
  const late = await lab.sweep('topic-creation-late', SEEDS);
  const shorter = await lab.sweep('topic-creation-late', [1, 5], {
    set: { 'createWait.timeoutMs': 1000, 'creation.quorumBackMs': 1100 },
  });
  const reference = await lab.sweep('topic-creation-late', SEEDS, { variant: 'reference' });
  const notFound = late.filter((run) => (run.operations['createTopic']?.errors['NOT_FOUND'] ?? 0) > 0).length;
  const replaced = violations(late, 'topic-keeps-its-id');
  const wasLate = late.filter((run) => run.findings.some(({ type }) => type === 'late')).length;
  return {
    checks: [
      check('every first attempt ends NOT_FOUND', notFound === late.length),
      check(
        'the topic that was only late is replaced in some seed',
        firstSeedViolating(late, 'topic-keeps-its-id') !== null,
      ),
      check(
        'so it is with a limit of 1 s and a commit after 1.1 s',
        violations(shorter, 'topic-keeps-its-id') > 0,
      ),
      check('reference passes: its second attempt finds the first one’s topic', allPassed(reference)),
    ],
    measured:
      `${text(notFound)} of ${text(late.length)} runs end NOT_FOUND, ${text(wasLate)} of them because the topic was late, and in ` +
      `${text(replaced)} the second creation replaces the first.`,
  };
}

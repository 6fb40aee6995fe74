import { all, allPassed, passing, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l6: VerdictRow = {
  id: 'L6',
  claim:
    'Entries of the map of waiters leak: nothing takes them out after a time-out, or when the caller gives up.',
  source: 'S4:L180-195; S2:L263-285',
  expected:
    'As many entries as creations that failed: 1,000 after 1,000 (spec c L6). Reference leaves none, over 1,000 seeds by `sweep topic-creation-dead-leader --variant reference --set createWait.timeoutMs=100 --set creation.topics=1000 --seeds 1..1000`',
  async settle(lab) {
    const quick = {
      'forward.attemptsMax': 1,
      'forward.timeoutMs': 100,
      'createWait.timeoutMs': 100,
      'run.settleMs': 2000,
    };
    const few = await lab.run(FAILING, { set: { ...quick, 'creation.topics': 10 } });
    const many = await lab.run(FAILING, { set: { ...quick, 'creation.topics': 1000 } });
    const reference = await lab.reference(FAILING, { 'createWait.timeoutMs': 100, 'creation.topics': 1000 });
    const givenUp = await lab.run(FAILING, {
      set: { ...quick, 'createWait.timeoutMs': 5000, 'creation.timeoutMs': 150, 'creation.topics': 7 },
    });
    const left = (run: typeof few): string =>
      run.violations.find(({ invariant }) => invariant === AT_REST)?.detail ?? 'nothing is left';
    return {
      checks: {
        '10 failing creations leave 10': left(few).includes(' 10 pendingTopics'),
        '1,000 leave 1,000': left(many).includes(' 1000 pendingTopics'),
        '7 callers that give up after 150 ms leave 7': left(givenUp).includes(' 7 pendingTopics'),
        'reference passes 20 seeds, though its 1,000 creations come to nothing too':
          allPassed(reference) &&
          all(reference, ({ operations }) => {
            const creations = operations['createTopic'];
            return creations?.ok === 0 && creations.failed === 1000;
          }),
      },
      measured: `After ${text(many.operations['createTopic']?.failed)} failed creations: ${left(many)}. Reference, after as many: ${passing(reference)}.`,
    };
  },
};

const FAILING = 'topic-creation-dead-leader';
const AT_REST = 'nothing-pending-at-rest';

import { allPassed, counter, latenciesMs, longest, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l1: VerdictRow = {
  id: 'L1',
  claim:
    'The Notify is registered after the forward has returned: an apply in between finds nobody, and the call sleeps 5 s for a topic that is there.',
  source: 'S4:L166-180',
  expected:
    'With an answer slower than replication the wait lasts exactly its limit, and then succeeds (spec c L1)',
  async settle(lab) {
    const lost = await lab.run('topic-creation-held-answer');
    const shorter = await lab.run('topic-creation-held-answer', {
      set: { 'createWait.timeoutMs': 730, 'cluster.nodes': 5 },
    });
    const mended = await lab.run('topic-creation-held-answer', { variant: 'register-then-forward' });
    const reference = await lab.reference('topic-creation-held-answer');
    const isLost = lost.findings.some(({ type }) => type === 'lost-wakeup');
    return {
      checks: {
        'the wait lasts its whole limit of 5 s': waitsMs(lost, 'createWait').join() === '5000',
        'although the topic is there: a lost wake-up, and the creation succeeds':
          isLost && lost.operations['createTopic']?.ok === 1,
        'with a limit of 730 ms and 5 nodes it lasts that': waitsMs(shorter, 'createWait').join() === '730',
        'registered before the forward, it takes no time': waitsMs(mended, 'createWait').join() === '0',
        'reference passes': allPassed(reference),
      },
      measured:
        `The creation takes ${text(latenciesMs(lost, 'createTopic')[0])} ms, of which ${text(waitsMs(lost, 'createWait')[0])} ms wait for what has happened ` +
        `(lost wake-ups: ${text(counter(lost, 'findings.lost-wakeup'))}); registered first ${text(latenciesMs(mended, 'createTopic')[0])} ms; ` +
        `reference ${text(longest(reference.flatMap((run) => latenciesMs(run, 'createTopic'))))} ms at most.`,
    };
  },
};

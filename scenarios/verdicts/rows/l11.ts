import { allPassed, text, violated } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const l11: VerdictRow = {
  id: 'L11',
  claim:
    'A creation that fails after its first step leaves a topic that exists and is never assigned: nothing takes it back, and nobody creates it again.',
  source: 'S4:L94-100; S1:L123-139',
  expected:
    'The topic is still without leaders when the fault is over, or when the step that failed is long past (spec c L11)',
  async settle(lab) {
    const lost = await lab.run('topic-creation-no-quorum');
    const larger = await lab.run('topic-creation-no-quorum', {
      set: { 'cluster.nodes': 5, 'topic.partitions': 5 },
    });
    const failed = await lab.run('create-topic-storm', {
      variant: 'watch-never-fires',
      set: { 'client.count': 4, 'client.messages': 8, 'run.settleMs': 20_000 },
    });
    const reference = await lab.reference('topic-creation-no-quorum');
    return {
      checks: {
        'the quorum is lost for 15 s and comes back: unassigned': violated(lost).includes(
          'acknowledged-topic-survives',
        ),
        'with 5 nodes and 5 partitions: unassigned': violated(larger).includes('acknowledged-topic-survives'),
        'a step that fails leaves it half made: no message gets through':
          failed.operations['produce']?.ok === 0,
        'reference creates all of it or nothing, in 20 seeds': allPassed(reference),
      },
      measured:
        `${lost.violations[0]?.detail ?? 'no violation'}. After failures of the watch channel: ` +
        `${text(failed.operations['produce']?.failed)} of 8 messages failed, although the topic had been committed: each of them finds it there, and nobody assigns it.`,
    };
  },
};

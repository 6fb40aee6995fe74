import { counter, latenciesMs, text, violated } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e7: VerdictRow = {
  id: 'E7',
  claim: 'On a follower, slow replication alone makes a creation take 20 s.',
  source: 'S4:L422-437',
  expected:
    'Replication that is late ends the first wait NotFound after 5 s; and assignments proposed on a follower fail at once. 20 s need a lost wake-up and a change of leader besides (spec 0.3)',
  async settle(lab) {
    const late = await lab.run('topic-creation-late', {
      set: { 'creation.ask': 'follower', 'creation.retries': 0, 'creation.quorumBackMs': 30_000 },
    });
    const calm = await lab.run('topic-creation');
    const cascade = await lab.run('topic-creation-cascade');
    const lateMs = latenciesMs(late, 'createTopic')[0] ?? Number.NaN;
    return {
      checks: { 'replication held up for 30 s makes the creation take 20 s': lateMs >= 20_000 },
      controls: {
        'it ends NOT_FOUND after 5 s':
          late.operations['createTopic']?.errors['NOT_FOUND'] === 1 && Math.abs(lateMs - 5000) < 10,
        'on a follower all three assignments are refused': counter(calm, 'partition_assignment_failed') === 3,
      },
      measured:
        `With replication held up the creation ends after ${text(lateMs)} ms, ${Object.keys(late.operations['createTopic']?.errors ?? {}).join()}. On a follower ${text(counter(calm, 'partition_assignment_failed'))} ` +
        `of 3 assignments are refused at once, and the topic stays unassigned (${violated(calm).join(', ')}). ` +
        `With a lost wake-up and leadership that moves and is cut off: ${text(latenciesMs(cascade, 'createTopic')[0])} ms.`,
    };
  },
};

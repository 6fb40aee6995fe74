import { all, allPassed, counter, latenciesMs, passing, range, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e11: VerdictRow = {
  id: 'E11',
  claim: 'A leader or an ISR that cannot be proposed ends the creation with an error.',
  source: 'S4:L102-115 (quoted with `?`); against it auto_create_topic @ d5349be, which only logs',
  expected:
    'As quoted, a creation on a follower fails after its topic was created; as the code has it, it succeeds with every partition unassigned (spec e E11, L18). 20 s of waits on a follower fit only the second. Reference passes, over 1,000 seeds by `sweep topic-creation --variant reference --seeds 1..1000`',
  async settle(lab) {
    const quoted = await lab.run('topic-creation', { set: { assign: 'serial-abort' } });
    const logged = await lab.run('topic-creation');
    const reference = await lab.reference('topic-creation');
    const failedAsQuoted = quoted.operations['createTopic']?.failed === 1;
    const failedAsLogged = logged.operations['createTopic']?.failed === 1;
    return {
      checks: {
        'as quoted, the creation fails': failedAsQuoted,
        'as the code has it, the creation fails': failedAsLogged,
      },
      controls: {
        'as the code has it, it succeeds': logged.operations['createTopic']?.ok === 1,
        'in both the topic stays unassigned': all(
          [quoted, logged],
          (run) => counter(run, 'partition_assignment_failed') > 0,
        ),
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured:
        `As quoted: ${Object.keys(quoted.operations['createTopic']?.errors ?? {}).join()} after ${text(latenciesMs(quoted, 'createTopic')[0])} ms. ` +
        `As the code has it: success after ${text(latenciesMs(logged, 'createTopic')[0])} ms. In both the topic stays unassigned; ` +
        `reference answers after ${range(reference.flatMap((run) => latenciesMs(run, 'createTopic')))} ms, assigned, led and in sync (${passing(reference)}).`,
    };
  },
};

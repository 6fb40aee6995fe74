import type { RunResult } from '../../harness/result/run-result.js';
import { all, allPassed, counter, text, violated } from '../figures.js';
import type { VerdictRow } from '../row.js';

const JOINERS = 100;

export const l21: VerdictRow = {
  id: 'L21',
  claim:
    'Each joining member has a task that takes the lock over all groups again and again; as quoted it has no way out when its group is gone, and looks for it for ever.',
  source: 'S0:L161-184',
  expected:
    'A hundred joiners are a hundred tasks, which go on after the group was deleted (spec c L21); what the lock costs takes no virtual time here, so that looks are counted',
  async settle(lab) {
    const deleted = (stayMs: number, count = JOINERS, set = {}): Promise<RunResult> =>
      lab.run('group-deleted', {
        // What leaks has no end of its own to wait for.
        set: { 'client.count': count, 'consumerGroup.stayMs': stayMs, 'run.quietMs': 0, ...set },
      });
    const short = await deleted(5000);
    const long = await deleted(10_000);
    const few = await deleted(5000, 3);
    const inCode = await deleted(5000, JOINERS, { consumerGroups: 'polled-while-there' });
    const reference = await lab.reference('group-deleted');
    const polls = (run: RunResult): number => counter(run, 'group_join_polls');
    const leaks = (run: RunResult): boolean => violated(run).join() === 'nothing-pending-at-rest';
    return {
      checks: {
        'a task for each joiner': counter(short, 'group_join_tasks') === JOINERS,
        'they are there when everything else has come to rest': leaks(short) && leaks(few),
        'and look five times a second each, as long as it lasts':
          polls(long) - polls(short) === JOINERS * 5 * 5,
        'with the else of the code each looks once': polls(inCode) === JOINERS && !leaks(inCode),
        'reference has no tasks, and deletes no group that has members, 20 seeds':
          allPassed(reference) && all(reference, (run) => polls(run) === 0),
      },
      measured:
        `${text(JOINERS)} joiners of a group that was deleted after 100 ms made ${text(polls(short))} looks in 5 s, ${text(polls(long))} in 10 s; three made ` +
        `${text(polls(few))}. The bug is the quotation's: the project's code has the else (read at 132f55c), and there each task looks once more and ends.`,
    };
  },
};

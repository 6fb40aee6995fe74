import { all, allPassed, latenciesMs, longest, text, waitsMs } from '../figures.js';
import type { OperationName } from '../../harness/result/names.js';
import type { VerdictRow } from '../row.js';

export const l30: VerdictRow = {
  id: 'L30',
  claim:
    'The 80 looks do not wait for an election: without a leader, or on a follower, the proposal before them has failed already.',
  source: 'S0:L31-34; S4:L298-301',
  expected: 'An error at once, without one look (spec c L30)',
  async settle(lab) {
    const headless = await lab.run('broker-registration-no-leader');
    const follower = await lab.run('broker-registration', {
      set: { 'register.ask': 'follower', 'register.count': 2 },
    });
    const created = await lab.run('topic-creation', {
      variant: 'poll-50ms',
      set: { 'creation.ask': 'follower' },
    });
    const reference = await lab.reference('broker-registration-no-leader');
    const registered = reference.filter((run) => run.operations['registerBroker']?.ok === 3);
    const isAtOnce = (run: typeof headless, operation: OperationName): boolean =>
      all(latenciesMs(run, operation), (ms) => ms === 0);
    const slowest = longest(reference.flatMap((run) => latenciesMs(run, 'registerBroker')));
    return {
      checks: {
        'without a leader every registration fails at once':
          isAtOnce(headless, 'registerBroker') && headless.operations['registerBroker']?.failed === 3,
        'and never looks': waitsMs(headless, 'registerWait').length === 0,
        'on a follower too':
          isAtOnce(follower, 'registerBroker') && follower.operations['registerBroker']?.failed === 2,
        'so does the creation of a topic':
          isAtOnce(created, 'createTopic') && created.operations['createTopic']?.failed === 1,
        'reference waits for the election and registers all, in 20 seeds':
          allPassed(reference) && registered.length === reference.length,
      },
      measured:
        `${text(headless.operations['registerBroker']?.failed)} registrations failed after ${text(longest(latenciesMs(headless, 'registerBroker')))} ms; ` +
        `reference takes ${text(slowest)} ms at most, election included.`,
    };
  },
};

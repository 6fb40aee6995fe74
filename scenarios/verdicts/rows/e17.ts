import { all, latenciesMs, perS, sum, text, waitsMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

export const e17: VerdictRow = {
  id: 'E17',
  claim:
    'Polling for the registration of brokers costs 85 % of the throughput, as polling for topics is said to.',
  source: 'S0:L62-65, L435-461',
  expected:
    'Brokers are registered once each, one after another, and no produce request waits for that: a load that runs meanwhile goes on as before (spec e E17)',
  async settle(lab) {
    const loaded = (variant: string, set: Readonly<Record<string, number>> = {}): Promise<RunResult> =>
      lab.run('registration-under-load', { variant, set });
    const polled = await loaded('poll-50ms');
    const notified = await loaded('notify');
    const undisturbed = await lab.run('steady-produce');
    const loss = (run: RunResult): number => 100 * (1 - perS(run) / perS(undisturbed));
    const spentMs = (run: RunResult): number => sum(latenciesMs(run, 'registerBroker'));
    const five = await loaded('poll-50ms', { 'cluster.nodes': 5, 'register.count': 20 });
    return {
      checks: { 'the load falls by 80 % or more while brokers are registered': loss(polled) >= 80 },
      controls: {
        'ten registrations are made in the meantime':
          registered(polled) === 10 && registered(notified) === 10,
        'by polling: each of them waits': all(waitsMs(polled, 'registerWait'), (ms) => ms >= 50),
        'they last as long as the load or longer': spentMs(polled) >= (1000 * 9984) / perS(polled),
        'all messages arrive': all([polled, notified, five], (run) => run.operations['produce']?.ok === 9984),
      },
      measured:
        `While ${text(registered(polled))} brokers are registered, which takes ${text(spentMs(polled))} ms polled and ${text(spentMs(notified))} ms notified, the load loses ` +
        `${text(loss(polled))} % and ${text(loss(notified))} % of its ${text(perS(undisturbed))} msg/s.`,
    };
  },
};

function registered(run: RunResult): number {
  return run.operations['registerBroker']?.ok ?? 0;
}

import { check, text } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const e17: VerdictRow = {
  id: 'E17',
  claim:
    'Polling for the registration of brokers costs 85 % of the throughput, as polling for topics is said to.',
  source: 'S0:L21-65, L458-461',
  expected: 'Brokers are registered once, one after another, at the start: no load waits for it (spec e E17)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const perS = async (registerWait: string): Promise<number> => {
    const run = await lab.run('steady-produce', { variant: 'poll-50ms', set: { registerWait } });
    return run.operations['produce']?.throughputPerS ?? Number.NaN;
  };
  const polled = await perS('poll');
  const notified = await perS('notify');
  const loss = 100 * (1 - polled / notified);
  const ten = await lab.run('broker-registration', { set: { 'register.count': 10 } });
  const tenNotified = await lab.run('broker-registration', {
    variant: 'notify',
    set: { 'register.count': 10 },
  });
  const spent = (run: typeof ten): number =>
    (run.operations['registerBroker']?.latencyMs?.mean ?? Number.NaN) * 10;
  return {
    checks: [check('the load falls by 80 % or more', loss >= 80)],
    measured: `The load loses ${text(loss)} %. Ten registrations take ${text(spent(ten))} ms polled and ${text(spent(tenNotified))} ms notified, once.`,
  };
}

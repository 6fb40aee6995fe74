import { all, check, text, waitsMs } from '../measure.js';
import type { Lab, Settled, VerdictRow } from '../row.js';

export const e27: VerdictRow = {
  id: 'E27',
  claim:
    'With the watch channel every proposal takes 500 ms, and that is why the load fell to 29 messages a second.',
  source: 'S1:L150-159; against it S1 (proposals are not on the produce path)',
  expected:
    'If proposals are not on the path, a topic that is there loses nothing, and only one that is new can suffer (spec e E27)',
  settle,
};

async function settle(lab: Lab): Promise<Settled> {
  const base = await lab.run('steady-produce');
  const there = await lab.run('steady-produce', { variant: 'watch-never-fires' });
  const fresh = await lab.run('create-topic-storm', { variant: 'watch-never-fires' });
  const perS = (run: typeof base): number => run.operations['produce']?.throughputPerS ?? 0;
  const loss = 100 * (1 - perS(there) / perS(base));
  return {
    checks: [check('a load on a topic that is there falls by 99 %', loss >= 99)],
    controls: [
      check('a load on a topic that is new does', fresh.operations['produce']?.ok === 0),
      check(
        'and its proposals do wait 500 ms',
        all(waitsMs(fresh, 'commitWatch'), (ms) => ms === 500),
      ),
    ],
    measured:
      `A topic that is there loses ${text(loss)} % (${text(perS(there))} msg/s). A new one gets ` +
      `${text(fresh.operations['produce']?.ok)} of 9,984 messages through: it is never assigned.`,
  };
}

import { all, allPassed, text, violatedOfRaft, violating, violations } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e12: VerdictRow = {
  id: 'E12',
  claim: 'A time-out for the writes of the Raft log can be added without further ado.',
  source: 'S4:L515',
  expected:
    'Without a policy for what then happens it loses committed entries (L27); a node that stops loses none (spec e E12)',
  async settle(lab) {
    const goesOn = await lab.sweep('acked-before-durable', [1, 5]);
    const stops = await lab.sweep('acked-before-durable', [1, 5], {
      variant: 'poll-50ms',
      set: { readyIo: 'timeout-stops' },
    });
    const harmed = stops.filter((run) => violatedOfRaft(run).length > 0).length;
    const lost = violations(goesOn, 'leader-completeness');
    return {
      checks: { 'no committed entry is lost when the time-out strikes and the loop goes on': lost === 0 },
      controls: {
        'disks stall and a broker loses its power in all of them': all(
          [...goesOn, ...stops],
          ({ faults }) => faults.filter(({ effects }) => effects > 0).length >= 2,
        ),
        'the same faults pass the reference by': allPassed(
          await lab.sweep('acked-before-durable', [1, 5], { variant: 'reference' }),
        ),
        'and a broker that stops': harmed === 0,
      },
      measured: `A leader without a committed entry in ${violating(goesOn, 'leader-completeness')} seeds where the loop logs and goes on; invariants of Raft violated in ${text(harmed)} of ${text(stops.length)} where the broker stops instead.`,
    };
  },
};

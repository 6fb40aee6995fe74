import { all, electionsAgain, faultsStruck, text } from '../figures.js';
import type { VerdictRow } from '../row.js';

const SCENARIO = 'apply-stall';
/** Election time-out and heartbeat: as in S3, as before it, and as the repository had them afterwards. */
const CONFIGS = [
  [150, 30],
  [300, 30],
  [500, 100],
  [3000, 150],
] as const;
const STALLS_MS = [60, 120, 200] as const;

export const e23: VerdictRow = {
  id: 'E23',
  claim: 'A shorter election time-out is an improvement.',
  source: 'S3:L31-37, against 500 ms (ecdcb5f) and 3,000 ms (cf7a7f9) in the commits that followed',
  expected:
    'What is gained in a first election is lost in churn, as soon as an apply takes longer than the time-out (spec e E23)',
  async settle(lab) {
    const curves: { readonly name: string; readonly perStall: readonly number[] }[] = [];
    for (const [electionMs, heartbeatMs] of CONFIGS) {
      const perStall: number[] = [];
      for (const stallMs of STALLS_MS) {
        const set = {
          'group.electionMs': electionMs,
          'group.heartbeatMs': heartbeatMs,
          'applyStall.ms': stallMs,
        };
        const runs = await lab.sweep(SCENARIO, [1, 6], { set });
        perStall.push(electionsAgain(runs) / faultsStruck(runs));
      }
      curves.push({ name: `${text(electionMs)}/${text(heartbeatMs)}`, perStall });
    }
    const [fast, before, next, last] = curves.map(({ perStall }) => perStall);
    return {
      checks: {
        'with 150/30 leaders survive stalls as well as with 300/30': all(
          STALLS_MS,
          (_, place) => (fast?.[place] ?? Number.NaN) <= (before?.[place] ?? Number.NaN),
        ),
      },
      controls: {
        'each configuration had stalls': all(curves, ({ perStall }) => all(perStall, Number.isFinite)),
        '3,000/150 survives what 150/30 does not': (last?.[1] ?? Number.NaN) < (fast?.[1] ?? Number.NaN),
      },
      measured:
        `Elections for each stall of ${STALLS_MS.join(', ')} ms: ${curves.map(({ name, perStall }) => `${name} ${perStall.map(text).join(', ')}`).join('; ')}. ` +
        `500/100 is ${String(next) === String(fast) ? 'the same as' : 'other than'} 150/30, for only the ratio counts; 3,000/150 has ${text(last?.at(-1))} at the longest.`,
    };
  },
};

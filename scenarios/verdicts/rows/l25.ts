import type { RunResult } from '../../harness/result/run-result.js';
import {
  all,
  allPassed,
  electionsAgain,
  faultsStruck,
  longest,
  passing,
  pooledWaitsMs,
  shortest,
  text,
} from '../figures.js';
import type { VerdictRow } from '../row.js';

const STALLS = 'apply-stall';

export const l25: VerdictRow = {
  id: 'L25',
  claim:
    'An election time-out of 150 ms over a heartbeat of 30 ms is five ticks, and a tick is 10 ms: the time-out is 50 to 90 ms, and a stall of 60 ms deposes a leader.',
  source: 'S3:L31-37; spec c L25; @4da5693 replica.rs',
  expected:
    '5 to 9 ticks for 150/30, 10 to 19 for 300/30; churn with the first and none with the second under stalls of 60 ms (spec c L25)',
  async settle(lab) {
    const campaigns = async (electionMs: number): Promise<readonly number[]> =>
      pooledWaitsMs(
        await lab.sweep('partition-leadership', [1, 60], {
          set: { 'client.messages': 1, 'group.electionMs': electionMs },
        }),
        'group.campaign',
      );
    const five = await campaigns(150);
    const ten = await campaigns(300);
    const stalled = async (set: Record<string, number>): Promise<readonly RunResult[]> =>
      lab.twenty(STALLS, { set });
    const churn = await stalled({});
    const calm = await stalled({ 'group.electionMs': 300 });
    const reference = await lab.reference(STALLS);
    return {
      checks: {
        'with 150/30 nodes stand for election after 5 to 9 ticks of 10 ms, the first of them at once':
          areTicks(five, 5),
        'with 300/30 after 10 to 19': areTicks(ten, 10),
        'stalls of 60 ms depose leaders that have five ticks': electionsAgain(churn) > 0,
        'and none that have ten': faultsStruck(calm) > 0 && electionsAgain(calm) === 0,
        'in reference no stall does anything but last': allPassed(reference),
      },
      measured:
        `First campaigns ${text(shortest(five))} to ${text(longest(five))} ms after the group began with 150/30, ${text(shortest(ten))} to ` +
        `${text(longest(ten))} ms with 300/30: a tick less than the time-out, for an interval ticks at once. ${text(faultsStruck(churn))} stalls of 60 ms led to ` +
        `${text(electionsAgain(churn))} elections with five ticks, to ${text(electionsAgain(calm))} with ten. Reference: ${passing(reference)}.`,
    };
  },
};

/** Multiples of a tick, from the least to the most that may be drawn. */
function areTicks(campaignsMs: readonly number[], ticks: number): boolean {
  const seen = new Set(campaignsMs);
  const possible = Array.from({ length: ticks }, (_, place) => (ticks - 1 + place) * 10);
  return all([...seen], (ms) => possible.includes(ms));
}

import { all, allPassed, counter, longest, passing, text, totalWaitMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

export const l29: VerdictRow = {
  id: 'L29',
  claim:
    'An interval makes up for missed ticks in a burst: after a stall longer than its drawn time-out a follower that has just drained its heartbeats stands for election, and deposes a healthy leader.',
  source: 'S4:L446-457 (the loop; spec b R8); tokio `MissedTickBehavior::Burst`',
  expected:
    'Never below the least time-out (1 s for 10 ticks of 100 ms, 2 s for 20), always above the most (2 s, 4 s); never where missed ticks are skipped (spec c L29)',
  async settle(lab) {
    const stall = (ticks: number, stallMs: number, set = {}): Promise<readonly RunResult[]> =>
      lab.sweep('ready-loop-stall', [1, 4], {
        variant: 'poll-50ms',
        set: { 'raft.electionTicks': ticks, 'stall.ms': stallMs, ...set },
      });
    const elected = (runs: readonly RunResult[]): number =>
      runs.filter((run) => counter(run, 'raft_candidacies') > 0).length;
    const below = [...(await stall(10, 900)), ...(await stall(20, 1900))];
    const above = [...(await stall(10, 2200)), ...(await stall(20, 4200))];
    const skip = { missedTick: 'skip' };
    const skipped = [...(await stall(10, 2200, skip)), ...(await stall(20, 4200, skip))];
    const long = await lab.run('ready-loop-stall', { set: { 'stall.ms': 30_000 } });
    const reference = await lab.reference('ready-loop-stall', { 'stall.ms': 4200 });
    const calm = all(reference, (run) => counter(run, 'raft_candidacies') === 0);
    const deposed = above.filter((run) => counter(run, 'raft_elections_won') > 0);
    const leaderlessMs = above.map((run) => totalWaitMs(run, 'raft.nobodyLeads'));
    return {
      checks: {
        'a stall below the least time-out elects nobody, though it strikes':
          elected(below) === 0 && all(below, strikes),
        'one above the most always makes the follower stand': elected(above) === above.length,
        'and the healthy leader is deposed': deposed.length === above.length,
        'a stall of many time-outs: once for each of them': counter(long, 'raft_candidacies') >= 7,
        'with missed ticks skipped nobody stands': elected(skipped) === 0 && all(skipped, strikes),
        'nor in reference, 20 seeds': allPassed(reference) && calm,
      },
      measured:
        `Stood for election: ${text(elected(below))} of ${text(below.length)} runs below the least time-out, ${text(elected(above))} of ${text(above.length)} above the most, ` +
        `${text(elected(skipped))} of ${text(skipped.length)} with missed ticks skipped; nobody led for up to ${text(longest(leaderlessMs))} ms. ` +
        `After 30 s of stall the follower stood ${text(counter(long, 'raft_candidacies'))} times. Reference: ${passing(reference)}, ${calm ? 'no candidate' : 'with candidates'}.`,
    };
  },
};

/** The stall has held something up. */
function strikes({ faults }: RunResult): boolean {
  return faults.some(({ effects }) => effects > 0);
}

import { all, counter, latenciesMs, longest, text, waitsMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

const STALL_MS = 30_000;

export const e10: VerdictRow = {
  id: 'E10',
  claim: 'A write to the log that stalls on one node freezes Raft, and consensus stops for as long.',
  source: 'S4:L446-451, L492-511',
  expected:
    'A quorum of 2 of 3 goes on: at once if a follower stalls, after an election if the leader does (spec e E10)',
  async settle(lab) {
    const stall = (role: string): Promise<RunResult> =>
      lab.run('ready-loop-stall', { set: { 'stall.role': role, 'stall.ms': STALL_MS } });
    const follower = await stall('follower');
    const leader = await stall('leader');
    const worst = (run: RunResult): number => longest(latenciesMs(run, 'adminCreate'));
    const [behindMs] = waitsMs(follower, 'raft.applyLag').slice(-1);
    return {
      checks: {
        'a stalled follower holds creations up for as long as it stalls': worst(follower) >= STALL_MS - 1000,
        'a stalled leader does': worst(leader) >= STALL_MS - 1000,
      },
      controls: {
        'all 20 creations are answered, both times': all(
          [follower, leader],
          (run) => latenciesMs(run, 'adminCreate').length === 20,
        ),
        'the follower that stalls is behind by nearly as much': (behindMs ?? Number.NaN) > STALL_MS - 1000,
        'the leader that stalls is deposed': counter(leader, 'raft_elections_won') > 0,
      },
      measured:
        `With a follower stalled for ${text(STALL_MS)} ms the slowest of ${text(latenciesMs(follower, 'adminCreate').length)} creations took ${text(worst(follower))} ms (the follower itself was ${text(behindMs)} ms behind), ` +
        `with the leader stalled ${text(worst(leader))} ms, asked of another after 2,000 ms.`,
    };
  },
};

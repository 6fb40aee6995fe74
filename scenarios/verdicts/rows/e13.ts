import { counter, longest, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

export const e13: VerdictRow = {
  id: 'E13',
  claim:
    'The retries and backoff of the sender of Raft messages are best practice, and nothing is to be improved.',
  source: 'S0:L283-325',
  expected:
    'They stand in one queue for all peers, so a dead peer takes the leader’s heartbeats from the others (spec e E13, L15, R11)',
  async settle(lab) {
    const serial = await lab.run('sender-dead-peer');
    const bare = await lab.run('sender-dead-peer', { variant: 'poll-50ms' });
    const longestMs = (run: typeof bare): number => longest(waitsMs(run, 'raft.heartbeatGap'));
    const leaderlessMs = waitsMs(serial, 'raft.nobodyLeads').at(-1) ?? 0;
    return {
      checks: {
        'with a peer dead the other hears its leader as often as ever': longestMs(serial) <= longestMs(bare),
        'and nobody stands for election': counter(serial, 'raft_candidacies') === 0,
      },
      controls: {
        'with no retries at all the other hears its leader all the while':
          longestMs(bare) <= 300 && counter(bare, 'raft_candidacies') === 0,
      },
      measured:
        `With retries in one queue the healthy follower heard nothing for up to ${text(longestMs(serial))} ms, and nobody led for ${text(leaderlessMs)} of 60,000 ms; ` +
        `with no retries at all: ${text(longestMs(bare))} ms, and ${text(counter(bare, 'raft_candidacies'))} candidates.`,
    };
  },
};

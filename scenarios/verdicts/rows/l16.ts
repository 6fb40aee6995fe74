import { allPassed, counter, longest, passing, sum, text, waitsMs } from '../figures.js';
import type { Lab, VerdictRow } from '../row.js';

const DOWN_MS = 6000;

export const l16: VerdictRow = {
  id: 'L16',
  claim:
    'A message that was lost after ten attempts is not reported to Raft, which goes on from where the peer has never been: a follower that was away for 6 s is stuck until a heartbeat response shows the gap.',
  source: 'S0:L302-305',
  expected:
    'The rejection of what is sent too far ahead costs one exchange, a turn of the loop, which a report would have saved (spec c L16, d.2)',
  async settle(lab) {
    const measureAt = async (periodMs: number): Promise<{ costMs: number; lagMs: number; lost: number }> => {
      const away = (reports: boolean): ReturnType<Lab['run']> =>
        lab.run('sender-dead-peer', {
          set: {
            sender: 'task-per-message',
            'deadPeer.ms': DOWN_MS,
            'loop.periodMs': periodMs,
            'sender.reportsUnreachable': reports,
          },
        });
      const [silent, told] = [await away(false), await away(true)];
      const [lagMs, toldMs] = [silent, told].map((run) => longest(waitsMs(run, 'raft.applyLag')));
      const lost = counter(silent, 'raft_messages_lost');
      return {
        costMs: sum([lagMs ?? Number.NaN, -(toldMs ?? Number.NaN)]),
        lagMs: lagMs ?? Number.NaN,
        lost,
      };
    };
    const usual = await measureAt(100);
    const faster = await measureAt(60);
    const reference = await lab.reference('sender-dead-peer', { 'deadPeer.ms': DOWN_MS });
    return {
      checks: {
        'messages are lost after ten attempts': usual.lost > 0,
        'without the report the follower catches up one turn later, 100 ms': usual.costMs === 100,
        'or 60 ms, where a turn takes 60': faster.costMs === 60,
        'in reference all is well, 20 seeds': allPassed(reference),
      },
      measured:
        `${text(usual.lost)} messages were lost; the follower applied the first of them ${text(usual.lagMs)} ms late, of which it was away for ${text(DOWN_MS)}, ` +
        `and ${text(usual.costMs)} ms later than with a report (turns of 60 ms: ${text(faster.costMs)} ms). Reference: ${passing(reference)}.`,
    };
  },
};

import { allPassed, counter, longest, passing, text, waitsMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

export const l15: VerdictRow = {
  id: 'L15',
  claim:
    'The sender’s one queue has no bound, and a message behind a dead peer’s waits for it: heartbeats and votes arrive seconds late, later and later.',
  source: 'S0:L291-312',
  expected: 'What waits in the queue waits nearly as long as the peer has been dead by then (spec c L15)',
  async settle(lab) {
    const dead = (downMs: number): Promise<RunResult> =>
      lab.run('sender-dead-peer', { set: { 'deadPeer.ms': downMs } });
    const queuedMs = (run: RunResult): number => longest(waitsMs(run, 'raft.sendQueued'));
    const short = await dead(15_000);
    const long = await dead(60_000);
    const reference = await lab.reference('sender-dead-peer', { 'deadPeer.ms': 15_000 });
    return {
      checks: {
        '15 s: a message has waited for more than 10 s': queuedMs(short) > 10_000,
        '60 s: for more than 50 s': queuedMs(long) > 50_000,
        'messages that were tried ten times are lost': counter(long, 'raft_messages_lost') > 0,
        'in reference all is well, 20 seeds': allPassed(reference),
      },
      measured:
        `With the peer down for 15 s a message waited up to ${text(queuedMs(short))} ms in the queue, for 60 s up to ${text(queuedMs(long))} ms; ` +
        `${text(counter(long, 'raft_messages_lost'))} messages were lost after ten attempts. Reference: ${passing(reference)}.`,
    };
  },
};

import { exact, latenciesMs, text, totalWaitMs, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

/** What the server's own log of that day shows for ten proposals (spec d.1). */
const LOGGED_MS = [1500, 1550] as const;

export const e1: VerdictRow = {
  id: 'E1',
  claim: 'The sleep of 150 ms after each proposal never existed.',
  source: 'S1:L18-43; against it raft_cluster.rs:416 @ 893843d and PRODUCE_PERFORMANCE_FIX_v2.2.8.md',
  expected:
    'If it never existed, the ten proposals of a creation, none of which waits for anything else, take no time; the logs of the day show 1.50 to 1.55 s (spec 0.1, e E1)',
  async settle(lab) {
    const set = { 'creation.ask': 'leader' };
    const without = await lab.run('topic-creation', { variant: 'notify', set });
    const withSleep = await lab.run('topic-creation', { variant: 'sleep-then-poll', set });
    const other = await lab.run('topic-creation', {
      variant: 'sleep-then-poll',
      set: { ...set, 'topic.partitions': 5 },
    });
    const beyondWaitMs =
      (latenciesMs(without, 'createTopic')[0] ?? Number.NaN) - totalWaitMs(without, 'createWait');
    const sleptMs = latenciesMs(withSleep, 'createTopic')[0] ?? Number.NaN;
    const isAsLogged = (ms: number): boolean => ms >= LOGGED_MS[0] && ms <= LOGGED_MS[1];
    return {
      checks: { 'without a sleep the proposals take what the logs show': isAsLogged(beyondWaitMs) },
      controls: {
        'without a sleep the topic is created all the same': Number.isFinite(beyondWaitMs),
        'with it they do: ten sleeps of 150 ms': isAsLogged(sleptMs) && sleptMs === 10 * 150,
        'and with 5 partitions sixteen': latenciesMs(other, 'createTopic')[0] === 16 * 150,
      },
      measured:
        `Without it the ten proposals take ${text(beyondWaitMs)} ms; with it the creation takes ${text(sleptMs)} ms ` +
        `(${text(waitsMs(withSleep, 'proposeSleep').length)} sleeps; with 5 partitions ${text(latenciesMs(other, 'createTopic')[0])} ms and ` +
        `${text(waitsMs(other, 'proposeSleep').length)} sleeps).`,
      figures: [exact('creation on the leader at 893843d', 'ms', { documented: 1500, predicted: sleptMs })],
    };
  },
};

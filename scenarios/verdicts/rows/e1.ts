import { latenciesMs, longest, shape, shortest, text, totalWaitMs, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

/** What the server's own log of that day shows for a proposal (PRODUCE_PERFORMANCE_FIX_v2.2.8.md). */
const LOGGED_MS = [150.57, 150.58, 153.45] as const;
/** One creation, three for each of three partitions, and once more two for each. */
const PROPOSALS = 16;

export const e1: VerdictRow = {
  id: 'E1',
  claim: 'The sleep of 150 ms after each proposal never existed.',
  source: 'S1:L18-43; against it raft_cluster.rs:416 @ 893843d and PRODUCE_PERFORMANCE_FIX_v2.2.8.md',
  expected:
    'If it never existed, the sixteen proposals of a creation, none of which waits for anything else, take no time; the log of the day shows 150.57 to 153.45 ms for each (spec 0.1, e E1)',
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
    /** The sleep at least, and no more than the slowest of the log. */
    const isAsLogged = (ms: number): boolean => ms >= PROPOSALS * 150 && ms <= PROPOSALS * longest(LOGGED_MS);
    return {
      checks: { 'without a sleep the proposals take what the logs show': isAsLogged(beyondWaitMs) },
      controls: {
        'without a sleep the topic is created all the same': Number.isFinite(beyondWaitMs),
        'with it they do: sixteen sleeps of 150 ms': isAsLogged(sleptMs) && sleptMs === PROPOSALS * 150,
        'and with 5 partitions twenty-six': latenciesMs(other, 'createTopic')[0] === 26 * 150,
      },
      measured:
        `Without it the sixteen proposals take ${text(beyondWaitMs)} ms; with it the creation takes ${text(sleptMs)} ms ` +
        `(${text(waitsMs(withSleep, 'proposeSleep').length)} sleeps; with 5 partitions ${text(latenciesMs(other, 'createTopic')[0])} ms and ` +
        `${text(waitsMs(other, 'proposeSleep').length)} sleeps).`,
      figures: [
        shape('a proposal on the leader at 893843d, the fastest that was logged', 'ms', {
          documented: shortest(LOGGED_MS),
          predicted: sleptMs / PROPOSALS,
        }),
      ],
    };
  },
};

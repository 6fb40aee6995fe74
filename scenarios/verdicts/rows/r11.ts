import { all, counter, exact, latenciesMs, longest, pooledWaitsMs, sum, text, waitsMs } from '../figures.js';
import type { VerdictRow } from '../row.js';

/** Ten attempts with nine sleeps between them. */
const BACKOFFS_MS = 50 + 100 + 200 + 400 + 800 + 4 * 1000;
/** 0.5 ms each way; a message has a size, a refusal has none. */
const [ROUND_TRIP_MS, REFUSAL_MS] = [1.002, 1];

export const r11: VerdictRow = {
  id: 'R11',
  claim:
    'One consumer of one queue for all peers: a dead peer costs 5,550 ms for each message to it, the healthy ones wait for that, and the cluster falls into an election storm.',
  source: 'S0:L283-325',
  expected:
    'Heartbeats to the healthy follower arrive every 5.55 s, or every ~105 s where the dead peer does not refuse (the repository’s own figure, spec d.1); not so with a queue or a task of its own for each (spec b R11)',
  async settle(lab) {
    const dead = 'sender-dead-peer';
    const serial = await lab.run(dead);
    const silent = await lab.sweep(dead, [1, 3], {
      set: { 'deadPeer.by': 'machine', 'deadPeer.ms': 330_000 },
    });
    const quick = await lab.run(dead, { set: { 'sender.attemptsMax': 4, 'sender.backoffMs': 300 } });
    const tasks = await lab.run(dead, { set: { sender: 'task-per-message', 'raft.heartbeatTicks': 3 } });
    const fifo = await lab.run(dead, { variant: 'poll-50ms' });
    const reference = await lab.run(dead, { variant: 'reference' });
    const refusedMs = sum([BACKOFFS_MS, 10 * REFUSAL_MS, ROUND_TRIP_MS]);
    const silentMs = sum([BACKOFFS_MS, 10 * 10_000, ROUND_TRIP_MS]);
    const gaps = waitsMs(serial, 'raft.heartbeatGap').filter((ms) => ms === refusedMs);
    const longGaps = pooledWaitsMs(silent, 'raft.heartbeatGap').filter((ms) => ms >= silentMs);
    const silentGaps = longGaps.filter((ms) => ms === silentMs);
    const longestGapMs = (run: typeof fifo): number => longest(waitsMs(run, 'raft.heartbeatGap'));
    const leaderless = waitsMs(serial, 'raft.nobodyLeads').at(-1) ?? 0;
    return {
      checks: {
        'refused: heartbeats to the healthy follower every 5,550 ms and the round trips': gaps.length >= 5,
        'silent: every ten times 10 s and 5,550 ms, over 3 seeds': silentGaps.length >= 3,
        'or a multiple of that, where messages to the silent peer follow one another': all(longGaps, (ms) =>
          isMultiple(ms - ROUND_TRIP_MS, silentMs - ROUND_TRIP_MS),
        ),
        'four attempts from 300 ms on: every 1,900 ms and the round trips': waitsMs(
          quick,
          'raft.heartbeatGap',
        ).includes(sum([300 + 600 + 1000, 4 * REFUSAL_MS, ROUND_TRIP_MS])),
        'two of three are up and nobody leads for 50 of 60 s': leaderless > 50_000,
        'a storm: somebody stands at least every five seconds': counter(serial, 'raft_candidacies') >= 12,
        'with a task for each message, in order to each peer, and in reference nobody stands for election':
          all(
            [tasks, fifo, reference],
            (run) => counter(run, 'raft_candidacies') === 0 && longestGapMs(run) <= 300,
          ),
      },
      measured:
        `Heartbeats to the healthy follower came ${text(gaps.length)} times after ${text(refusedMs)} ms, and with a silent machine, in 3 seeds, ${text(silentGaps.length)} times after ${text(silentMs)} ms and ${text(longGaps.length - silentGaps.length)} times after a multiple of it; ` +
        `nobody led for ${text(leaderless)} of 60,000 ms with ${text(counter(serial, 'raft_candidacies'))} candidacies, and creations took up to ${text(longest(latenciesMs(serial, 'adminCreate')))} ms. ` +
        `Longest gap with a task for each message: ${text(longestGapMs(tasks))} ms (three ticks), in order to each peer: ${text(longestGapMs(fifo))} ms (two ticks), reference: ${text(longestGapMs(reference))} ms.`,
      figures: [
        exact('time between messages, one queue for all peers', 's', {
          documented: 105,
          predicted: silentMs / 1000,
          note: 'ten attempts of 10 s, the transport’s request time-out, and 5.55 s of backoff, at a peer that is silent; at one that refuses 19 messages in a row would last as long, and in the runs those to the two peers mostly alternate',
        }),
        exact('the same, a task for each message', 's', {
          documented: 0.3,
          predicted: longestGapMs(tasks) / 1000,
          note: 'heartbeat_tick 3 of 100 ms',
        }),
      ],
    };
  },
};

/** To the microsecond. */
function isMultiple(ms: number, ofMs: number): boolean {
  return Math.round(ms * 1000) % Math.round(ofMs * 1000) === 0;
}

import { all, counter, latenciesMs, longest, raftHolds, text, violatedOfRaft, waitsMs } from '../figures.js';
import type { RunResult } from '../../harness/result/run-result.js';
import type { VerdictRow } from '../row.js';

const PERIOD_MS = 100;

export const r8: VerdictRow = {
  id: 'R8',
  claim:
    'The ready loop holds its lock while it writes: a disk that stalls freezes Raft on that node, and with it everybody who proposes there or asks who leads.',
  source: 'S4:L446-451, L510-518',
  expected:
    'With a stalled follower the cluster goes on (2 of 3). With a stalled leader the others elect after 10 to 20, or 20 to 40, ticks, while the stalled node still says that it leads (spec b R8)',
  async settle(lab) {
    const stall = (role: string, stallMs: number, set = {}, variant = 'poll-50ms'): Promise<RunResult> =>
      lab.run('ready-loop-stall', { variant, set: { 'stall.role': role, 'stall.ms': stallMs, ...set } });
    const blips = [await stall('follower', 200), await stall('leader', 200)];
    const follower = await stall('follower', 30_000);
    const minority = await stall('minority', 3000, { 'cluster.nodes': 5, missedTick: 'skip' });
    const short = await stall('leader', 3000, { 'raft.electionTicks': 10 });
    const long = await stall('leader', 30_000);
    const hours = await stall('leader', 600_000);
    const patient = await stall('leader', 5000, { 'client.requestTimeoutMs': 60_000 });
    const released = await stall('follower', 1000, { readyIo: 'lock-released' });
    const dropped = await stall('follower', 300, { lightReady: 'dropped' });
    const reference = await stall('leader', 3000, {}, 'reference');
    const [shortMs, longMs] = [firstSilence(short, 10), firstSilence(long, 20)];
    const [togetherMs = 0] = waitsMs(long, 'raft.severalLead');
    const [togetherLongMs = 0] = waitsMs(hours, 'raft.severalLead');
    const asked = longest(onNode(patient, 'n1'));
    const stops = released.findings.filter(({ type }) => type === 'stopped');
    return {
      checks: {
        '200 ms of stall elect nobody': all(
          blips,
          (run) => counter(run, 'raft_candidacies') === 0 && latenciesMs(run, 'adminCreate').length > 0,
        ),
        'a stalled follower holds up no creation of 20': isQuick(follower),
        'nor do two of five, if missed ticks are skipped (for those that burst see L29)': isQuick(minority),
        'it is itself behind by as much': longest(waitsMs(follower, 'raft.applyLag')) > 29_000,
        'who asks the stalled leader waits for its disk, 5 s': asked > 4500,
        '10 to 20 ticks without a leader, then an election': isWithin(shortMs, 10),
        '20 to 40 ticks without a leader, then an election': isWithin(longMs, 20),
        'meanwhile the stalled node says that it leads': togetherMs + longMs > 29_000,
        'and would say so for 600 s': togetherLongMs > 590_000,
        'no invariant of Raft is violated': raftHolds([follower, minority, short, long, hours]),
        'the lock released for the write ends the node in a panic': stops.length === 1,
        'where what `advance` returns is dropped, a follower stalled for 300 ms never applies what it missed':
          violatedOfRaft(dropped).includes('index-order'),
        'the reference goes on with a stalled leader': longest(notOnNode(reference, 'n1')) < 10,
      },
      measured:
        `A follower stalled for 30 s: the longest of ${text(latenciesMs(follower, 'adminCreate').length)} creations took ${text(longest(latenciesMs(follower, 'adminCreate')))} ms. ` +
        `A leader: after ${text(shortMs)} ms (10 ticks) or ${text(longMs)} ms (20 ticks) of silence another stands; the stalled one says for ${text(togetherMs)} ms more that it leads ` +
        `(of 600 s: ${text(togetherLongMs)} ms), and a creation asked of one that stalls for 5 s took ${text(asked)} ms. Released: "${stops[0]?.key ?? 'none'}".`,
    };
  },
};

/** All creations, be they in the stall or after it, are answered in less than a second. */
function isQuick(run: RunResult): boolean {
  const ms = latenciesMs(run, 'adminCreate');
  return ms.length === 20 && longest(ms) < 1000;
}

/** Of the first to stand in the stall; those that a burst of missed ticks brings about come later. */
function firstSilence(run: RunResult, ticks: number): number {
  return waitsMs(run, 'raft.silence').filter((ms) => ms > (ticks / 2) * PERIOD_MS)[0] ?? Number.NaN;
}

/** From the least ticks that may be drawn on; each turn ticks before it looks at what has come. */
function isWithin(silenceMs: number, ticks: number): boolean {
  return silenceMs >= ticks * PERIOD_MS && silenceMs < 2 * ticks * PERIOD_MS;
}

function onNode(run: RunResult, node: string): readonly number[] {
  return latenciesMs(
    { ...run, requests: run.requests.filter((request) => request.node === node) },
    'createTopic',
  );
}

function notOnNode(run: RunResult, node: string): readonly number[] {
  return latenciesMs(
    { ...run, requests: run.requests.filter((request) => request.node !== node) },
    'createTopic',
  );
}

import type { RunResult } from '../../harness/result/run-result.js';
import {
  all,
  allPassed,
  counter,
  exact,
  latenciesMs,
  longest,
  mean,
  range,
  shape,
  shortest,
  sum,
  text,
  violations,
  waitsMs,
} from '../figures.js';
import type { VerdictRow } from '../row.js';

const POLL_MS = 200;
const FALLBACK_MS = 2000;
/** All joins have the same way to the coordinator; else a member's first join also opens its connection. */
const CONNECTED = { 'network.handshakeRoundTrips': 0 };
/** Three consumers that start within a second, none slow or silent, with kafka-python's heartbeat. */
const WITHIN_A_SECOND = {
  'client.count': 3,
  'consumerGroup.lateMembers': 0,
  'consumerGroup.joinSpreadMs': 1000,
  'consumerGroup.heartbeatMs': 3000,
  'consumerGroup.stayMs': 15_000,
};

export const r9: VerdictRow = {
  id: 'R9',
  claim:
    'A member that joins a group waits up to 200 ms more than it need, because a task for each of them looks every 200 ms; a leader that does not assign costs the others 2 s. Told of the last join instead, a join would take less than 10 ms.',
  source: 'S0:L153-238, L404-431',
  expected:
    'Up to 200 ms after the last join, to the microsecond by when they joined, and N joiners are N polling tasks; the fallback after 2 s exactly (spec b R9)',
  async settle(lab) {
    const joins = await lab.twenty('group-join', { set: CONNECTED });
    const quick = await lab.sweep('group-join', [1, 5], {
      set: { ...CONNECTED, 'consumerGroup.joinPollMs': 70, 'client.count': 9 },
    });
    const silent = await lab.sweep('group-leader-silent', [1, 5]);
    const patient = await lab.run('group-leader-silent', {
      set: { 'consumerGroup.syncFallbackMs': 3700, 'client.count': 6 },
    });
    const polled = await lab.twenty('group-join', { set: WITHIN_A_SECOND });
    const notified = await lab.twenty('group-join', {
      set: { ...WITHIN_A_SECOND, consumerGroups: 'notified' },
    });
    const reference = await lab.reference('group-join', WITHIN_A_SECOND);
    const afterLastMs = joins.flatMap((run) => waitsMs(run, 'groupJoin'));
    const fallbacks = (runs: readonly RunResult[]): number =>
      runs.filter((run) => counter(run, 'group_server_assignments') > 0).length;
    return {
      checks: {
        'every round ends when polling says, to the microsecond, 20 seeds': areExact(joins, POLL_MS),
        'also with nine consumers and 70 ms': areExact(quick, 70),
        'no round later than 200 ms after its last join': all(afterLastMs, (ms) => ms > 0 && ms <= POLL_MS),
        'a task for each join': all(joins, hasTaskEach),
        'a silent leader costs 2 s exactly': all(
          silent,
          (run) => waitsMs(run, 'syncFallback').join() === String(FALLBACK_MS),
        ),
        '3.7 s if it is that': waitsMs(patient, 'syncFallback').join() === '3700',
        'reference passes, 20 seeds': allPassed(reference),
      },
      measured:
        `After the last join a round lasted ${range(afterLastMs)} ms, ${text(mean(afterLastMs))} ms on average; ` +
        `the fallback came after ${text(waitsMs(silent[0] ?? patient, 'syncFallback')[0])} ms. The remedy does not keep its promise: three consumers that start within ` +
        `a second all have their partitions after ${span(polled)} polled, after ${span(notified)} notified. Nor need a client be broken: in ` +
        `${text(fallbacks(polled))} of ${text(polled.length)} seeds polled and ${text(fallbacks(notified))} notified the round ended without its leader, which had yet to join, and ` +
        `the others waited for the fallback; polled, ${text(violations(polled))} seeds gave a partition to two members, since the leader that came late assigned ` +
        `once more. Reference: ${span(reference)}, nearly all of it Kafka's initial delay; later rounds end with their last join.`,
      figures: [
        exact('wait after the last join, at most', 'ms', {
          documented: 200,
          predicted: longest(afterLastMs),
          note: 'the bound; how near it a round comes is when its members joined',
        }),
        exact('wait of followers for a silent leader', 'ms', {
          documented: 2000,
          predicted: waitsMs(silent[0] ?? patient, 'syncFallback')[0] ?? Number.NaN,
        }),
        shape('join with notification, until all have their partitions', 'ms', {
          documented: 10,
          predicted: settledMs(notified).at(-1) ?? Number.NaN,
          note: 'each join is answered at once, but nobody knows how many are to come: every one of them begins another round',
        }),
      ],
    };
  },
};

function hasTaskEach(run: RunResult): boolean {
  const joined = latenciesMs(run, 'joinGroup').length;
  return joined > 0 && counter(run, 'group_join_tasks') === joined;
}

function areExact(runs: readonly RunResult[], pollMs: number): boolean {
  return all(runs, (run) => {
    const reckoned = polledRounds(run, pollMs).map(({ afterLastMs }) => afterLastMs);
    return reckoned.length > 0 && waitsMs(run, 'groupJoin').join() === reckoned.sort((a, b) => a - b).join();
  });
}

/** Of each run: from the first join to the last answer that gave a member its partitions; shortest first. */
function settledMs(runs: readonly RunResult[]): readonly number[] {
  const each = runs.map(({ requests }) => {
    const startMs = requests.find(({ operation }) => operation === 'joinGroup')?.startMs ?? Number.NaN;
    const ends = requests.flatMap(({ operation, outcome, startMs: from, latencyMs }) =>
      operation === 'syncGroup' && outcome === 'ok' && latencyMs !== null ? [sum([from, latencyMs])] : [],
    );
    return sum([longest(ends), -startMs]);
  });
  return each.sort((a, b) => a - b);
}

function span(runs: readonly RunResult[]): string {
  return `${range(settledMs(runs))} ms`;
}

interface PolledRound {
  /** Milliseconds from the last join of the round to its end. */
  readonly afterLastMs: number;
  readonly joinerCount: number;
}

/**
 * Each member that joins has a task that looks every `pollMs`, for the first time after one interval. So a
 * round ends with the first look of any task once all have joined. A first round is complete with its first
 * member, so it ends with the first look of all. All joins have the same way to the coordinator.
 *
 * `rounds` are the joins that were answered together; joins that were refused are none.
 */
function polledRounds(run: RunResult, pollMs: number): readonly PolledRound[] {
  const rounds = new Map<number, number[]>();
  for (const { operation, outcome, startMs, latencyMs } of run.requests) {
    if (operation !== 'joinGroup' || outcome !== 'ok' || latencyMs === null) continue;
    const endMs = sum([startMs, latencyMs]);
    rounds.set(endMs, [...(rounds.get(endMs) ?? []), startMs]);
  }
  return [...rounds]
    .sort(([left], [right]) => left - right)
    .map(([, startsMs]) => ({ afterLastMs: afterLastMs(startsMs, pollMs), joinerCount: startsMs.length }));
}

function afterLastMs(startsMs: readonly number[], pollMs: number): number {
  const lastMs = longest(startsMs);
  const waits = startsMs.map((startMs) => {
    const sinceUs = Math.round((lastMs - startMs) * 1000);
    const pollUs = pollMs * 1000;
    // The task of the last one itself looks a whole interval later.
    return (sinceUs === 0 ? pollUs : Math.ceil(sinceUs / pollUs) * pollUs - sinceUs) / 1000;
  });
  return sum([shortest(waits)]);
}

import test from 'ava';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { runScenario, type RunResult, type Scenario } from '../index.js';
import { latenciesMs, violatedOfRaft, waitsMs } from '../verdicts/figures.js';
import { createTopicsLoad } from './workloads/create-topics.js';

const run = (
  scenario: string | Scenario,
  seed: number,
  set: UncheckedSettings = {},
  variant?: string,
): Promise<RunResult> =>
  runScenario(scenario, { seed, set, causes: 'none', ...(variant === undefined ? {} : { variant }) });

const stallOf = (result: RunResult): { readonly fromMs: number; readonly toMs: number } => {
  const [stall] = result.faults;
  return { fromMs: stall?.atMs ?? Number.NaN, toMs: stall?.untilMs ?? Number.NaN };
};

test('as many followers as a quorum can spare may stall: no creation takes more than a turn longer', async (t) => {
  for (const nodes of [3, 5, 7]) {
    for (const seed of [1, 2]) {
      const set = { 'stall.role': 'minority', 'stall.ms': 3000, 'cluster.nodes': nodes, missedTick: 'skip' };
      const stalled = await run('ready-loop-stall', seed, set);
      t.is(stalled.verdict, 'passed');
      t.is(stalled.counters['raft_candidacies'], undefined);
      const calm = await runScenario('ready-loop-stall', { seed, set, faults: [] });
      const longestMs = Math.max(...latenciesMs(stalled, 'adminCreate'));
      // Without the fastest of the others an acknowledgement may just miss the leader's next turn.
      t.true(longestMs <= Math.max(...latenciesMs(calm, 'adminCreate')) + 100);
    }
  }
});

test('a stalled leader is replaced after its followers` drawn ticks, and goes on to say that it leads until its disk answers', async (t) => {
  for (const [ticks, periodMs, nodes] of [
    [10, 100, 3],
    [20, 100, 5],
    [15, 40, 3],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const set = {
        'stall.role': 'leader',
        'stall.ms': 8 * ticks * periodMs,
        'raft.electionTicks': ticks,
        'loop.periodMs': periodMs,
        'cluster.nodes': nodes,
      };
      const result = await run('ready-loop-stall', seed, set);
      const { fromMs, toMs } = stallOf(result);
      const elections = result.notes.filter(
        ({ text, atMs }) => atMs > fromMs && text.startsWith('leads the'),
      );
      const electedMs = elections[0]?.atMs ?? Number.NaN;
      t.true(electedMs < toMs);
      // The last message is looked at within a period of its arrival, after the tick of that turn: the next
      // turn is the first that counts.
      const [silenceMs = 0] = waitsMs(result, 'raft.silence').filter((ms) => ms > (ticks / 2) * periodMs);
      t.true(silenceMs >= ticks * periodMs && silenceMs < 2 * ticks * periodMs, `${silenceMs} ms`);
      const [togetherMs = 0] = waitsMs(result, 'raft.severalLead');
      t.true(togetherMs >= toMs - electedMs);
      t.true(togetherMs <= toMs - electedMs + 2 * periodMs);
      t.deepEqual(violatedOfRaft(result), []);
    }
  }
});

test('an event-driven loop has no turns, and does not accept a word on how to spend them', async (t) => {
  for (const [knob, value] of [
    ['readyIo', 'in-lock'],
    ['lightReady', 'handled'],
    ['missedTick', 'skip'],
    ['leaderFlag', 'cached'],
  ] as const) {
    await t.throwsAsync(run('ready-loop-stall', 1, { [knob]: value }, 'reference'), {
      message: new RegExp(`${knob} is ${value}, and loop.periodMs 0`),
    });
  }
});

test('a cached flag says that a node leads that has stepped down, for as long as the write of its vote lasts', async (t) => {
  const deposed: Scenario = {
    name: 'deposed-while-stalled',
    doc: 'The disk of the leader stalls, another one is elected, and the former one is asked.',
    source: 'spec b R8',
    variant: 'poll-50ms',
    settings: { 'topic.partitions': 1, 'client.requestTimeoutMs': 500, 'run.settleMs': 15_000 },
    leaderAtStart: 'n1',
    topics: () => [],
    faults: ({ 'run.startMs': startMs }) => [
      {
        id: 'stall',
        type: 'stallDisk',
        target: 'n1',
        syncOnly: true,
        atMs: startMs,
        untilMs: startMs + 3000,
      },
      { id: 'move', type: 'command', name: 'transferLeadership', target: 'n2', atMs: startMs },
    ],
    load: createTopicsLoad(() => ({
      creations: [{ topic: 'orders', to: 'n1', afterMs: 1000 }],
      limitMs: 5000,
    })),
  };
  for (const seed of [1, 2]) {
    const live = await run(deposed, seed);
    t.true((live.counters['topic_creation_refused'] ?? 0) > 0);
    t.true((latenciesMs(live, 'adminCreate')[0] ?? Infinity) < 500);
    const cached = await run(deposed, seed, { leaderFlag: 'cached' });
    t.is(cached.counters['topic_creation_refused'], undefined);
    t.true((latenciesMs(cached, 'adminCreate')[0] ?? 0) > 500);
  }
});

test('a loop that gives its Readys back in a task of their own keeps the flag of who leads, too', async (t) => {
  for (const readyIo of ['in-lock', 'timeout-stops', 'lock-released', 'advance-first']) {
    const set = { readyIo, leaderFlag: 'cached', 'register.count': 1 };
    const result = await run('broker-registration', 1, set);
    t.is(result.operations['registerBroker']?.ok, 1, readyIo);
  }
});

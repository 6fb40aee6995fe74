import test from 'ava';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { runScenario, type RunResult, type Scenario } from '../index.js';
import { latenciesMs, violated, violatedOfRaft, waitsMs } from '../verdicts/figures.js';
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
      // The last message is looked at within a period of its arrival, after the tick of that turn: the next turn is the first that counts.
      const [silenceMs = 0] = waitsMs(result, 'raft.silence').filter((ms) => ms > (ticks / 2) * periodMs);
      t.true(silenceMs >= ticks * periodMs && silenceMs < 2 * ticks * periodMs, `${silenceMs} ms`);
      const [togetherMs = 0] = waitsMs(result, 'raft.severalLead');
      t.true(togetherMs >= toMs - electedMs);
      t.true(togetherMs <= toMs - electedMs + 2 * periodMs);
      t.deepEqual(violatedOfRaft(result), []);
    }
  }
});

test('the reference commits with a stalled leader too: its followers are a quorum, and its disk is in nobody`s way', async (t) => {
  for (const seed of [1, 2, 3]) {
    const result = await run('ready-loop-stall', seed, { 'stall.role': 'leader' }, 'reference');
    t.is(result.verdict, 'passed');
    const others = result.requests.filter(
      ({ operation, node }) => operation === 'createTopic' && node !== 'n1',
    );
    t.true(others.length > 0);
    t.true(others.every(({ latencyMs }) => (latencyMs ?? Infinity) < 10));
  }
});

test('missed ticks in a burst make a follower campaign that has stalled as long as its time-out; skipped ones do not', async (t) => {
  for (const [ticks, stallMs, candidacies] of [
    [10, 900, 'none'],
    [10, 2200, 'some'],
    [20, 1900, 'none'],
    [20, 4200, 'some'],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const set = { 'raft.electionTicks': ticks, 'stall.ms': stallMs };
      const burst = await run('ready-loop-stall', seed, set);
      t.is(burst.counters['raft_candidacies'] !== undefined, candidacies === 'some');
      const skip = await run('ready-loop-stall', seed, { ...set, missedTick: 'skip' });
      t.is(skip.counters['raft_candidacies'], undefined);
    }
  }
});

test('a follower that drops the LightReady never applies what it had to catch up with', async (t) => {
  for (const seed of [1, 2, 3]) {
    const set = { 'stall.ms': 300 };
    const dropped = await run('ready-loop-stall', seed, { ...set, lightReady: 'dropped' });
    t.true(violated(dropped).includes('index-order'));
    t.true(violated(dropped).includes('metadata-images-equal'));
    t.is((await run('ready-loop-stall', seed, set)).verdict, 'passed');
  }
});

test('a lock released between ready and advance ends the node, with the panic that raft-rs would end it with', async (t) => {
  for (const role of ['follower', 'leader']) {
    const set = { readyIo: 'lock-released', 'stall.role': role, 'stall.ms': 1000 };
    const result = await run('ready-loop-stall', 1, set);
    const stops = result.findings.filter(({ type }) => type === 'stopped');
    t.is(stops.length, 1);
    t.regex(stops[0]?.key ?? '', /^raft panics: readyNumberMismatch: /);
    t.is(stops[0]?.node, role === 'leader' ? 'n1' : 'n3');
    t.deepEqual(violatedOfRaft(result), []);
  }
});

test('what was acknowledged before it was durable is lost with the power; who waits, or stops, loses nothing', async (t) => {
  for (const seed of [1, 2, 3]) {
    for (const readyIo of ['timeout-goes-on', 'advance-first']) {
      const names = violated(await run('acked-before-durable', seed, { readyIo }));
      for (const name of [
        'committed-is-durable-on-majority',
        'leader-completeness',
        'state-machine-safety',
        'acknowledged-topic-survives',
      ])
        t.true(names.includes(name), `${readyIo}, seed ${seed}: ${name}`);
    }
    for (const readyIo of ['in-lock', 'timeout-stops', 'lock-released'])
      t.deepEqual(violatedOfRaft(await run('acked-before-durable', seed, { readyIo })), [], readyIo);
    t.is((await run('acked-before-durable', seed, {}, 'reference')).verdict, 'passed');
  }
});

test('a vote that left before it was durable is given again after the power is back: two leaders in one term (L27)', async (t) => {
  for (const nodes of [3, 7]) {
    const set = { 'cluster.nodes': nodes };
    for (const readyIo of ['timeout-goes-on', 'advance-first']) {
      let twice = 0;
      for (const seed of [1, 2, 3, 4]) {
        const result = await run('lost-vote', seed, { ...set, readyIo });
        t.is(result.verdict, 'violated');
        if (violated(result).includes('election-safety')) twice += 1;
      }
      // Where two stand at a time, votes are split, and the next term is another.
      t.true(twice >= 2, `${readyIo}, ${nodes} nodes: ${twice}`);
    }
    for (const readyIo of ['in-lock', 'timeout-stops']) {
      const result = await run('lost-vote', 1, { ...set, readyIo });
      t.deepEqual(violatedOfRaft(result), [], readyIo);
      t.true((result.faults[0]?.effects ?? 0) > 0, readyIo);
    }
    t.is((await run('lost-vote', 1, set, 'reference')).verdict, 'passed');
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

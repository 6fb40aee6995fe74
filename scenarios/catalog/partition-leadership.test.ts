import test from 'ava';
import { findPreset, type Variant } from '../../broker-core/historic/presets.js';
import { withStrategies } from '../../broker-core/historic/strategies.js';
import { groupReplicas } from '../../broker-core/historic/partition-groups/group-replica.js';
import { referenceReplication } from '../../broker-core/broker/replication.js';
import { runScenario } from '../index.js';
import type { RunResult } from '../harness/result/run-result.js';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { chiSquare, latenciesMs, waitsMs } from '../verdicts/figures.js';

const run = (
  seed: number,
  set: UncheckedSettings,
  { scenario = 'partition-leadership', variant }: { scenario?: string; variant?: string | Variant } = {},
): Promise<RunResult> =>
  runScenario(scenario, {
    seed,
    set,
    causes: 'none',
    ...(variant === undefined ? {} : { variant }),
  });

const presetOf = (name: string): Variant => {
  const preset = findPreset(name);
  if (preset === undefined) throw new Error(`no preset ${name}`);
  return preset;
};

const produced = (result: RunResult): number => result.operations['produce']?.ok ?? 0;
const failed = (result: RunResult): number => result.operations['produce']?.failed ?? 0;
const maxMs = (result: RunResult): number => result.operations['produce']?.latencyMs?.max ?? Number.NaN;

/** One message to each partition, when all of them have leaders: as many succeed as are led by whom Metadata names. */
const oneEach = { 'client.partitioner': 'round-robin', waitForLeaders: 'strict' };

/** In how many of the runs 0, 1, 2, … of the partitions are led as planned. */
async function matches(
  partitions: number,
  seeds: number,
  set: UncheckedSettings = {},
  variant?: Variant,
): Promise<number[]> {
  const counts = Array.from({ length: partitions + 1 }, () => 0);
  for (let seed = 1; seed <= seeds; seed += 1) {
    const messages = { 'client.messages': partitions, 'topic.partitions': partitions };
    const options = variant === undefined ? {} : { variant };
    const place = produced(await run(seed, { ...oneEach, ...messages, ...set }, options));
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/** 99 % of what chance gives, for three degrees of freedom. */
const CHI_SQUARE_MAX = 11.345;
const PLANNED_OF_THREE = [8 / 27, 12 / 27, 6 / 27, 1 / 27];

test('were the groups of a node to draw one time-out for all, one partition would match in every run', async (t) => {
  const base = presetOf('partition-groups');
  const oneDraw: Variant = {
    ...base,
    strategies: (config) =>
      withStrategies(base, config, {
        election: (host) => {
          const create = groupReplicas(config.groups)(host);
          return (deps) => {
            const { random } = deps.env;
            const keyed = (name: string, key: number): number =>
              random.keyed(name.startsWith('election ') ? 'election' : name, key);
            return create({ ...deps, env: { ...deps.env, random: { ...random, keyed } } });
          };
        },
      }),
  };
  const counts = await matches(3, 30, {}, oneDraw);
  t.true(chiSquare(counts, PLANNED_OF_THREE) > CHI_SQUARE_MAX, counts.join(' '));
});

test('retries, backoff and a sleep after the creation change nothing about a plan that is wrong', async (t) => {
  const [seed, set] = [2, { ...oneEach, 'client.messages': 3 }];
  const before = await run(seed, set);
  t.is(produced(before), 1);
  for (const more of [
    { 'client.retries': 2, 'client.retryBackoffMs': 700 },
    { 'client.sleepAfterCreateMs': 3000, waitForLeaders: 'none' },
    { 'client.retries': 3, waitForLeaders: 'vacuous', warmup: 'metadata-leader' },
  ])
    t.is(produced(await run(seed, { ...set, ...more })), 1);
  t.is(produced(await run(seed, { ...set, metadataLeader: 'elected' })), 3);
});

test('with the elected leader in Metadata only the time before the elections is lost (R5, chain A)', async (t) => {
  const set = { metadataLeader: 'elected', 'client.messages': 200 };
  for (const seed of [1, 2, 3]) {
    const result = await run(seed, set);
    const sent = result.requests.filter(({ operation }) => operation === 'produce');
    const lost = sent.filter(({ outcome }) => outcome !== 'ok');
    const afterMs = (lost.at(-1)?.startMs ?? 0) - (sent[0]?.startMs ?? 0);
    const electedMs = waitsMs(result, 'group.elected').at(-1) ?? 0;
    t.true(lost.length > 0);
    // Besides: the creation before, and a turn of the loop for the leader's first message to be seen.
    t.true(afterMs < electedMs + 100, `${afterMs} ms, elected within ${electedMs} ms`);
    t.is(
      failed(
        await run(seed, {
          ...set,
          'client.messages': 30,
          'client.retries': 10,
          'client.retryBackoffMs': 500,
        }),
      ),
      0,
    );
    t.is(failed(await run(seed, { ...set, 'client.messages': 30, waitForLeaders: 'strict' })), 0);
  }
});

test('a wait in the produce handler costs itself with every attempt, to the microsecond (R6)', async (t) => {
  const attempts = 4;
  const set = {
    ...oneEach,
    'client.messages': 6,
    'client.retries': attempts - 1,
    'client.retryBackoffMs': 50,
    'run.untilMs': 10_000_000,
  };
  const failures = async (more: UncheckedSettings): Promise<readonly number[]> =>
    (await run(2, { ...set, ...more })).requests.flatMap(({ outcome, latencyMs }) =>
      outcome === 'NOT_LEADER_OR_FOLLOWER' ? (latencyMs ?? []) : [],
    );
  const without = await failures({ produceWait: 'cond' });
  t.is(without.length, 4);
  t.deepEqual(without, await failures({ produceWait: 'none' }));
  const waits = [
    [{ produceWait: 'sleep' }, 1000],
    [{ produceWait: 'sleep', 'produceWait.attempts': 7, 'produceWait.sleepMs': 13 }, 91],
    [{ produceWait: 'yield' }, 100],
    [{ produceWait: 'yield', 'produceWait.attempts': 35, 'produceWait.sleepMs': 4 }, 12],
  ] as const;
  for (const [more, waitMs] of waits) {
    const withWait = await failures(more);
    const extraUs = withWait.map((ms, place) => Math.round((ms - (without[place] ?? 0)) * 1000));
    t.deepEqual(
      extraUs,
      without.map(() => attempts * waitMs * 1000),
      JSON.stringify(more),
    );
  }
});

test('a caller that waits 10 s for its record waits 10 s, whatever the retries would take', async (t) => {
  const set = { ...oneEach, 'client.messages': 3, 'client.retries': 10, 'client.retryBackoffMs': 500 };
  const result = await run(2, { ...set, produceWait: 'sleep', 'client.sendTimeoutMs': 10_000 });
  t.is(result.operations['produce']?.errors['REQUEST_TIMED_OUT'], 2);
  t.is(maxMs(result), 10_000);
});

test('the reference writes to a new topic at once: no error, and nothing but network, disk and processor', async (t) => {
  const set = { 'client.messages': 12 };
  for (const seed of [1, 2, 3]) {
    const result = await runScenario('partition-leadership', { seed, set, variant: 'reference' });
    t.is(result.verdict, 'passed');
    t.is(failed(result), 0);
    t.is(result.waits['produceWait'], undefined);
    const [slowest] = result.explained.filter(({ operation }) => operation === 'produce');
    t.deepEqual([...new Set(slowest?.intervals.map(({ kind }) => kind))].sort(), ['cpu', 'disk', 'network']);
  }
  const refuses: Variant = {
    ...presetOf('reference'),
    strategies: { replication: { ...referenceReplication, parksWhileOpening: false } },
  };
  t.true(failed(await run(1, set, { variant: refuses })) > 0);
});

test('five ticks do not survive a stall of 60 ms; ten do, and what the times are called does not matter (L25)', async (t) => {
  const scenario = 'apply-stall';
  const elections = async (electionMs: number, heartbeatMs: number, stallMs: number): Promise<number> => {
    let count = 0;
    const set = {
      'group.electionMs': electionMs,
      'group.heartbeatMs': heartbeatMs,
      'applyStall.ms': stallMs,
    };
    for (const seed of [1, 2, 3, 4]) {
      const result = await run(seed, set, { scenario });
      count += (result.counters['group_elections'] ?? 0) - 1;
    }
    return count;
  };
  const five = await elections(150, 30, 60);
  t.true(five > 0);
  t.is(await elections(500, 100, 60), five);
  t.is(await elections(300, 30, 60), 0);
  t.true((await elections(300, 30, 200)) > 0);
  const reference = await run(1, {}, { scenario, variant: 'reference' });
  t.is(reference.verdict, 'passed');
  t.is(failed(reference), 0);
});

test('without a leader every Metadata answer takes as long as its wait, and says the same (L26)', async (t) => {
  const scenario = 'election-impossible';
  for (const timeoutMs of [5000, 10_000, 333]) {
    const set = { 'waitForLeaders.timeoutMs': timeoutMs, waitForLeaders: 'strict' };
    const result = await run(1, set, { scenario });
    t.is(result.waits['waitForLeaders']?.histogramMs[timeoutMs], 6);
    t.true(latenciesMs(result, 'metadata').every((ms) => ms >= timeoutMs && ms < timeoutMs + 60));
  }
  // A client that asks again before it is answered has several of its questions wait.
  const impatient = await run(1, { 'client.requestTimeoutMs': 2000, waitForLeaders: 'strict' }, { scenario });
  t.is(impatient.operations['metadata']?.errors['REQUEST_TIMED_OUT'], 6);
  const spanMs = impatient.requests.reduce((last, { startMs }) => Math.max(last, startMs), 0) + 2000;
  t.true(waitsMs(impatient, 'waitForLeaders').reduce((total, ms) => total + ms, 0) > spanMs);
  const reference = await run(1, {}, { scenario, variant: 'reference' });
  t.is(reference.verdict, 'passed');
  t.true(
    latenciesMs(reference, 'metadata')
      .slice(1)
      .every((ms) => ms < 5),
  );
});

test('clusters of 5 and 7 and as many partitions match as often as chance has it', async (t) => {
  for (const [nodes, seeds] of [
    [5, 20],
    [7, 10],
  ] as const) {
    const set = { 'cluster.nodes': nodes, 'topic.replicationFactor': nodes };
    const counts = await matches(nodes, seeds, set);
    const mean = counts.reduce((total, count, place) => total + count * place, 0) / seeds;
    // One of n partitions is led as planned on average; the deviation of the mean is about 1 / sqrt(seeds).
    t.true(Math.abs(mean - 1) < 3 / Math.sqrt(seeds), `${nodes} nodes: ${counts.join(' ')}`);
  }
});

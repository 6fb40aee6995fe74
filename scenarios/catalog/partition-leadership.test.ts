import test from 'ava';
import { presets, type Variant } from '../../broker-core/historic/presets.js';
import { withStrategies } from '../../broker-core/historic/strategies.js';
import { groupReplicas } from '../../broker-core/historic/partition-groups/group-replica.js';
import { referenceReplication } from '../../broker-core/broker/strategies.js';
import { runScenario } from '../index.js';
import type { RunResult } from '../harness/result/run-result.js';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { chiSquare } from '../verdicts/figures.js';

const run = (
  seed: number,
  set: UncheckedSettings,
  { scenario = 'partition-leadership', variant }: { scenario?: string; variant?: string | Variant } = {},
): Promise<RunResult> =>
  runScenario(scenario, { seed, set, causes: 'none', ...(variant === undefined ? {} : { variant }) });

const presetOf = (name: string): Variant => {
  const preset = presets.find((one) => one.name === name);
  if (preset === undefined) throw new Error(`no preset ${name}`);
  return preset;
};

const produced = (result: RunResult): number => result.operations['produce']?.ok ?? 0;
const failed = (result: RunResult): number => result.operations['produce']?.failed ?? 0;

/**
 * One message to each partition, when all of them have leaders: as many succeed as are led by the broker
 * that Metadata names.
 */
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

test('a reference that parked no record while a log opens would refuse the first to a new topic', async (t) => {
  const refuses: Variant = {
    ...presetOf('reference'),
    strategies: { replication: { ...referenceReplication, parksWhileOpening: false } },
  };
  // With a disk that takes longer to open a log than the client takes to connect to its leader.
  t.true(failed(await run(1, { 'client.messages': 12, 'disk.writeUs': 1000 }, { variant: refuses })) > 0);
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

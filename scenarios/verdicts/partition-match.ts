/** What the rows about partitions that elect their leaders themselves have in common. */
import type { RunResult } from '../harness/result/run-result.js';
import type { UncheckedSettings } from '../harness/settings/table.js';
import { all, range, text } from './figures.js';

/** One message to each partition, all of them led: those succeed whose leader Metadata names. */
export const ONE_EACH = {
  'client.messages': 3,
  'client.partitioner': 'round-robin',
  waitForLeaders: 'strict',
} as const satisfies UncheckedSettings;

/** The documents' test before the fixes: 1,000 messages, 3 retries, a sleep after the creation. */
export const TEST_BEFORE = {
  'client.messages': 1000,
  'client.retries': 3,
  'client.sleepAfterCreateMs': 2000,
  'run.untilMs': 5_000_000,
} as const satisfies UncheckedSettings;

/** And as it was in the session of S3: 100 messages, 10 retries 500 ms apart, 10 s for each. */
export const TEST_AFTER = {
  ...TEST_BEFORE,
  'client.messages': 100,
  'client.retries': 10,
  'client.retryBackoffMs': 500,
  'client.sendTimeoutMs': 10_000,
} as const satisfies UncheckedSettings;

/** Of 0, 1, 2 and 3 partitions that are led as planned, if each is led by any of three nodes alike. */
export const BY_CHANCE: readonly number[] = [8 / 27, 12 / 27, 6 / 27, 1 / 27];

/** What chance exceeds in one case of a hundred, with three degrees of freedom. */
export const CHI_SQUARE_MAX = 11.345;

export function produced(run: RunResult): number {
  return run.operations['produce']?.ok ?? 0;
}

export function failed(run: RunResult): number {
  return run.operations['produce']?.failed ?? 0;
}

/** In per cent of all that were answered. */
export function successPercent(run: RunResult): number {
  return (100 * produced(run)) / (produced(run) + failed(run));
}

/** Latencies of produce requests that ended so, milliseconds. */
export function produceMs(run: RunResult, ended: 'ok' | 'failed'): readonly number[] {
  return run.requests.flatMap(({ operation, outcome, latencyMs }) =>
    operation === 'produce' && latencyMs !== null && (outcome === 'ok') === (ended === 'ok')
      ? [latencyMs]
      : [],
  );
}

/** How often 0, 1, 2 or 3 messages of {@link ONE_EACH} succeeded. */
export function matchCounts(runs: readonly RunResult[]): readonly number[] {
  return BY_CHANCE.map((_, place) => runs.filter((run) => produced(run) === place).length);
}

/** Who leads each partition in the end, in their order, by what brokers noted when elected. */
function leadersOf({ notes }: RunResult): readonly string[] {
  const leaders: string[] = [];
  for (const { node, text } of notes) {
    const [, partition] = /^leads \S+\/(\d+) in term \d+$/.exec(text) ?? [];
    if (partition !== undefined) leaders[Number(partition)] = node;
  }
  return leaders;
}

/** How many partitions of a run are led by the broker that the plan names. */
function ledAsPlanned(run: RunResult, plan: readonly string[]): number {
  return leadersOf(run).filter((leader, partition) => leader === plan[partition]).length;
}

/**
 * The plan, a broker for each partition, that with the elected leaders says how many messages of each run of
 * {@link ONE_EACH} arrive. Null if none does, or several: then not the elections alone decide.
 */
export function planBehind(runs: readonly RunResult[]): readonly string[] | null {
  const brokers = [...new Set(runs.flatMap(leadersOf))].sort();
  const plans = runs
    .slice(0, 1)
    .flatMap(leadersOf)
    .reduce<readonly (readonly string[])[]>(
      (before, _) => before.flatMap((plan) => brokers.map((broker) => [...plan, broker])),
      [[]],
    );
  const [plan, ...more] = plans.filter((one) => all(runs, (run) => ledAsPlanned(run, one) === produced(run)));
  return plan === undefined || more.length > 0 ? null : plan;
}

/** Whole tests, by how many partitions are led as planned; those that no run has are left out. */
export function byMatches(
  runs: readonly RunResult[],
  plan: readonly string[],
): readonly { readonly matches: number; readonly runs: readonly RunResult[] }[] {
  return BY_CHANCE.map((_, matches) => {
    return { matches, runs: runs.filter((run) => ledAsPlanned(run, plan) === matches) };
  }).filter((group) => group.runs.length > 0);
}

/** `0 in 3 seeds: 0 %; 1 in 9: 33.9 to 34.1 %`: of the messages of each. */
export function arrivals(groups: ReturnType<typeof byMatches>): string {
  return groups
    .map(
      ({ matches, runs }) => `${text(matches)} in ${text(runs.length)}: ${range(runs.map(successPercent))} %`,
    )
    .join('; ');
}

/**
 * Whether of whole tests a third arrives for each partition led as planned, but for how their keys fall on
 * them: within three standard deviations of as many keys that fall on three partitions.
 */
export function isThirdEach(groups: ReturnType<typeof byMatches>): boolean {
  return all(groups, ({ matches, runs }) =>
    all(runs, (run) => {
      const off = Math.abs(successPercent(run) - (100 * matches) / (BY_CHANCE.length - 1));
      return off <= 300 * Math.sqrt(2 / 9 / (produced(run) + failed(run)));
    }),
  );
}

/**
 * How often 0, 1, 2 and 3 are led as planned if one broker wins with the first probability, the two others
 * share the rest, and the plan gives each of them a partition.
 */
export function unevenly(first: number): readonly number[] {
  const other = (1 - first) / 2;
  return [first, other, other].reduce<readonly number[]>(
    (shares, wins) => BY_CHANCE.map((_, k) => (shares[k] ?? 0) * (1 - wins) + (shares[k - 1] ?? 0) * wins),
    [1],
  );
}

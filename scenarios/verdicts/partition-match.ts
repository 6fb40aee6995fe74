/** What the rows about partitions that elect their leaders themselves have in common. */
import type { RunResult } from '../result/run-result.js';
import type { UncheckedSettings } from '../settings/table.js';

/** One message to each partition, when all of them have leaders: as many succeed as are led by whom Metadata names. */
export const ONE_EACH = {
  'client.messages': 3,
  'client.partitioner': 'round-robin',
  waitForLeaders: 'strict',
} as const satisfies UncheckedSettings;

/** The documents' test, before the fixes: 1,000 messages, 3 retries, the library's backoff, a sleep after the creation. */
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

/** The first seed in which so many partitions are led as planned. */
export function seedWith(runs: readonly RunResult[], matches: number): number {
  const found = runs.find((run) => produced(run) === matches);
  if (found === undefined)
    throw new Error(`no run in which ${String(matches)} partitions are led as planned`);
  return found.seed;
}

/** What rows read from results. */
import { raftInvariants } from '../oracles/all.js';
import type { CounterName, OperationName, WaitName } from '../harness/result/names.js';
import type { RunResult } from '../harness/result/run-result.js';
import type { Figure, FigureKind } from './row.js';

type Compared = Pick<Figure, 'documented' | 'predicted' | 'note'>;

const ofKind =
  (kind: FigureKind) =>
  (what: string, unit: string, compared: Compared): Figure => ({ what, unit, kind, ...compared });

/** A figure of each kind; see {@link FigureKind}. */
export const [fitted, exact, shape, hardware] = [
  ofKind('fitted'),
  ofKind('exact'),
  ofKind('shape'),
  ofKind('hardware'),
];

/** How long each wait of that name took, milliseconds, shortest first; empty if there was none. */
export function waitsMs(run: RunResult, name: WaitName): readonly number[] {
  const histogram = run.waits[name]?.histogramMs ?? {};
  return Object.entries(histogram)
    .flatMap(([ms, count]) => Array.from({ length: count }, () => Number(ms)))
    .sort((a, b) => a - b);
}

/** All waits of that name together, milliseconds. */
export function totalWaitMs(run: RunResult, name: WaitName): number {
  return sum(waitsMs(run, name));
}

/** The same over several runs. */
export function pooledWaitsMs(runs: readonly RunResult[], name: WaitName): readonly number[] {
  return runs.flatMap((run) => waitsMs(run, name));
}

export function everyMultipleOf(valuesMs: readonly number[], unitMs: number): boolean {
  return all(valuesMs, (ms) => ms % unitMs === 0);
}

/** Latencies of the answered requests of an operation, milliseconds, in the order of their starts. */
export function latenciesMs(run: RunResult, operation: OperationName): readonly number[] {
  return run.requests.flatMap((request) =>
    request.operation === operation && request.latencyMs !== null ? [request.latencyMs] : [],
  );
}

export function counter(run: RunResult, name: CounterName): number {
  return run.counters[name] ?? 0;
}

/** Names of the invariants that a run violated, each once. */
export function violated(run: RunResult): readonly string[] {
  return [...new Set(run.violations.map(({ invariant }) => invariant))];
}

/** Those of them that Raft alone answers for. */
export function violatedOfRaft(run: RunResult): readonly string[] {
  return violated(run).filter((name) => raftInvariants.some((invariant) => invariant.name === name));
}

/** Whether none of the runs violated an invariant that Raft alone answers for. */
export function raftHolds(runs: readonly RunResult[]): boolean {
  return all(runs, (run) => violatedOfRaft(run).length === 0);
}

/** Records that producers got through, in a second; NaN, which fails every comparison, if none. */
export function perS(run: RunResult): number {
  return run.operations['produce']?.throughputPerS ?? Number.NaN;
}

/** How many of the runs violated that invariant, or any at all. */
export function violations(runs: readonly RunResult[], invariant?: string): number {
  return runs.filter((run) => {
    const names = violated(run);
    return invariant === undefined ? names.length > 0 : names.includes(invariant);
  }).length;
}

export function allPassed(runs: readonly RunResult[]): boolean {
  return all(runs, ({ verdict }) => verdict === 'passed');
}

/** `20 of 20 pass`. */
export function passing(runs: readonly RunResult[]): string {
  return `${text(runs.filter(({ verdict }) => verdict === 'passed').length)} of ${text(runs.length)} pass`;
}

/** Like `every`, but of nothing at all nothing is true: a check over what was not measured must not hold. */
export function all<T>(values: readonly T[], holds: (value: T, place: number) => boolean): boolean {
  return values.length > 0 && values.every(holds);
}

/** NaN, with which no comparison holds, if there is none. */
export function longest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.max(...values);
}

/** NaN, with which no comparison holds, if there is none. */
export function shortest(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.min(...values);
}

/** From the start of the first to the end of the last of the first `count` requests of an operation. */
export function drainedMs(run: RunResult, operation: OperationName, count: number): number {
  const first = run.requests.filter((request) => request.operation === operation).slice(0, count);
  if (first.length < count) return Number.NaN;
  const startMs = shortest(first.map((request) => request.startMs));
  return sum([
    longest(first.map((request) => request.startMs + (request.latencyMs ?? Number.NaN))),
    -startMs,
  ]);
}

/**
 * How many first waits end at the first look of a poll, every `pollMs`, at or after the moment at which one
 * who is told of it goes on; to the microsecond. Run by run, the seeds being the same.
 */
export function endAtNextLook(
  wait: WaitName,
  pollMs: number,
  { polled, told }: { readonly polled: readonly RunResult[]; readonly told: readonly RunResult[] },
): { readonly exact: number; readonly compared: number } {
  const exact = polled.filter((run, place) => {
    const [atMs = Number.NaN] = told.slice(place, place + 1).flatMap((other) => waitsMs(other, wait));
    return waitsMs(run, wait)[0] === Math.ceil(atMs / pollMs) * pollMs;
  });
  return { exact: exact.length, compared: polled.length };
}

/** The first seed whose run violated that invariant, or null. */
export function firstSeedViolating(runs: readonly RunResult[], invariant: string): number | null {
  return runs.find((run) => violated(run).includes(invariant))?.seed ?? null;
}

/** What the first violation of that invariant says; `none` without any. */
export function firstDetail(runs: readonly RunResult[], invariant: string): string {
  const found = runs.flatMap((run) => run.violations).find((one) => one.invariant === invariant);
  return found?.detail ?? 'none';
}

/** `19 of 20`: the runs that violated that invariant, of all. */
export function violating(runs: readonly RunResult[], invariant: string): string {
  return `${text(violations(runs, invariant))} of ${text(runs.length)}`;
}

/** Elections of the only partition, beyond the first of each run. */
export function electionsAgain(runs: readonly RunResult[]): number {
  return sum(runs.map((run) => counter(run, 'group_elections') - 1));
}

/** Faults that had an effect. */
export function faultsStruck(runs: readonly RunResult[]): number {
  return runs.flatMap(({ faults }) => faults).filter(({ effects }) => effects > 0).length;
}

/** To microseconds, without the noise of binary fractions. */
export function sum(valuesMs: readonly number[]): number {
  return Math.round(valuesMs.reduce((total, value) => total + value * 1000, 0)) / 1000;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** The middle one, or the mean of the two in the middle; NaN, which fails every comparison, if none. */
export function median(values: readonly number[]): number {
  const inOrder = [...values].sort((a, b) => a - b);
  const half = inOrder.length / 2;
  return mean(inOrder.slice(Math.ceil(half) - 1, Math.floor(half) + 1));
}

/** `30 to 36`, or one number if they are all the same. */
export function range(values: readonly number[]): string {
  const [from, to] = [text(shortest(values)), text(longest(values))];
  return from === to ? from : `${from} to ${to}`;
}

/** How far counts are from what these shares of their total would be: Pearson's chi-square. */
export function chiSquare(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((all, count) => all + count, 0);
  return shares.reduce((deviation, share, place) => {
    const expected = share * total;
    return deviation + ((counts[place] ?? 0) - expected) ** 2 / expected;
  }, 0);
}

/** With up to three decimals, and thousands set apart: `20,350.5`. */
export function text(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'none';
  const [whole = '', fraction] = String(Math.round(value * 1000) / 1000).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

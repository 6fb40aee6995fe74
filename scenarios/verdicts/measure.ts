/** What rows read from results. */
import { raftInvariants } from '../invariants/all.js';
import type { RunResult } from '../result/run-result.js';
import type { Check } from './row.js';

export function check(says: string, holds: boolean): Check {
  return { says, holds };
}

/** How long each wait of that name took, milliseconds, shortest first; empty if there was none. */
export function waitsMs(run: RunResult, name: string): readonly number[] {
  const histogram = run.waits[name]?.histogramMs ?? {};
  return Object.entries(histogram)
    .flatMap(([ms, count]) => Array.from({ length: count }, () => Number(ms)))
    .sort((a, b) => a - b);
}

/** All waits of that name together, milliseconds. */
export function totalWaitMs(run: RunResult, name: string): number {
  return sum(waitsMs(run, name));
}

/** The same over several runs. */
export function pooledWaitsMs(runs: readonly RunResult[], name: string): readonly number[] {
  return runs.flatMap((run) => waitsMs(run, name));
}

export function everyMultipleOf(valuesMs: readonly number[], unitMs: number): boolean {
  return valuesMs.length > 0 && valuesMs.every((ms) => ms % unitMs === 0);
}

/** Latencies of the answered requests of an operation, milliseconds, in the order of their starts. */
export function latenciesMs(run: RunResult, operation: string): readonly number[] {
  return run.requests.flatMap((request) =>
    request.operation === operation && request.latencyMs !== null ? [request.latencyMs] : [],
  );
}

export function counter(run: RunResult, name: string): number {
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

/** How many of the runs violated that invariant, or any at all. */
export function violations(runs: readonly RunResult[], invariant?: string): number {
  return runs.filter((run) => {
    const names = violated(run);
    return invariant === undefined ? names.length > 0 : names.includes(invariant);
  }).length;
}

export function allPassed(runs: readonly RunResult[]): boolean {
  return runs.every(({ verdict }) => verdict === 'passed');
}

/** The first seed whose run violated that invariant, or null. */
export function firstSeedViolating(runs: readonly RunResult[], invariant: string): number | null {
  return runs.find((run) => violated(run).includes(invariant))?.seed ?? null;
}

/** To microseconds, without the noise of binary fractions. */
export function sum(valuesMs: readonly number[]): number {
  return Math.round(valuesMs.reduce((total, value) => total + value * 1000, 0)) / 1000;
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
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
  if (value === null || value === undefined || Number.isNaN(value)) return 'none';
  const [whole = '', fraction] = String(Math.round(value * 1000) / 1000).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Whether a run has a symptom, since when, and what it has in its place. */
import type { OperationFigures, RequestFigures, RunResult } from '../../harness/result/run-result.js';
import { UsageError } from '../../harness/settings/usage-error.js';
import { unexpectedOf } from '../../harness/result/expected.js';
import { symptomText, unitOf, unknownOperation, type Comparison, type Symptom } from './symptom.js';

export interface Sighting {
  readonly holds: boolean;
  /** When it had happened; null where no moment can be named, or it did not. */
  readonly heldAtMs: number | null;
  /** The figures that were looked at, by their names; empty where none were. */
  readonly figures: readonly { readonly name: string; readonly value: number; readonly unit: string }[];
}

type Looked = Pick<
  RunResult,
  'violations' | 'findings' | 'counters' | 'operations' | 'requests' | 'virtualMs' | 'expects'
> & { readonly verdict: RunResult['verdict'] };

export function sightingIn(result: RunResult, symptom: Symptom): Sighting {
  switch (symptom.type) {
    case 'violated': {
      const { invariant } = symptom;
      const met = result.violations.filter((one) => invariant === null || one.invariant === invariant);
      return plain(met.length > 0, met[0]?.atMs ?? null);
    }
    case 'stalled': {
      const stall = 'stall' in result ? result.stall : null;
      if (symptom.reason === null) return plain(stall !== null, null);
      // One that violates something besides has another bug to tell of.
      return plain(result.verdict === 'stalled' && stall?.reason === symptom.reason, null);
    }
    case 'harnessError': {
      const message = 'error' in result ? firstLine(result.error.message) : null;
      return plain(message !== null && (symptom.message === null || symptom.message === message), null);
    }
    case 'findings':
      return findingsIn(result, symptom);
    case 'figure':
      return figureIn(result, symptom);
  }
}

function plain(holds: boolean, heldAtMs: number | null): Sighting {
  return { holds, heldAtMs: holds ? heldAtMs : null, figures: [] };
}

function findingsIn(result: Looked, { finding, comparison, limit }: Of<'findings'>): Sighting {
  const name = `findings.${finding}`;
  const counters: Readonly<Record<string, number | undefined>> = result.counters;
  const value = counters[name] ?? 0;
  const holds = compare(value, comparison, limit);
  const met = result.findings.filter(({ type }) => type === finding);
  const last = met[Math.min(met.length - 1, limit)];
  const heldAtMs = holds && last !== undefined ? last.atMs + last.costMs : null;
  return { holds, heldAtMs, figures: [{ name, value, unit: '' }] };
}

type Of<Type extends Symptom['type']> = Extract<Symptom, { readonly type: Type }>;

function figureIn(result: Looked, symptom: Of<'figure'>): Sighting {
  const { operation, figure, comparison, limit } = symptom;
  const all = Object.entries(result.operations) as readonly (readonly [string, OperationFigures])[];
  const looked = all
    .filter(([name]) => operation === null || name === operation)
    .flatMap(([name, figures]) => {
      const value = valueOf(figures, figure);
      return value === null
        ? []
        : [{ operation: name, name: `${name}.${figure}`, value, unit: unitOf(figure) }];
    });
  const met = looked.filter(({ value }) => compare(value, comparison, limit));
  const ends = met.map((one) => endOf(result.requests, one.operation, symptom));
  return {
    holds: met.length > 0,
    heldAtMs: ends.length === 0 ? null : Math.min(...ends),
    figures: looked.map(({ name, value, unit }) => ({ name, value, unit })),
  };
}

function valueOf(figures: OperationFigures, figure: Of<'figure'>['figure']): number | null {
  if (figure === 'throughput') return figures.throughputPerS;
  if (figure === 'ok' || figure === 'failed' || figure === 'pending') return figures[figure];
  return figures.latencyMs?.[figure] ?? null;
}

/** When the last request of the operation was answered; for a maximum the first that is beyond the limit. */
function endOf(
  requests: readonly RequestFigures[],
  operation: string,
  { figure, comparison, limit }: Of<'figure'>,
): number {
  const answered = requests.flatMap((request) => {
    const { latencyMs, startMs } = request;
    if (request.operation !== operation || latencyMs === null) return [];
    return [{ latencyMs, endMs: startMs + latencyMs }];
  });
  const beyond = answered.filter(({ latencyMs }) => compare(latencyMs, comparison, limit));
  return figure === 'max' && beyond.length > 0
    ? beyond.reduce((least, { endMs }) => Math.min(least, endMs), Infinity)
    : answered.reduce((most, { endMs }) => Math.max(most, endMs), 0);
}

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** Of the first run, which is the only one that has to have it. Throws a {@link UsageError}. */
export function refuseAbsent(result: RunResult, symptom: Symptom): void {
  const { holds, figures } = sightingIn(result, symptom);
  if (holds) return;
  const there = Object.keys(result.operations);
  if (symptom.type === 'figure' && symptom.operation !== null && !there.includes(symptom.operation))
    throw new UsageError(unknownOperation(symptom.operation, there));
  const measured = figures.map(({ name, value, unit }) => `${name} is ${value}${unit}`);
  const has = measured.length > 0 ? measured.join(', ') : endingOf(result);
  throw new UsageError(`its run does not have ${symptomText(symptom)}: ${has}; nothing was written`);
}

/** How it ended, without what was looked for. */
export function endingOf(result: RunResult): string {
  const names = [...new Set(result.violations.map(({ invariant }) => invariant))];
  if (result.verdict === 'harnessError') return `the harness failed: ${firstLine(result.error.message)}`;
  if (names.length > 0) return `it violated ${names.join(', ')}`;
  return 'stall' in result && result.stall !== null ? `it stalled: ${result.stall.detail}` : 'it passed';
}

/**
 * What a run that nobody asked anything about is shrunk for: the first violation that was not expected, else
 * the first, of those that its capsule names; else its stall, or the error of the harness. Null: nothing is
 * wrong with it.
 */
export function symptomOf(result: RunResult, violated: readonly string[] | undefined): Symptom | null {
  const told = (one: { readonly invariant: string }): boolean => violated?.includes(one.invariant) ?? true;
  const first = [...unexpectedOf(result), ...result.violations].find(told);
  if (first !== undefined) return { type: 'violated', invariant: first.invariant };
  if (result.verdict === 'stalled') return { type: 'stalled', reason: result.stall.reason };
  if (result.verdict === 'harnessError')
    return { type: 'harnessError', message: firstLine(result.error.message) };
  return null;
}

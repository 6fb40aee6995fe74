/** Holds the figures of variants against a gate. */
import { rounded } from '../result/milliseconds.js';
import { WINDOW_MS_MIN } from '../result/operations.js';
import type { OperationFigures } from '../result/run-result.js';
import type { GateOutcome, GateUnit, VariantFigures } from './compare-document.js';
import { unknownName } from '../settings/unknown-name.js';
import type { Gate, GateFigure, GateLimit } from './gate.js';

/**
 * One outcome for each variant but the first, to which they are held, and for each operation that is meant.
 * What cannot be measured has not passed: else a gate on requests never answered would always be open. Nor
 * has what answered fast because it failed: (1) every creation under poll-50ms fails at once; (2) its p99 is
 * below that of the reference; (3) `p99<=+0%` holds.
 */
export function judgeGate(
  gate: Gate,
  variants: readonly VariantFigures[],
  load: LoadBound = 'count',
): readonly GateOutcome[] {
  const [base, ...others] = variants;
  if (base === undefined) return [];
  return others.flatMap((other) =>
    operationsMeant(gate, base, other).map((operation): GateOutcome => {
      const measured = figureOf(other.operations, operation, gate.figure);
      const limit = limitOf(gate.limit, figureOf(base.operations, operation, gate.figure));
      const succeeded = gate.figure === 'failed' ? null : tooFew(base, other, operation, load);
      const isHeld = measured !== null && limit !== null && holds(measured, gate.comparison, limit);
      const passed = isHeld && succeeded === null;
      const unit = unitOf(gate.figure);
      const problem =
        limit === null
          ? nothingToHoldAgainst(base.variant, gate.figure, operation)
          : (neverMeasured(gate, variants) ?? noRate(gate.figure, figuresIn(other.operations, operation)));
      const named = { gate: gate.text, variant: other.variant, operation };
      return { ...named, passed, measured, limit, succeeded, problem, unit };
    }),
  );
}

/**
 * What ends the clients' work. Within a given time a slower variant is asked less, which its throughput
 * tells; there the share of successes is compared, else their number.
 */
export type LoadBound = 'count' | 'time';

/** The successes of both, if the gated side has none, or fewer than the first; null if it has enough. */
function tooFew(
  base: VariantFigures,
  other: VariantFigures,
  operation: string,
  load: LoadBound,
): GateOutcome['succeeded'] {
  const first = figuresIn(base.operations, operation);
  const gated = figuresIn(other.operations, operation);
  if (gated === undefined) return null;
  const [of, asked] = [askedOf(first), askedOf(gated)];
  const ok = first?.ok ?? 0;
  const isFewer = load === 'count' ? gated.ok < ok : gated.ok * of < ok * asked;
  return isFewer || gated.ok === 0 ? { ok: gated.ok, asked, baseOk: ok, baseAsked: of } : null;
}

function figuresIn(
  operations: Readonly<Record<string, OperationFigures>>,
  operation: string,
): OperationFigures | undefined {
  return operations[operation];
}

function askedOf(figures: OperationFigures | undefined): number {
  return figures === undefined ? 0 : figures.ok + figures.failed + figures.pending;
}

function nothingToHoldAgainst(base: string, figure: GateFigure, operation: string): string {
  return `it is relative to ${base}, which has no ${figure} of ${operation === '*' ? 'anything' : operation}`;
}

function noRate(figure: GateFigure, figures: OperationFigures | undefined): string | null {
  if (figure !== 'throughput' || figures === undefined || figures.throughputPerS !== null) return null;
  return `there is no rate over less than ${WINDOW_MS_MIN} ms a run`;
}

/** A slip of the pen in its name, most likely: no variant has the operation that the gate names. */
function neverMeasured({ operation }: Gate, variants: readonly VariantFigures[]): string | null {
  const measured = new Set(variants.flatMap(({ operations }) => Object.keys(operations)));
  if (operation === null || measured.has(operation)) return null;
  return unknownName('operation', operation, [...measured].sort());
}

function operationsMeant(gate: Gate, base: VariantFigures, other: VariantFigures): readonly string[] {
  if (gate.operation !== null) return [gate.operation];
  const all = new Set([...Object.keys(base.operations), ...Object.keys(other.operations)]);
  // Without any request at all the gate stays one, which cannot pass.
  return all.size === 0 ? ['*'] : [...all].sort();
}

function figureOf(
  operations: Readonly<Record<string, OperationFigures>>,
  operation: string,
  figure: GateFigure,
): number | null {
  const figures = figuresIn(operations, operation);
  if (figures === undefined) return null;
  if (figure === 'throughput') return figures.throughputPerS;
  if (figure === 'failed') return figures.failed + figures.pending;
  return figures.latencyMs?.[figure] ?? null;
}

function limitOf(limit: GateLimit, base: number | null): number | null {
  if (limit.type === 'absolute') return limit.value;
  if (base === null) return null;
  return rounded(limit.type === 'shift' ? base + limit.by : base * (1 + limit.by / 100));
}

function holds(measured: number, comparison: Gate['comparison'], limit: number): boolean {
  return comparison === '<=' ? measured <= limit : measured >= limit;
}

function unitOf(figure: GateFigure): GateUnit {
  if (figure === 'throughput') return '/s';
  return figure === 'failed' ? 'requests' : 'ms';
}

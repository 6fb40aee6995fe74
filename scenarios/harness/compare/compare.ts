/** From runs of several variants on the same seeds to a comparison. Pure: it runs nothing. */
import { operationsOf } from '../result/operations.js';
import type { RunResult } from '../result/run-result.js';
import { unreadByAll } from '../result/unread.js';
import { poolWaits } from '../result/waits.js';
import {
  COMPARE_SCHEMA,
  type CompareDocument,
  type RunSummary,
  type SeedFaults,
  type VariantFigures,
} from './compare-document.js';
import type { Gate } from './gate.js';
import { judgeGate, type LoadBound } from './judge.js';
import { pairedFigures, type VariantRequests } from './paired.js';
import type { Axis, Side } from './sides.js';

/** The runs of one variant, one for each seed, in the order of the seeds. */
export interface VariantRuns {
  readonly variant: string;
  readonly runs: readonly RunResult[];
}

export interface CompareInput {
  readonly scenario: string;
  readonly seeds: readonly number[];
  /** Default: as many as there are; more if it was ended before all had run. */
  readonly seedsAsked?: number;
  /** The first is what the others are compared with. The same one twice differs by zero everywhere. */
  readonly variants: readonly VariantRuns[];
  readonly gates: readonly Gate[];
  /** Default: presets of those names. */
  readonly sides?: readonly Side[];
  /** Where they differ. Default: not looked at. */
  readonly differences?: readonly Axis[];
}

export function compareRuns(input: CompareInput): CompareDocument {
  const { scenario, seeds, seedsAsked = seeds.length, variants, gates, differences = [] } = input;
  const sides = input.sides ?? variants.map(({ variant }) => ({ name: variant, preset: variant, set: {} }));
  for (const { variant, runs } of variants) {
    if (runs.length !== seeds.length || runs.some(({ seed }, place) => seed !== seeds[place]))
      throw new Error(`${variant} has not run the seeds of the comparison, each once and in their order`);
  }
  const figures = variants.map(variantFigures);
  return {
    schema: COMPARE_SCHEMA,
    scenario,
    seeds,
    seedsAsked,
    ended: seeds.length === seedsAsked ? 'complete' : 'interrupted',
    unread: unreadByAll(variants.flatMap(({ runs }) => runs)),
    sides,
    differences,
    runs: variants.flatMap(({ variant, runs }) => runs.map((run) => summaryOf(variant, run))),
    variants: figures,
    faults: seeds.map((seed, place) => faultsOf(seed, variants, place)),
    paired: everyPair(variants.map(requestsOf)).flatMap(([base, other]) => pairedFigures(base, other)),
    gates: gates.flatMap((gate) => judgeGate(gate, figures, loadBound(variants))),
  };
}

/** By default the knob is longer than any run. */
function loadBound(variants: readonly VariantRuns[]): LoadBound {
  const isTimed = variants.some(({ runs }) => runs.some(({ settings }) => 'client.forMs' in settings));
  return isTimed ? 'time' : 'count';
}

function variantFigures({ variant, runs }: VariantRuns): VariantFigures {
  return {
    variant,
    verdicts: countOf(runs.map(({ verdict }) => verdict)),
    countedAs: countOf(runs.map((run) => run.countsAs)),
    asExpected: countOf(runs.flatMap((run) => run.asExpected)),
    operations: operationsOf(
      runs.map(({ requests }) => requests),
      runs.some((run) => run.operations['produce']?.asReported !== undefined),
    ),
    waits: poolWaits(runs.map(({ waits }) => waits)),
    faultsWithoutEffect: faultsWithoutEffect(runs),
  };
}

function countOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function faultsWithoutEffect(runs: readonly RunResult[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { id, effects } of runs.flatMap(({ faults }) => faults)) {
    if (effects === 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function summaryOf(variant: string, run: RunResult): RunSummary {
  const { seed, verdict, countsAs, asExpected, hash, scheduleHash, events, virtualMs, wallMs } = run;
  const { operations, violations, replay } = run;
  return {
    variant,
    seed,
    verdict,
    countsAs,
    asExpected,
    hash,
    scheduleHash,
    events,
    virtualMs,
    wallMs,
    operations,
    violations,
    replay,
  };
}

function faultsOf(seed: number, variants: readonly VariantRuns[], place: number): SeedFaults {
  const hashes = new Set(variants.map(({ runs }) => runs[place]?.scheduleHash));
  const [only] = hashes;
  return { seed, scheduleHash: hashes.size === 1 && only !== undefined ? only : null };
}

function requestsOf({ variant, runs }: VariantRuns): VariantRequests {
  return { variant, bySeed: runs.map(({ requests }) => requests) };
}

/** Each with each that comes after it. */
function everyPair<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((base, place) => items.slice(place + 1).map((other) => [base, other] as const));
}

/** `stallgrind/sweep@1`: what many seeds came to. */
import { unreadByAll } from '../../../scenarios/harness/result/unread.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import type { SeedOutcome } from './outcome.js';

interface SweepFailure {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly detail: string;
  readonly replay: string;
}

export interface SweepDocument {
  readonly schema: 'stallgrind/sweep@1';
  readonly scenarios: readonly string[];
  /** Runs that ended; with one scenario that many seeds. */
  readonly seeds: number;
  /** Runs that were asked for. */
  readonly seedsAsked: number;
  /** Ended by Ctrl-C, or by `--stop-after`, or not before all had run. */
  readonly ended: 'complete' | 'interrupted' | 'stopped';
  readonly passed: number;
  readonly violated: number;
  readonly stalled: number;
  readonly nondeterministic: number;
  readonly harnessError: number;
  /** Runs in which that invariant was violated. */
  readonly perInvariant: Readonly<Record<string, number>>;
  /** Faults of that type that had an effect. */
  readonly faultsEffective: Readonly<Record<string, number>>;
  /** Faults of that type that had none, or never began. */
  readonly faultsWithoutEffect: Readonly<Record<string, number>>;
  /** The knobs that were set and that no run read. */
  readonly unread: readonly string[];
  /** Files, in the order of scenario and seed. */
  readonly capsules: readonly string[];
  readonly failures: readonly SweepFailure[];
  readonly eventsPerS: number;
  /** Virtual seconds in a second of wall time, all threads together. */
  readonly virtualPerWall: number;
  readonly wallMs: number;
}

export interface SweepFacts {
  readonly scenarios: readonly string[];
  readonly seedsAsked: number;
  readonly ended: SweepDocument['ended'];
  readonly capsules: readonly string[];
  readonly wallMs: number;
}

/** `outcomes` in the order of scenario and seed, so that the document does not depend on which thread was faster. */
export function sweepDocument(outcomes: readonly SeedOutcome[], facts: SweepFacts): SweepDocument {
  const count = (wanted: Verdict): number => outcomes.filter(({ verdict }) => verdict === wanted).length;
  const total = (valueOf: (outcome: SeedOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + valueOf(outcome), 0);
  const failed = outcomes.filter(({ verdict }) => verdict !== 'passed');
  const { scenarios, seedsAsked, ended, capsules } = facts;
  const wallMs = Math.max(1, Math.round(facts.wallMs));
  return {
    schema: 'stallgrind/sweep@1',
    scenarios,
    seeds: outcomes.length,
    seedsAsked,
    ended,
    passed: count('passed'),
    violated: count('violated'),
    stalled: count('stalled'),
    nondeterministic: count('nondeterministic'),
    harnessError: count('harnessError'),
    perInvariant: sumUp(
      outcomes.map(({ invariants }) => Object.fromEntries(invariants.map((name) => [name, 1]))),
    ),
    faultsEffective: sumUp(outcomes.map(({ faultsEffective }) => faultsEffective)),
    faultsWithoutEffect: sumUp(outcomes.map(({ faultsWithoutEffect }) => faultsWithoutEffect)),
    unread: unreadByAll(outcomes),
    capsules,
    failures: failed.map(({ scenario, seed, verdict, detail, replay }) => ({
      scenario,
      seed,
      verdict,
      detail,
      replay,
    })),
    eventsPerS: Math.round((total(({ events }) => events) / wallMs) * 1000),
    virtualPerWall: Math.round((total(({ virtualMs }) => virtualMs) / wallMs) * 1000) / 1000,
    wallMs,
  };
}

/** By name, in their order. */
function sumUp(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, value] of records.flatMap((record) => Object.entries(record)))
    sums.set(name, (sums.get(name) ?? 0) + value);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

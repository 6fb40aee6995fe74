/** What many seeds came to: as a document, `stallgrind/sweep@1`, and as a report. */
import { unreadByAll } from '../../../scenarios/harness/result/unread.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import { cappedTable, heading, leftOutLine, line, toned, type Block } from '../../../reports/blocks/block.js';
import { capped, counted, grouped } from '../../../reports/blocks/format.js';
import { VERDICT_WORDS, verdictTone } from '../../../reports/run/verdict.js';
import { commandLine } from '../../../scenarios/harness/result/replay-line.js';
import type { SeedOutcome } from './worker.js';

type SweepFailure = Pick<SeedOutcome, 'scenario' | 'seed' | 'verdict' | 'detail' | 'replay'>;

/** How many runs ended with each verdict on what was not expected, and what else they came to. */
export interface SweepDocument extends Readonly<Record<Verdict, number>> {
  readonly schema: 'stallgrind/sweep@1';
  readonly scenarios: readonly string[];
  /** Runs that ended; with one scenario that many seeds. */
  readonly seeds: number;
  /** Runs that were asked for. */
  readonly seedsAsked: number;
  /** Ended by Ctrl-C, or by `--stop-after`, or not before all had run. */
  readonly ended: 'complete' | 'interrupted' | 'stopped';
  /** Of those that passed: what happened in them, and was expected, with the number of runs. */
  readonly asExpected: Readonly<Record<string, number>>;
  /** Runs in which that invariant was violated, expected or not. */
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

export type SweepFacts = Pick<SweepDocument, 'scenarios' | 'seedsAsked' | 'ended' | 'capsules' | 'wallMs'>;

/** `outcomes` in the order of scenario and seed, whichever thread was faster. */
export function sweepDocument(outcomes: readonly SeedOutcome[], facts: SweepFacts): SweepDocument {
  const count = (wanted: Verdict): number => outcomes.filter(({ countsAs }) => countsAs === wanted).length;
  const total = (valueOf: (outcome: SeedOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + valueOf(outcome), 0);
  const passed = outcomes.filter(({ countsAs }) => countsAs === 'passed');
  const failed = outcomes.filter(({ countsAs }) => countsAs !== 'passed');
  const wallMs = Math.max(1, Math.round(facts.wallMs));
  return {
    schema: 'stallgrind/sweep@1',
    scenarios: facts.scenarios,
    seeds: outcomes.length,
    seedsAsked: facts.seedsAsked,
    ended: facts.ended,
    passed: count('passed'),
    violated: count('violated'),
    stalled: count('stalled'),
    nondeterministic: count('nondeterministic'),
    harnessError: count('harnessError'),
    asExpected: countNames(passed.map(({ expected }) => expected)),
    perInvariant: countNames(outcomes.map(({ invariants }) => invariants)),
    faultsEffective: sumUp(outcomes.map(({ faultsEffective }) => faultsEffective)),
    faultsWithoutEffect: sumUp(outcomes.map(({ faultsWithoutEffect }) => faultsWithoutEffect)),
    unread: unreadByAll(outcomes),
    capsules: facts.capsules,
    failures: failed.map(({ scenario, seed, countsAs, detail, replay }) => {
      return { scenario, seed, verdict: countsAs, detail, replay };
    }),
    eventsPerS: Math.round((total(({ events }) => events) / wallMs) * 1000),
    virtualPerWall: Math.round((total(({ virtualMs }) => virtualMs) / wallMs) * 1000) / 1000,
    wallMs,
  };
}

/** How many of the lists hold each name. */
function countNames(lists: readonly (readonly string[])[]): Readonly<Record<string, number>> {
  return sumUp(lists.map((names) => Object.fromEntries(names.map((name) => [name, 1]))));
}

/** By name, in their order. */
function sumUp(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, value] of records.flatMap((record) => Object.entries(record)))
    sums.set(name, (sums.get(name) ?? 0) + value);
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const FAILURES_MAX = 10;

export function sweepReport(sweep: SweepDocument): readonly Block[] {
  const invariantRows = Object.entries(sweep.perInvariant).map(([name, count]) => [name, grouped(count)]);
  return [
    { type: 'title', text: `Sweep of ${sweep.scenarios.join(', ')}` },
    ...endedLine(sweep),
    line(
      `${counted(sweep.seeds, 'run')}: ${grouped(sweep.passed)} passed, ${grouped(sweep.violated)} violated, `,
      `${grouped(sweep.stalled)} stalled, ${grouped(sweep.nondeterministic + sweep.harnessError)} broken`,
    ),
    ...expectedLine(sweep),
    line(
      `${grouped(sweep.eventsPerS)} events/s, ${grouped(sweep.virtualPerWall)} s of virtual time a second`,
    ),
    ...cappedTable('Invariants violated', ['invariant', 'runs>'], invariantRows),
    ...faultTable(sweep),
    ...failureBlocks(sweep),
    ...capsuleBlocks(sweep),
  ];
}

function expectedLine({ asExpected }: SweepDocument): readonly Block[] {
  const each = Object.entries(asExpected).map(([name, count]) => `${name} in ${counted(count, 'run')}`);
  return each.length === 0 ? [] : [line(toned('good', `as expected: ${each.join(', ')}`))];
}

function capsuleBlocks({ capsules }: SweepDocument): readonly Block[] {
  const [first] = capsules;
  if (first === undefined) return [];
  return [
    line(counted(capsules.length, 'capsule'), ' written, each to be run again by itself; the first by'),
    { type: 'command', text: commandLine(['replay', first]) },
  ];
}

function endedLine({ ended, seeds, seedsAsked }: SweepDocument): readonly Block[] {
  const part = `${grouped(seeds)} of ${counted(seedsAsked, 'run')}`;
  switch (ended) {
    case 'complete':
      return [];
    case 'interrupted':
      return [line(toned('warn', `interrupted after ${part}; this is what they came to`))];
    case 'stopped':
      return [line(toned('warn', `stopped after ${part}, at the number of failures asked for`))];
  }
}

/** A type of fault that never had an effect has tested nothing. */
function faultTable({ faultsEffective, faultsWithoutEffect }: SweepDocument): readonly Block[] {
  const types = [...new Set([...Object.keys(faultsEffective), ...Object.keys(faultsWithoutEffect)])].sort();
  const rows = types.map((type) => {
    const without = faultsWithoutEffect[type] ?? 0;
    const had = faultsEffective[type] ?? 0;
    return [type, had === 0 ? toned('warn', '0') : grouped(had), grouped(without)];
  });
  return cappedTable('Faults', ['fault', 'had an effect>', 'had none>'], rows);
}

function failureBlocks({ failures }: SweepDocument): readonly Block[] {
  if (failures.length === 0) return [];
  const { shown, leftOut } = capped(failures, FAILURES_MAX);
  return [
    heading('Run what did not pass again'),
    ...shown.flatMap(({ scenario, seed, verdict, detail, replay }): readonly Block[] => [
      line(toned(verdictTone(verdict), VERDICT_WORDS[verdict]), ` ${scenario}, seed ${seed}: ${detail}`),
      { type: 'command', text: replay },
    ]),
    ...leftOutLine(leftOut),
  ];
}

/** What many seeds came to: as a document, `stallgrind/sweep@1`, and as a report. */
import { join } from 'node:path';
import { FAULT_TYPES } from '../../../sim/faults/verbs.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import { cappedTable, heading, leftOutLine, line, toned, type Block } from '../../../reports/blocks/block.js';
import { capped, counted, grouped } from '../../../reports/blocks/format.js';
import { VERDICT_WORDS, verdictTone } from '../../../reports/run/verdict.js';
import { commandLine } from '../../../scenarios/harness/result/replay-line.js';
import type { Failure, SometimesFigures, SweepTally } from './tally.js';
import type { SeedOutcome } from './worker.js';

type SweepFailure = Pick<SeedOutcome, 'scenario' | 'seed' | 'verdict' | 'detail' | 'replay'>;

/** How many runs ended with each verdict on what was not expected, and what else they came to. */
export interface SweepDocument extends Readonly<Record<Verdict, number>> {
  readonly schema: 'stallgrind/sweep@1';
  /** What was swept, in words. */
  readonly subject: string;
  readonly isSwarm: boolean;
  readonly scenarios: readonly string[];
  /** Runs that ended; with one scenario that many seeds. */
  readonly seeds: number;
  /** As many as seeds, and more where each seed is a search. */
  readonly runs: number;
  /** Seeds that were asked for, of each scenario. */
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
  /** Of a swarm, the types of which none had an effect in any run; those that no seed drew among them. */
  readonly faultsNever: readonly string[];
  /** By invariant, how often it had something to judge. */
  readonly judged: Readonly<Record<string, number>>;
  /** Those of them that had nothing in any run: that they were quiet says nothing. */
  readonly judgedNothing: readonly string[];
  /** Of what should be so in some run: in how many seeds it was, how often, and how often they asked. */
  readonly sometimes: Readonly<Record<string, SometimesFigures>>;
  /** Those of them that were so in no run. */
  readonly never: readonly string[];
  /** The knobs that were set and that no run read. */
  readonly unread: readonly string[];
  /** Files, in the order of scenario and seed. */
  readonly capsules: readonly string[];
  /** Failures, each sort once. */
  readonly causes: readonly SweepCause[];
  readonly failures: readonly SweepFailure[];
  readonly eventsPerS: number;
  /** Virtual seconds in a second of wall time, all threads together. */
  readonly virtualPerWall: number;
  readonly wallMs: number;
}

/** Failures that are likely one: the same invariant after the same last steps, or the same sentence. */
interface SweepCause {
  readonly cause: string;
  readonly runs: number;
  /** Of the first of them. */
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly detail: string;
  readonly replay: string;
}

export interface SweepFacts {
  /** What was swept, in words: a name, or names. */
  readonly subject: string;
  /** Those that were to run; none of a swarm: those that did. */
  readonly scenarios: readonly string[];
  readonly seedsAsked: number;
  readonly ended: SweepDocument['ended'];
  /** Where capsules are; undefined: nowhere. */
  readonly folder: string | undefined;
  readonly wallMs: number;
}

export function sweepDocument(tally: SweepTally, facts: SweepFacts): SweepDocument {
  const { subject, scenarios, seedsAsked, ended, folder } = facts;
  const wallMs = Math.max(1, Math.round(facts.wallMs));
  return {
    schema: 'stallgrind/sweep@1',
    subject,
    isSwarm: scenarios.length === 0,
    scenarios: scenarios.length > 0 ? scenarios : [...tally.scenarios].sort(),
    seeds: tally.outcomeCount,
    runs: tally.runCount,
    seedsAsked,
    ended,
    passed: tally.count('passed'),
    violated: tally.count('violated'),
    stalled: tally.count('stalled'),
    nondeterministic: tally.count('nondeterministic'),
    harnessError: tally.count('harnessError'),
    asExpected: tally.asExpected,
    perInvariant: tally.perInvariant,
    faultsEffective: tally.faultsEffective,
    faultsWithoutEffect: tally.faultsWithoutEffect,
    faultsNever:
      scenarios.length > 0 ? [] : FAULT_TYPES.filter((type) => (tally.faultsEffective[type] ?? 0) === 0),
    judged: tally.judged,
    judgedNothing: namesWithout(tally.judged, (count) => count),
    sometimes: tally.sometimes,
    never: namesWithout(tally.sometimes, ({ held }) => held),
    unread: tally.unread,
    capsules: tally.capsules.map((file) => join(folder ?? '', file)),
    causes: causesOf(tally.failures, folder),
    failures: tally.failures.map((failure) => {
      const { scenario, seed, countsAs, detail } = failure;
      return { scenario, seed, verdict: countsAs, detail, replay: replayOf(failure, folder) };
    }),
    eventsPerS: Math.round((tally.events / wallMs) * 1000),
    virtualPerWall: Math.round((tally.virtualMs / wallMs) * 1000) / 1000,
    wallMs,
  };
}

/** The names of which there is none. */
function namesWithout<Of>(counts: Readonly<Record<string, Of>>, countOf: (of: Of) => number): string[] {
  return Object.entries(counts).flatMap(([name, of]) => (countOf(of) === 0 ? [name] : []));
}

/** By its capsule where the line of the run would name a file of faults that nobody has. */
function replayOf({ replay, capsuleFile }: Failure, folder: string | undefined): string {
  return capsuleFile === null || !/ --(?:faults|guided) /.test(replay)
    ? replay
    : commandLine(['replay', join(folder ?? '', capsuleFile)]);
}

/** The most frequent first. */
function causesOf(failures: readonly Failure[], folder: string | undefined): readonly SweepCause[] {
  const groups = new Map<string, Failure[]>();
  for (const failure of failures) {
    const cause = failure.cause ?? failure.detail;
    const group = groups.get(cause);
    if (group === undefined) groups.set(cause, [failure]);
    else group.push(failure);
  }
  return [...groups]
    .flatMap(([cause, [first, ...others]]) => {
      if (first === undefined) return [];
      const { scenario, seed, countsAs, detail } = first;
      const replay = replayOf(first, folder);
      return [{ cause, runs: others.length + 1, scenario, seed, verdict: countsAs, detail, replay }];
    })
    .sort((a, b) => b.runs - a.runs);
}

const FAILURES_MAX = 10;

export function sweepReport(sweep: SweepDocument): readonly Block[] {
  const invariantRows = Object.entries(sweep.perInvariant).map(([name, count]) => [name, grouped(count)]);
  return [
    { type: 'title', text: `Sweep of ${sweep.subject}` },
    ...endedLine(sweep),
    line(
      `${counted(sweep.seeds, 'run')}${sweep.runs > sweep.seeds ? ` (with their variations ${grouped(sweep.runs)})` : ''}: ${grouped(sweep.passed)} passed, ${grouped(sweep.violated)} violated, `,
      `${grouped(sweep.stalled)} stalled, ${grouped(sweep.nondeterministic + sweep.harnessError)} broken`,
    ),
    ...expectedLine(sweep),
    line(
      `${grouped(sweep.eventsPerS)} events/s, ${grouped(sweep.virtualPerWall)} s of virtual time a second`,
    ),
    ...cappedTable('Invariants violated', ['invariant', 'runs>'], invariantRows),
    ...faultTable(sweep),
    ...sometimesBlocks(sweep),
    ...blindLine(sweep),
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

/** Where a search never was, its bugs are not found. */
function sometimesBlocks({ sometimes }: SweepDocument): readonly Block[] {
  const rows = Object.entries(sometimes).map(([name, { seeds, held, asked }]) => [
    name,
    held === 0 ? toned('warn', 'never') : grouped(seeds),
    grouped(held),
    grouped(asked),
  ]);
  return cappedTable('Reached', ['what', 'in runs>', 'times>', 'of>'], rows);
}

/** One that had nothing to judge was quiet for that reason. */
function blindLine({ judgedNothing }: SweepDocument): readonly Block[] {
  if (judgedNothing.length === 0) return [];
  return [line(toned('warn', 'had nothing to judge in any run: '), judgedNothing.join(', '))];
}

/** One of each sort: of a hundred runs that fail alike the first says as much as all. */
function failureBlocks({ causes }: SweepDocument): readonly Block[] {
  if (causes.length === 0) return [];
  const { shown, leftOut } = capped(causes, FAILURES_MAX);
  return [
    heading('Run what did not pass again'),
    ...shown.flatMap(({ scenario, seed, verdict, detail, replay, runs }): readonly Block[] => [
      line(
        toned(verdictTone(verdict), VERDICT_WORDS[verdict]),
        ` ${scenario}, seed ${seed}: ${detail}`,
        ...(runs === 1 ? [] : [toned('dim', ` (and ${counted(runs - 1, 'run')} alike)`)]),
      ),
      { type: 'command', text: replay },
    ]),
    ...leftOutLine(leftOut, 'sorts of failure'),
  ];
}

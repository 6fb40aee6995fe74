/** What many runs came to, taken in one by one: a sweep of any length holds no more than its failures. */
import { VERDICTS, type Verdict } from '../../../scenarios/harness/result/verdict.js';
import type { SometimesCount } from '../../../sim/world/sometimes.js';
import type { SeedOutcome } from './worker.js';

/** Of one run, without what is in a file of its own. */
export type RunOutcome = Omit<SeedOutcome, 'capsule'> & {
  /** Its capsule's file name, in the folder of the sweep. */
  readonly capsuleFile: string | null;
};

export type Failure = Pick<RunOutcome, 'place' | 'scenario' | 'seed' | 'countsAs' | 'detail' | 'replay'> &
  Pick<RunOutcome, 'cause' | 'capsuleFile'>;

/** In how many seeds it was so, how often in all of them, and how often they asked. */
export interface SometimesFigures extends SometimesCount {
  readonly seeds: number;
}

export class SweepTally {
  /** Seeds, of each scenario. */
  outcomeCount = 0;
  /** More where each seed is a search. */
  runCount = 0;
  events = 0;
  virtualMs = 0;
  readonly verdicts = new Map<Verdict, number>(VERDICTS.map((verdict) => [verdict, 0]));
  readonly scenarios = new Set<string>();
  readonly #asExpected = new Counts();
  readonly #perInvariant = new Counts();
  readonly #effective = new Counts();
  readonly #idle = new Counts();
  readonly #judged = new Counts();
  readonly #sometimes = new Map<string, SometimesFigures>();
  readonly #failures: Failure[] = [];
  readonly #capsules: { readonly place: number; readonly file: string }[] = [];
  readonly #impossible = new Map<string, ReadonlyMap<string, string>>();
  #unread: readonly string[] | null = null;

  add(outcome: RunOutcome): void {
    const { scenario, countsAs, place, capsuleFile } = outcome;
    this.outcomeCount += 1;
    this.runCount += outcome.runs;
    this.events += outcome.events;
    this.virtualMs += outcome.virtualMs;
    this.scenarios.add(scenario);
    this.verdicts.set(countsAs, (this.verdicts.get(countsAs) ?? 0) + 1);
    if (countsAs === 'passed') this.#asExpected.addNames(outcome.expected);
    else this.#failures.push(failureOf(outcome));
    this.#perInvariant.addNames(outcome.invariants);
    this.#effective.addAll(outcome.faultsEffective);
    this.#idle.addAll(outcome.faultsWithoutEffect);
    this.#judged.addAll(outcome.judged);
    for (const [name, count] of Object.entries(outcome.sometimes)) this.#takeSometimes(name, count);
    if (capsuleFile !== null) this.#capsules.push({ place, file: capsuleFile });
    const { unread } = outcome;
    this.#unread = this.#unread?.filter((name) => unread.includes(name)) ?? unread;
    if (outcome.events > 0) this.#takeImpossible(scenario, new Map(Object.entries(outcome.faultsImpossible)));
  }

  count(verdict: Verdict): number {
    return this.verdicts.get(verdict) ?? 0;
  }

  get failureCount(): number {
    return this.#failures.length;
  }

  /** In the order of the sweep, whichever thread was faster. */
  get failures(): readonly Failure[] {
    return this.#failures.toSorted((a, b) => a.place - b.place);
  }

  /** Files, in that order. */
  get capsules(): readonly string[] {
    return this.#capsules.toSorted((a, b) => a.place - b.place).map(({ file }) => file);
  }

  /** Of those that passed: what happened in them, and was expected, with the number of runs. */
  get asExpected(): Readonly<Record<string, number>> {
    return this.#asExpected.sorted();
  }

  get perInvariant(): Readonly<Record<string, number>> {
    return this.#perInvariant.sorted();
  }

  get faultsEffective(): Readonly<Record<string, number>> {
    return this.#effective.sorted();
  }

  get faultsWithoutEffect(): Readonly<Record<string, number>> {
    return this.#idle.sorted();
  }

  /** By invariant, how often it had something to judge in all runs. */
  get judged(): Readonly<Record<string, number>> {
    return this.#judged.sorted();
  }

  /** Of all that some run could have come to. */
  get sometimes(): Readonly<Record<string, SometimesFigures>> {
    return Object.fromEntries([...this.#sometimes].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The knobs that were set and that no run read. */
  get unread(): readonly string[] {
    return this.#unread ?? [];
  }

  /** Of each scenario, the faults that none of its runs could have had. */
  get neverPossible(): readonly string[] {
    return [...this.#impossible].flatMap(([scenario, faults]) =>
      [...faults.values()].map((sentence) => `${scenario}: ${sentence}`),
    );
  }

  #takeSometimes(name: string, { asked, held }: SometimesCount): void {
    const before = this.#sometimes.get(name) ?? { seeds: 0, held: 0, asked: 0 };
    this.#sometimes.set(name, {
      seeds: before.seeds + (held > 0 ? 1 : 0),
      held: before.held + held,
      asked: before.asked + asked,
    });
  }

  #takeImpossible(scenario: string, impossible: ReadonlyMap<string, string>): void {
    const before = this.#impossible.get(scenario);
    const inAll = before === undefined ? impossible : inBoth(before, impossible);
    this.#impossible.set(scenario, inAll);
  }
}

function inBoth(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return new Map([...before].filter(([id]) => now.has(id)));
}

function failureOf(outcome: RunOutcome): Failure {
  const { place, scenario, seed, countsAs, detail, replay, cause, capsuleFile } = outcome;
  return { place, scenario, seed, countsAs, detail, replay, cause, capsuleFile };
}

/** Numbers by name. */
class Counts {
  readonly #counts = new Map<string, number>();

  addNames(names: readonly string[]): void {
    for (const name of names) this.#add(name, 1);
  }

  addAll(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.#add(name, count);
  }

  /** By name, in their order. */
  sorted(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #add(name: string, count: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }
}

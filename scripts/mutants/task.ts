/** What a worker is asked, and what it answers: all that travels between threads. */
import type { Verdict } from '../../scenarios/harness/result/verdict.js';
import type { SearchName } from '../../scenarios/mutants/search.js';
import type { Switch } from '../../scenarios/mutants/form/switches.js';

/** What a worker is asked: one run of a search, without a mutant and then with each of some. */
export interface HuntTask {
  readonly search: SearchName;
  /** Which run of the search. */
  readonly n: number;
  /** Names. */
  readonly mutants: readonly string[];
  /** Of all mutants; the same each time. */
  readonly switches: readonly Switch[];
}

/** What a run came to. Nothing in it depends on the machine. */
export interface Outcome {
  readonly verdict: Verdict;
  /** Names of the invariants that were violated, each once. */
  readonly invariants: readonly string[];
  /** Of an error of the harness: what it says. */
  readonly error: string | null;
  readonly events: number;
  readonly virtualMs: number;
}

export interface RunsOfOne {
  readonly n: number;
  readonly scenario: string;
  readonly seed: number;
  readonly control: Outcome;
  /** Of those that were asked for, only what the run reaches: any other would be the control once more. */
  readonly mutants: Readonly<Record<string, Outcome>>;
}

/** Looks for each mutant in one run of a search after the other, until its invariant names it. */
import { Tinypool } from 'tinypool';
import type { Mutant } from '../../scenarios/mutants/form/mutant.js';
import type { SearchName } from '../../scenarios/mutants/search.js';
import { switchesOf } from '../../scenarios/mutants/form/switches.js';
import type { HuntTask, Outcome, RunsOfOne } from './task.js';

export interface HuntOptions extends Threads {
  /** Those that are looked for. */
  readonly mutants: readonly Mutant[];
  /** Which runs, in their order. */
  readonly ns: readonly number[];
  /** By name, what an earlier hunt has come to: it is not made again, but gone on from. */
  readonly before?: ReadonlyMap<string, Looked>;
  readonly onRun?: (told: { readonly done: number; readonly left: number }) => void;
  readonly isStopped?: () => boolean;
}

/** How a search for one mutant has gone. Nothing in it depends on the machine. */
export interface Looked {
  /** Where it was named, and what named it there; null: nowhere. */
  readonly found: FoundAt | null;
  /** The last run that was looked at: the one that found it, if one did. */
  readonly through: number;
  /** Of the runs up to there, those that reached its code. */
  readonly reached: number;
  /** Of those, all together. */
  readonly events: number;
  readonly virtualMs: number;
  /** What they violated that does not count; the texts of errors of the harness too. */
  readonly others: readonly string[];
}

export interface Hunted extends Looked {
  readonly mutant: Mutant;
}

interface FoundAt {
  readonly n: number;
  readonly scenario: string;
  readonly seed: number;
  /** Of those that count, what the run violated; `stalled` for one that did not come to its end. */
  readonly by: readonly string[];
}

export interface Hunt {
  readonly hunted: readonly Hunted[];
  /** Runs without a mutant that did not pass: what is found in them says nothing. */
  readonly failedControls: readonly RunsOfOne[];
  readonly runCount: number;
}

export async function hunt(options: HuntOptions): Promise<Hunt> {
  const { catalog, mutants, search, ns, jobs, onRun, isStopped = () => false } = options;
  const runs: RunsOfOne[] = [];
  const beforeOf = ({ name }: Mutant): Looked => options.before?.get(name) ?? NOTHING_YET;
  const isFound = (mutant: Mutant): boolean =>
    beforeOf(mutant).found !== null || runs.some((run) => namedIn(run, mutant).length > 0);
  await inThreads({ catalog, search, jobs: Math.min(jobs, ns.length) }, ns, async (n, run) => {
    const left = mutants.filter((mutant) => !isFound(mutant));
    const here = left.filter((mutant) => n > beforeOf(mutant).through);
    if (here.length === 0 || isStopped()) return;
    runs.push(await run(n, here));
    onRun?.({ done: runs.length, left: left.length });
  });
  runs.sort((a, b) => ns.indexOf(a.n) - ns.indexOf(b.n));
  return {
    hunted: mutants.map((mutant) => ({ mutant, ...goneOn(beforeOf(mutant), looked(mutant, runs)) })),
    failedControls: runs.filter(({ control }) => control.verdict !== 'passed'),
    runCount: runs.length,
  };
}

/** Of the first seeds of the run that was made for it. */
const BY_HAND_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Each of those mutants in its own run, with one seed after the other, until it is named. */
export async function huntByHand(
  threads: Omit<Threads, 'search'>,
  mutants: readonly Mutant[],
): Promise<readonly Hunted[]> {
  const hunted: Hunted[] = [];
  await inThreads({ ...threads, search: 'byHand' }, mutants, async (mutant, run) => {
    const runs: RunsOfOne[] = [];
    for (const n of BY_HAND_SEEDS) {
      const made = await run(n, [mutant]);
      runs.push(made);
      if (namedIn(made, mutant).length > 0) break;
    }
    hunted.push({ mutant, ...looked(mutant, runs) });
  });
  return hunted;
}

/** Each of these mutants once more, in the run in which it was found. */
export async function findAgain(
  threads: Threads,
  found: readonly { readonly mutant: Mutant; readonly n: number }[],
): Promise<readonly Hunted[]> {
  const hunted: Hunted[] = [];
  // A run by hand is of one mutant; a random one is made once for all.
  const together = new Map<string, Mutant[]>();
  for (const { mutant, n } of found) {
    const key = threads.search === 'byHand' ? `${n} ${mutant.name}` : String(n);
    together.set(key, [...(together.get(key) ?? []), mutant]);
  }
  await inThreads(threads, [...together], async ([key, mutants], run) => {
    const runs = await run(Number.parseInt(key, 10), mutants);
    hunted.push(...mutants.map((mutant) => ({ mutant, ...looked(mutant, [runs]) })));
  });
  return hunted;
}

interface Threads {
  /** All there are: a worker puts the switches of all into what it loads. */
  readonly catalog: readonly Mutant[];
  readonly search: SearchName;
  readonly jobs: number;
}

type RunMutants = (n: number, mutants: readonly Mutant[]) => Promise<RunsOfOne>;

/** Takes one after the other, in as many threads as there are jobs. */
async function inThreads<T>(
  { catalog, search, jobs }: Threads,
  works: readonly T[],
  work: (one: T, run: RunMutants) => Promise<void>,
): Promise<void> {
  const switches = switchesOf(catalog);
  const filename = new URL('worker.js', import.meta.url).href;
  const pool = new Tinypool({ filename, minThreads: 1, maxThreads: jobs });
  const run: RunMutants = async (n, mutants) => {
    const task: HuntTask = { search, n, mutants: mutants.map(({ name }) => name), switches };
    return (await pool.run(task)) as RunsOfOne;
  };
  const waiting = works.values();
  const takeTurns = async (): Promise<void> => {
    for (const one of waiting) await work(one, run);
  };
  try {
    await Promise.all(Array.from({ length: jobs }, takeTurns));
  } finally {
    await pool.destroy();
  }
}

const NOTHING_YET: Looked = { found: null, through: 0, reached: 0, events: 0, virtualMs: 0, others: [] };

function looked(mutant: Mutant, runs: readonly RunsOfOne[]): Looked {
  const first = runs.findIndex((run) => namedIn(run, mutant).length > 0);
  const found = runs[first];
  const upTo = first < 0 ? runs : runs.slice(0, first + 1);
  const outcomes = upTo.map((run) => run.mutants[mutant.name]).filter((outcome) => outcome !== undefined);
  const others = outcomes.flatMap(saidOf).filter((name) => !mutant.caughtBy.includes(name));
  return {
    found:
      found === undefined
        ? null
        : { n: found.n, scenario: found.scenario, seed: found.seed, by: namedIn(found, mutant) },
    through: upTo.at(-1)?.n ?? 0,
    reached: outcomes.length,
    events: outcomes.reduce((sum, { events }) => sum + events, 0),
    virtualMs: Math.round(outcomes.reduce((sum, { virtualMs }) => sum + virtualMs, 0)),
    others: [...new Set(others)].sort(),
  };
}

function goneOn(before: Looked, since: Looked): Looked {
  if (before.found !== null) return before;
  return {
    found: since.found,
    through: Math.max(before.through, since.through),
    reached: before.reached + since.reached,
    events: before.events + since.events,
    virtualMs: before.virtualMs + since.virtualMs,
    others: [...new Set([...before.others, ...since.others])].sort(),
  };
}

/** A run that fails without the mutant shows nothing of it. */
function namedIn({ control, mutants }: RunsOfOne, { name, caughtBy }: Mutant): readonly string[] {
  const outcome = mutants[name];
  if (outcome === undefined || control.verdict !== 'passed') return [];
  return saidOf(outcome).filter((said) => caughtBy.includes(said));
}

function saidOf({ verdict, invariants, error }: Outcome): readonly string[] {
  const ended = verdict === 'stalled' ? ['stalled'] : [];
  return [...invariants, ...ended, ...(error === null ? [] : [`harness error: ${error}`])];
}

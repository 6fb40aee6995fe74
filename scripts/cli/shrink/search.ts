/** The search, in threads: from a capsule that fails to the smallest case that was found. */
import type { Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { GivenSettings } from '../../../scenarios/harness/settings/table.js';
import { keyOf, type JudgedCase, type ShrinkCase } from '../../../scenarios/shrink/case/case.js';
import { shrink } from '../../../scenarios/shrink/shrink.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { counted, grouped } from '../../../reports/blocks/format.js';
import { assert } from '../../../sim/checks/assert.js';
import { SHRINK_WORKER_URL } from '../support/installed.js';
import type { CommandContext } from '../support/io.js';
import { aborted, createProgressLine, openPool, type Pool, type ProgressLine } from '../support/pool.js';
import { subjectOf, type CapsuleSubject } from './subject.js';
import { ranCase, type RanCase } from './ran-case.js';
import type { ShrinkOutcome, ShrinkTask } from './worker.js';

export interface SearchOptions {
  readonly capsule: Capsule;
  /** The run of the capsule, which has the symptom. */
  readonly first: RunResult;
  readonly symptom: Symptom;
  readonly expects: readonly string[];
  readonly jobs: number;
  /** Aborts when nothing more shall begin. */
  readonly stop: AbortSignal;
  /** Default: threads of the command. */
  readonly openThreads?: (jobs: number) => Pool<ShrinkTask, ShrinkOutcome>;
}

function openShrinkThreads(jobs: number): Pool<ShrinkTask, ShrinkOutcome> {
  return openPool(SHRINK_WORKER_URL, jobs);
}

type Reasons = ReadonlyMap<string, ShrinkOutcome | null>;

export interface Shrunken {
  readonly subject: CapsuleSubject;
  readonly case: ShrinkCase;
  readonly ran: RanCase;
  readonly capsule: Capsule;
  /** By the id of each fault that is left: the run without it; null where it has not been looked at. */
  readonly withoutFault: Reasons;
  /** The same by the name of each knob, those aside that only make the run smaller. */
  readonly withoutKnob: Reasons;
  readonly isMinimal: boolean;
  /** What ended it, if that is no end of a search. */
  readonly failure: { readonly error: unknown } | null;
  readonly runCount: number;
}

/** A case that costs more than the run of the capsule is not what anybody wants. */
const EVENTS_FACTOR = 3;
const EVENTS_LEAST = 100_000;

/** Of a search that is stopped at once the capsule itself is left. */
export async function search(options: SearchOptions, context: CommandContext): Promise<Shrunken> {
  const { capsule, first, symptom, jobs, stop, openThreads = openShrinkThreads } = options;
  const subject = subjectOf(capsule, first, symptom, context.layer);
  const pool = openThreads(jobs);
  const progress = createProgressLine(context.io);
  const runs = createRuns(options, subject, { pool, progress }, context);
  try {
    const judge = async (one: ShrinkCase): Promise<RanCase['judged'] | null> => {
      const outcome = await runs.run(one);
      if (outcome === null) return null;
      return outcome.type === 'ran' ? outcome.judged : NO_RUN;
    };
    let best: JudgedCase = { case: subject.start, judged: ranCase(first, symptom, null).judged };
    const onSmaller = (smaller: JudgedCase): void => {
      best = smaller;
      runs.reached(smaller.case);
    };
    const isStopped = (): boolean => stop.aborted;
    const whole = shrink(best, subject, { judge, jobs, isStopped, onSmaller });
    const {
      case: small,
      isMinimal,
      failure,
    } = await whole.then(
      (found) => ({ ...found, failure: null }),
      // A thread that has run out of memory takes nothing away that was found before.
      (error: unknown) => ({ ...best, isMinimal: false, failure: { error } }),
    );
    const ran = runs.known(small);
    assert(ran?.type === 'ran' && ran.capsule !== null, 'what holds has run, and has a capsule');
    const without = failure === null ? await eachWithout(small, subject, runs) : NOTHING_KNOWN;
    const { capsule: smaller } = ran;
    return {
      subject,
      case: small,
      ran,
      capsule: smaller,
      ...without,
      isMinimal,
      failure,
      runCount: runs.count(),
    };
  } finally {
    progress.end();
    await pool.close();
  }
}

const NOTHING_KNOWN: Pick<Shrunken, 'withoutFault' | 'withoutKnob'> = {
  withoutFault: new Map(),
  withoutKnob: new Map(),
};
const NO_RUN = { holds: false, heldAtMs: null, endedAtMs: 0, unread: [] };

interface Runs {
  /** Nothing runs twice. Null: it was stopped. */
  run(one: ShrinkCase): Promise<ShrinkOutcome | null>;
  /** What a case came to that has run; undefined otherwise. */
  known(one: ShrinkCase): ShrinkOutcome | undefined;
  /** For the progress that is shown. */
  reached(one: ShrinkCase): void;
  count(): number;
}

function createRuns(
  { capsule, first, symptom, expects, stop }: SearchOptions,
  { base, beneath, boundsEvents, start }: CapsuleSubject,
  { pool, progress }: { readonly pool: Pool<ShrinkTask, ShrinkOutcome>; readonly progress: ProgressLine },
  { layerSource }: CommandContext,
): Runs {
  const eventsMax = boundsEvents ? null : eventsMaxOf(first, Number(base['run.eventsMax']));
  const { scenario, seed, variant } = capsule;
  const shared = { scenario, seed, variant, expects, symptom, eventsMax, layerSource };
  // What scenario and variant set anyway is left to them: that makes no other run.
  const { settings } = capsule;
  const begun = ranCase(first, symptom, null);
  const beginning = { ...begun, capsule: begun.capsule && { ...begun.capsule, settings } };
  const outcomes = new Map<string, ShrinkOutcome>([[keyOf(start), { type: 'ran', ...beginning }]]);
  const stopped = aborted(stop).then(() => null);
  let best = start;
  let count = 0;
  return {
    async run(one) {
      const before = outcomes.get(keyOf(one));
      if (before !== undefined) return before;
      if (stop.aborted) return null;
      const task = { ...shared, set: { ...beneath, ...one.set }, faults: one.faults };
      const outcome = await Promise.race([pool.run(task), stopped]);
      if (outcome === null) return null;
      outcomes.set(keyOf(one), outcome);
      count += 1;
      progress.tell(() => `${counted(count, 'run')}, ${sizeText(start, best)}`);
      return outcome;
    },
    known: (one) => outcomes.get(keyOf(one)),
    reached: (one) => void (best = one),
    count: () => count,
  };
}

/** Null: the bound of every run comes first, and may be what a run stalls at. */
function eventsMaxOf({ events }: RunResult, everyRunMax: number): number | null {
  const most = Math.max(EVENTS_LEAST, events * EVENTS_FACTOR);
  return most < everyRunMax ? most : null;
}

function sizeText(start: ShrinkCase, best: ShrinkCase): string {
  return `${grouped(best.faults.length)} of ${counted(start.faults.length, 'fault')} left`;
}

/**
 * The run without each of its faults, and with each of its knobs as it is by itself. Bounds that were lowered
 * are as they were: a run that is over before it fails says nothing of what it would have done.
 */
async function eachWithout(
  { faults, set }: ShrinkCase,
  { base, bounds, sizes, start }: CapsuleSubject,
  runs: Runs,
): Promise<Pick<Shrunken, 'withoutFault' | 'withoutKnob'>> {
  const isBound = (name: string): boolean => bounds.includes(name);
  const unbound = (values: GivenSettings): GivenSettings => {
    const free = Object.entries(values).filter(([name]) => !isBound(name));
    return Object.fromEntries([...free, ...Object.entries(start.set).filter(([name]) => isBound(name))]);
  };
  const outcomeOf = async (
    name: string,
    one: ShrinkCase,
  ): Promise<readonly [string, ShrinkOutcome | null]> => {
    const outcome = await runs.run({ ...one, set: unbound(one.set) });
    // When there is no time left, what the search has seen of it.
    return [name, outcome ?? runs.known(one) ?? null];
  };
  const isLowered = (name: string): boolean => sizes.includes(name) && Number(set[name]) < Number(base[name]);
  const knobs = Object.keys(set).filter((name) => !isBound(name) && !isLowered(name));
  const ofFaults = faults.map(({ id }, place) => outcomeOf(id, { faults: faults.toSpliced(place, 1), set }));
  const ofKnobs = knobs.map((name) => {
    const { [name]: _value, ...others } = set;
    return outcomeOf(name, { faults, set: others });
  });
  return {
    withoutFault: new Map(await Promise.all(ofFaults)),
    withoutKnob: new Map(await Promise.all(ofKnobs)),
  };
}

/** The search, in threads: from a capsule that fails to the smallest case that was found. */
import type { Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { ShrinkCase } from '../../../scenarios/shrink/case/case.js';
import { keyOf } from '../../../scenarios/shrink/case/case.js';
import { shrink } from '../../../scenarios/shrink/shrink.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { counted, grouped } from '../../../reports/blocks/format.js';
import { assert } from '../../../sim/checks/assert.js';
import { SHRINK_WORKER_URL } from '../support/installed.js';
import type { CommandContext } from '../support/io.js';
import { aborted, createProgressLine, openPool, type Pool, type ProgressLine } from '../support/pool.js';
import { subjectOf, type CapsuleSubject } from './subject.js';
import type { RanCase, ShrinkOutcome, ShrinkTask } from './worker.js';

export interface SearchOptions {
  readonly capsule: Capsule;
  /** The run of the capsule, which has the symptom. */
  readonly first: RunResult;
  readonly symptom: Symptom;
  readonly expects: readonly string[];
  readonly jobs: number;
  /** Aborts when nothing more shall begin. */
  readonly stop: AbortSignal;
}

export interface Shrunken {
  readonly subject: CapsuleSubject;
  readonly case: ShrinkCase;
  readonly ran: RanCase;
  readonly capsule: Capsule;
  /** By the id of each fault that is left: the run without it; null where it has not been looked at. */
  readonly without: ReadonlyMap<string, ShrinkOutcome | null>;
  readonly isMinimal: boolean;
  readonly runCount: number;
}

/** A case that costs more than the run of the capsule is not what anybody wants. */
const EVENTS_FACTOR = 3;
const EVENTS_LEAST = 100_000;

/** Null: it was stopped before anything had run. */
export async function search(options: SearchOptions, context: CommandContext): Promise<Shrunken | null> {
  const { capsule, first, symptom, jobs, stop } = options;
  const subject = subjectOf(capsule, first, symptom, context.layer);
  const pool = openPool<ShrinkTask, ShrinkOutcome>(SHRINK_WORKER_URL, jobs);
  const progress = createProgressLine(context.io);
  const runs = createRuns(options, subject, { pool, progress }, context);
  try {
    const start = await runs.run(subject.start);
    if (start === null) return null;
    assert(
      start.type === 'ran' && start.judged.holds,
      'what scenario and variant set anyway makes no other run when it is left to them',
    );
    const judge = async (one: ShrinkCase): Promise<RanCase['judged'] | null> => {
      const outcome = await runs.run(one);
      if (outcome === null) return null;
      return outcome.type === 'ran' ? outcome.judged : NO_RUN;
    };
    const isStopped = (): boolean => stop.aborted;
    const found = await shrink({ case: subject.start, judged: start.judged }, subject, {
      judge,
      jobs,
      isStopped,
      onSmaller: ({ case: smaller }) => runs.reached(smaller),
    });
    const ran = runs.known(found.case);
    assert(ran?.type === 'ran' && ran.capsule !== null, 'what holds has run, and has a capsule');
    const without = await eachWithout(found.case, subject, runs);
    const { isMinimal } = found;
    return {
      subject,
      case: found.case,
      ran,
      capsule: ran.capsule,
      without,
      isMinimal,
      runCount: runs.count(),
    };
  } finally {
    progress.end();
    await pool.close();
  }
}

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
  { capsule: { scenario, seed, variant }, first, symptom, expects, stop }: SearchOptions,
  { beneath, boundsEvents, start }: CapsuleSubject,
  { pool, progress }: { readonly pool: Pool<ShrinkTask, ShrinkOutcome>; readonly progress: ProgressLine },
  { layerSource }: CommandContext,
): Runs {
  const eventsMax = boundsEvents ? null : Math.max(EVENTS_LEAST, first.events * EVENTS_FACTOR);
  const shared = { scenario, seed, variant, expects, symptom, eventsMax, layerSource };
  const outcomes = new Map<string, ShrinkOutcome>();
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

function sizeText(start: ShrinkCase, best: ShrinkCase): string {
  return `${grouped(best.faults.length)} of ${counted(start.faults.length, 'fault')} left`;
}

/**
 * The run without each of its faults, in the order of the schedule. Bounds that were lowered are as they
 * were: a run that is over before it fails says nothing of what it would have done.
 */
async function eachWithout(
  { faults, set }: ShrinkCase,
  { bounds, start }: CapsuleSubject,
  runs: Runs,
): Promise<ReadonlyMap<string, ShrinkOutcome | null>> {
  const isBound = (name: string): boolean => bounds.includes(name);
  const free = Object.entries(set).filter(([name]) => !isBound(name));
  const asBefore = Object.entries(start.set).filter(([name]) => isBound(name));
  const unbound = Object.fromEntries([...free, ...asBefore]);
  const each = faults.map(async ({ id }, place): Promise<readonly [string, ShrinkOutcome | null]> => {
    const others = faults.toSpliced(place, 1);
    const outcome = await runs.run({ faults: others, set: unbound });
    // When there is no time left, what the search has seen of it.
    return [id, outcome ?? runs.known({ faults: others, set }) ?? null];
  });
  return new Map(await Promise.all(each));
}

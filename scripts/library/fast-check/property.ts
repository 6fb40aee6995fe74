/** A scenario, or a system of one's own, as a property of fast-check. */
import type { Arbitrary, IAsyncPropertyWithHooks, Random, Stream, Value } from 'fast-check';
import type { App } from '../../../scenarios/harness/definition/app.js';
import type { RunOptions } from '../../../scenarios/harness/definition/api.js';
import type { Invariant } from '../../../scenarios/harness/definition/invariant.js';
import type { Scenario } from '../../../scenarios/harness/definition/scenario.js';
import { settingWords } from '../../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { sightingIn, symptomOf } from '../../../scenarios/shrink/symptom/sighting.js';
import { symptomText, type Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { layer } from '../../../scenarios/index.js';
import { describeFault } from '../../../sim/faults/verbs.js';
import {
  checkFolder,
  howToReplay,
  isKnownToCommandLine,
  keepCapsule,
  ScenarioFailed,
  whyOf,
  type KeptCapsule,
} from '../failure.js';
import { removeFile } from '../../cli/support/files.js';
import { casesOf, type CaseOptions, type StallgrindCase } from './cases.js';
import { fc } from './load.js';

/** What {@link stallgrindProperty} takes besides what its cases are drawn from. */
export interface PropertyOptions extends CaseOptions {
  /** Cases of your own in place of those that the options above describe. Default: {@link casesOf}. */
  readonly cases?: Arbitrary<StallgrindCase>;
  /** Of a broker: held of every run besides those that there are. Default: none. */
  readonly invariants?: readonly Invariant[];
  /**
   * Invariants that every run may violate, or `stalled`: it counts as passed all the same. With `nothing`
   * among them what scenario and variant declare does not count. Default: none but what those declare.
   */
  readonly expects?: readonly string[];
  /**
   * Folder for the capsules of failures, made if it is not there; a folder that {@link corpus} reads makes each
   * a test of its own in the next run. False writes none. Default: `.stallgrind`.
   */
  readonly capsules?: string | false;
}

/** A property of one case; `fc.assert` and `fc.check` take it. */
export type StallgrindProperty = IAsyncPropertyWithHooks<[StallgrindCase]>;

/**
 * Holds when a run of each case passes. The run of a case is the same each time, so that `seed` and `path` of
 * `fc.assert` find the same failure again.
 *
 * While fast-check makes a case smaller, only one that violates the *same* invariant (or stalls, or breaks, for
 * the same reason) counts as a failure; one that fails otherwise counts as passed, is named in the report, and
 * has a capsule of its own. The capsule of the smallest case is on disk when the report is made, and the last
 * line of the report replays it.
 *
 * A case that fails throws a `ScenarioFailed`. What makes no sense throws a `UsageError`, here, before anything
 * runs: see {@link casesOf}.
 */
export function stallgrindProperty(
  scenario: string | Scenario | App,
  options: PropertyOptions = {},
): StallgrindProperty {
  const { cases = casesOf(scenario, options), capsules = '.stallgrind' } = options;
  checkFolder(capsules);
  const session = new Session(scenario, options, capsules);
  const told = cases.map((one): StallgrindCase => {
    const shown = { ...one };
    const told = { value: () => session.textOf(shown), enumerable: false };
    return Object.defineProperty(shown, fc.toStringMethod, told);
  });
  const begin = (): void => {
    session.begin();
  };
  const property = fc.asyncProperty(watched(told, begin), async (one) => session.run(one));
  sessions.set(property, session);
  return property;
}

/** `onGenerate`: told of each value that is drawn, and of none that another is made smaller to. */
function watched<T>(inner: Arbitrary<T>, onGenerate: () => void): Arbitrary<T> {
  class Watched extends fc.Arbitrary<T> {
    override generate(random: Random, biasFactor: number | undefined): Value<T> {
      onGenerate();
      return inner.generate(random, biasFactor);
    }

    override canShrinkWithoutContext(value: unknown): value is T {
      return inner.canShrinkWithoutContext(value);
    }

    override shrink(value: T, context: unknown): Stream<Value<T>> {
      return inner.shrink(value, context);
    }
  }
  return new Watched();
}

const sessions = new WeakMap<StallgrindProperty, Session>();

/** The smallest failure that the property has met, and with what it ran; null: none. */
export function failureOf(property: StallgrindProperty): SmallestFailure | null {
  return sessions.get(property)?.failure ?? null;
}

/** A case that failed. */
export interface SmallestFailure {
  readonly scenario: string | Scenario | App;
  readonly options: PropertyOptions;
  readonly result: RunResult;
  readonly symptom: Symptom;
  readonly kept: KeptCapsule;
  /** Keeps a smaller run in its place, and says what was wrong and how to replay that. */
  readonly retell: (smaller: RunResult) => Promise<Told>;
}

interface Told {
  /** The last one replays it. */
  readonly lines: readonly string[];
  readonly capsule: string | null;
}

/** From the first case that is drawn to the smallest that fails. */
class Session {
  readonly #wanted: string | Scenario | App;
  readonly #options: PropertyOptions;
  readonly #folder: string | false;
  #isKnown: boolean | null = null;
  /** What a failure is, once there was one. */
  #pinned: Symptom | null = null;
  #smallest: SmallestFailure | null = null;
  /** What else failed on the way, each once. */
  #others: readonly string[] = [];
  readonly #lines = new WeakMap<StallgrindCase, readonly string[]>();

  constructor(wanted: string | Scenario | App, options: PropertyOptions, folder: string | false) {
    this.#wanted = wanted;
    this.#options = options;
    this.#folder = folder;
  }

  /** Of a case that is drawn, and not made smaller, nobody knows yet what it fails by. */
  begin(): void {
    this.#pinned = null;
    this.#smallest = null;
    this.#others = [];
  }

  get failure(): SmallestFailure | null {
    return this.#smallest;
  }

  /** Throws a `ScenarioFailed`. */
  async run(one: StallgrindCase): Promise<void> {
    const { seed, set, faults } = one;
    const { invariants, expects = [] } = this.#options;
    const asked: RunOptions = {
      seed,
      // One that is an object is known by its name to nobody.
      variant: typeof this.#options.variant === 'object' ? this.#options.variant : one.variant,
      set,
      faults,
      expects: [...expects, ...one.expects],
      causes: 'none',
      ...(invariants === undefined ? {} : { invariants }),
    };
    const result = await layer.runScenario(this.#wanted, asked);
    if (result.countsAs === 'passed') return;
    const symptom = this.#pinned ?? symptomOf(result, undefined);
    if (symptom === null) throw new Error(`a run that is ${result.countsAs} has nothing wrong with it`);
    if (!sightingIn(result, symptom).holds) {
      this.#note(result);
      return;
    }
    this.#pinned = symptom;
    const { lines, capsule } = await this.#tell(result, symptom);
    this.#lines.set(one, lines);
    const first = `${result.scenario} ${result.countsAs} (variant ${result.variant}, seed ${String(seed)})`;
    throw new ScenarioFailed(result, capsule, [first, ...lines].join('\n'));
  }

  /** Keeps the capsule, and says what was wrong and how to replay it. */
  async #tell(result: RunResult, symptom: Symptom): Promise<Told> {
    const kept = this.#keep(result);
    this.#smallest = {
      scenario: this.#wanted,
      options: this.#options,
      result,
      symptom,
      kept,
      retell: (smaller) => this.#tell(smaller, symptom),
    };
    this.#isKnown ??= await this.#knows(result);
    const lines = [
      ...whyOf(result),
      ...(kept.problem === undefined ? [] : [`no capsule was written: ${kept.problem}`]),
      this.#folder === false ? WITHOUT_CAPSULE : howToReplay(result, kept.file, this.#isKnown),
    ];
    return { lines, capsule: kept.file };
  }

  /** For the report: the case, what was wrong with it if anything was, and last the line that replays it. */
  textOf(one: StallgrindCase): string {
    const { scenario, variant, seed, set, faults } = one;
    const knobs = settingWords(set).filter((_, place) => place % 2 === 1);
    const lines = this.#lines.get(one) ?? [];
    const others = lines.length === 0 ? [] : this.#others;
    return [
      `${scenario}, variant ${variant}, seed ${String(seed)}`,
      ...(knobs.length === 0 ? [] : [`with ${knobs.join(' ')}`]),
      ...faults.map((fault) => `fault ${fault.id}: ${describeFault(fault)}`),
      ...lines.slice(0, -1),
      ...others,
      ...lines.slice(-1),
      '',
    ].join('\n');
  }

  /** Of the failures of one search the capsule of the smallest stays. */
  #keep(result: RunResult): KeptCapsule {
    const before = this.#smallest?.kept;
    const kept = this.#folder === false ? NOT_KEPT : keepCapsule(result, this.#folder);
    if (kept.file !== null && before?.isNew === true && before.file !== null && before.file !== kept.file)
      removeFile(before.file);
    return { ...kept, isNew: kept.isNew || (before?.isNew === true && before.file === kept.file) };
  }

  /** A candidate that fails by something else is no smaller case of this failure. */
  #note(result: RunResult): void {
    const symptom = symptomOf(result, undefined);
    const what = symptom === null ? result.countsAs : symptomText(symptom);
    if (this.#others.some((line) => line.startsWith(`besides, ${what}`))) return;
    const { file } = this.#folder === false ? NOT_KEPT : keepCapsule(result, this.#folder);
    const where = file === null ? '' : `, kept in ${file}`;
    this.#others = [...this.#others, `besides, ${what} in a smaller case that passed for this${where}`];
  }

  /** Whether the replay line finds by its name what ran here. */
  async #knows(result: RunResult): Promise<boolean> {
    const { invariants, variant } = this.#options;
    const isOwn = typeof this.#wanted !== 'string' || typeof variant === 'object' || invariants !== undefined;
    return !isOwn || isKnownToCommandLine(result, { seed: result.seed, ...(invariants && { invariants }) });
  }
}

/** A line would name a file of faults that nobody has written. */
const WITHOUT_CAPSULE =
  'replay: seed and path of fast-check find it again; with capsules: FOLDER there is a line that replays it';
const NOT_KEPT: KeptCapsule = { file: null, isNew: false };

/** A folder of capsules as tests: what failed once is run again in every run of the tests. */
import { basename, dirname } from 'node:path';
import { withoutControls } from '../../reports/blocks/neutral.js';
import { layerWith } from '../../scenarios/index.js';
import type { Additions } from '../../scenarios/harness/definition/registry.js';
import { commandLine } from '../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import type { ScenarioLayer } from '../../scenarios/layer.js';
import {
  capsulesIn,
  endingOf,
  expectedBy,
  isNoLonger,
  ofCapsule,
  type KeptCapsule,
} from '../cli/support/capsules.js';
import { LAYER_URL } from '../cli/support/installed.js';
import { findConfig, loadLayer } from '../cli/support/load-layer.js';
import { asCalledHere, howToReplay, ScenarioFailed, whyOf } from './failure.js';

/** What {@link corpus} takes. */
export interface CorpusOptions extends Additions {
  /**
   * Invariants that every capsule may violate, or `stalled`: it counts as passed all the same. Default: none but
   * those that a capsule itself expects.
   */
  readonly expects?: readonly string[];
  /** Whether the folder may be missing, or hold nothing yet; there are no cases then. Default: false. */
  readonly mayBeEmpty?: boolean;
}

/** A capsule as a test. */
export interface CorpusCase {
  /** Of the test: the name of the file, and how its run ended when it was kept. */
  readonly name: string;
  /** As `stallgrind replay` takes it. */
  readonly file: string;
  /**
   * Runs it. Gives the result of a run that passes, or does what is expected of it; throws a `ScenarioFailed`
   * for any other. One that failed when it was kept, and passes by now, is told on stderr, with what to do.
   */
  readonly run: () => Promise<RunResult>;
}

/**
 * The capsules of a folder, each as a test, by name: two lines register them in any runner.
 *
 * ```
 * for (const { name, run } of await corpus('corpus')) test(name, async () => void (await run()));
 * ```
 *
 * A capsule holds settings and faults as data, so it goes on meaning the same when the arbitraries change that
 * found it. Its scenario is found by name: among those given here, else those of the `stallgrind.config` file of
 * the working folder.
 *
 * Rejects with a `UsageError`, before any of them runs, for a folder that is missing or holds no capsule, for a
 * file that is none, and for a capsule of a scenario or with a knob that is not known.
 */
export async function corpus(
  folder: string,
  { expects = [], mayBeEmpty = false, ...additions }: CorpusOptions = {},
): Promise<readonly CorpusCase[]> {
  const kept = capsulesIn(folder, { mayBeEmpty });
  const layer =
    Object.keys(additions).length > 0
      ? layerWith(additions)
      : await loadLayer({ url: LAYER_URL.href, configFile: findConfig(process.cwd()) });
  const cases: CorpusCase[] = [];
  for (const one of kept)
    cases.push(await ofCapsule(one.file, () => Promise.resolve(caseOf(one, layer, expects))));
  return cases;
}

function caseOf(one: KeptCapsule, layer: ScenarioLayer, asked: readonly string[]): CorpusCase {
  const { file, capsule } = one;
  const { scenario, seed, variant, settings: set, faults } = capsule;
  const expects = expectedBy(capsule, asked, layer);
  const options = { seed, variant, set, faults, expects };
  layer.planScenario(scenario, options);
  return {
    name: `${basename(file, '.json')}: ${endingOf(capsule)}${isKnown(capsule) ? ', as expected' : ''}`,
    file,
    run: async () => {
      const result = await layer.runScenario(scenario, { ...options, causes: 'none' });
      if (result.countsAs !== 'passed') throw failed(result, file);
      if (isNoLonger({ verdict: result.verdict, was: capsule.verdict })) tell(one);
      return result;
    },
  };
}

/** Whether the capsule itself says that nothing of it counts. */
function isKnown({ violated = [], expects = [] }: KeptCapsule['capsule']): boolean {
  return violated.length > 0 && violated.every((name) => expects.includes(name));
}

function failed(result: RunResult, file: string): ScenarioFailed {
  const first = `${file}: ${result.scenario} ${result.countsAs} (variant ${result.variant}, seed ${String(result.seed)})`;
  const lines = [first, ...whyOf(result), howToReplay(result, file, true)];
  return new ScenarioFailed(result, file, lines.join('\n'));
}

/** It is no failure, and nobody would find out. */
function tell({ file, capsule }: KeptCapsule): void {
  const mark = asCalledHere(commandLine(['corpus', dirname(file), '--mark-passing']));
  const text = `${file} ${endingOf(capsule)} when it was kept, and passes now. Keep it as a run that passes: ${mark}; or delete the file.`;
  process.stderr.write(`${withoutControls(text)}\n`);
}

/** `fc.assert`, and then this project's own shrinking, which knows more of what a case is made of. */
import type { Parameters } from 'fast-check';
import { counted } from '../../../reports/blocks/format.js';
import { makeCapsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { JudgedCase, ShrinkCase } from '../../../scenarios/shrink/case/case.js';
import { shrink } from '../../../scenarios/shrink/shrink.js';
import { layer as builtInLayer, layerWith } from '../../../scenarios/index.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { describeFault } from '../../../sim/faults/verbs.js';
import { expectedBy } from '../../cli/support/capsules.js';
import { ranCase } from '../../cli/shrink/ran-case.js';
import { subjectOf, toldSettings } from '../../cli/shrink/subject.js';
import { ScenarioFailed } from '../failure.js';
import type { StallgrindCase } from './cases.js';
import { fc } from './load.js';
import { failureOf, type SmallestFailure, type StallgrindProperty } from './property.js';

/** What {@link assertSmallest} takes besides what `fc.assert` does. */
export interface SmallestOptions extends Parameters<[StallgrindCase]> {
  /** After so many seconds of wall time the smallest so far is what is told. Default: 60. */
  readonly limitS?: number;
}

/**
 * `fc.assert`, and when that has failed, `stallgrind shrink` on the capsule of the smallest case: it cuts and
 * rounds what fast-check cannot, such as the targets of a fault and the time at which a run ends. Throws a
 * `ScenarioFailed` that names what is left, whose last line replays it; the error of `fc.assert` is its cause.
 */
export async function assertSmallest(
  property: StallgrindProperty,
  { limitS = 60, ...parameters }: SmallestOptions = {},
): Promise<void> {
  if (!(limitS > 0))
    throw new UsageError(`limitS cannot be ${String(limitS)}; it is a number of seconds above 0`);
  try {
    await fc.assert(property, parameters);
  } catch (error) {
    const failure = failureOf(property);
    if (failure === null) throw error;
    throw await told(failure, await smaller(failure, limitS), error);
  }
}

async function told(
  { retell, kept }: SmallestFailure,
  { result, isMinimal }: Smaller,
  cause: unknown,
): Promise<ScenarioFailed> {
  const { lines, capsule } = await retell(result);
  const faults = result.schedule.map((fault) => `fault ${fault.id}: ${describeFault(fault)}`);
  const text = [
    // What it says of the counterexample ends in the capsule that another has just taken the place of.
    ...(cause instanceof Error ? [cause.message.split('\nCounterexample:')[0] ?? ''] : []),
    `made smaller, to ${counted(faults.length, 'fault')}${isMinimal ? '' : ' (the time for it was over)'}:`,
    ...faults,
    ...lines,
  ];
  const failed = new ScenarioFailed(result, capsule ?? kept.file, text.join('\n'));
  failed.cause = cause;
  return failed;
}

interface Smaller {
  readonly result: RunResult;
  readonly isMinimal: boolean;
}

async function smaller(
  { scenario, options, result, symptom }: SmallestFailure,
  limitS: number,
): Promise<Smaller> {
  const layer = layerOf({ scenario, options });
  const capsule = makeCapsule(result);
  const { scenario: name, seed, variant, faults } = capsule;
  const expects = expectedBy(capsule, [], layer);
  const { invariants } = options;
  const running = (one: ShrinkCase): Promise<RunResult> =>
    layer.runScenario(name, {
      seed,
      variant,
      set: one.set,
      faults: one.faults,
      expects,
      causes: 'none',
      ...(invariants === undefined ? {} : { invariants }),
    });
  const first = await layer.runScenario(name, {
    ...{ seed, variant, faults, expects, causes: 'none', set: toldSettings(capsule, layer) },
    ...(invariants === undefined ? {} : { invariants }),
  });
  const subject = subjectOf(capsule, first, symptom, layer);
  const withBeneath = (one: ShrinkCase): ShrinkCase => ({
    ...one,
    set: { ...subject.beneath, ...one.set } as ShrinkCase['set'],
  });
  const start: JudgedCase = { case: subject.start, judged: ranCase(first, symptom, null).judged };
  const endMs = performance.now() + limitS * 1000;
  const isStopped = (): boolean => performance.now() > endMs;
  const judge = async (one: ShrinkCase): Promise<JudgedCase['judged'] | null> => {
    try {
      return ranCase(await running(withBeneath(one)), symptom, null).judged;
    } catch (error) {
      // There is no such run.
      if (error instanceof UsageError) return { holds: false, heldAtMs: null, endedAtMs: 0, unread: [] };
      throw error;
    }
  };
  let best = start;
  const onSmaller = (judged: JudgedCase): void => {
    best = judged;
  };
  const found = await shrink(start, subject, { judge, jobs: 1, isStopped, onSmaller });
  const { case: small, isMinimal } = found.isMinimal ? found : { ...best, isMinimal: false };
  return { result: await running(withBeneath(small)), isMinimal };
}

/** What knows by its name what ran. */
function layerOf({ scenario, options }: Pick<SmallestFailure, 'scenario' | 'options'>): ScenarioLayer {
  const scenarios = typeof scenario === 'string' ? [] : [scenario];
  const variants = typeof options.variant === 'object' ? [options.variant] : [];
  return scenarios.length + variants.length === 0 ? builtInLayer : layerWith({ scenarios, variants });
}

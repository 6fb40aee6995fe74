/** Which failures are likely one: those that broke the same invariant in the same way. */
import type { Wait } from '../../../broker-core/env.js';
import type { Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';

/** More would tell two ways apart that led to the same step. */
const STEPS_MAX = 3;

/**
 * Of a violation that is seen as it happens: the invariant, and the last steps that led there, from a second
 * run that keeps causes. Of all others, which are judged at rest or have no event of their own: what they
 * say. Names of nodes and numbers count in neither.
 */
export async function causeOf(
  layer: ScenarioLayer,
  { violations, expects }: Pick<RunResult, 'violations' | 'expects'>,
  { capsule, detail }: { readonly capsule: Capsule; readonly detail: string },
): Promise<string> {
  const { scenario, seed, variant, faults, settings: set } = capsule;
  const plan = { seed, variant, set, faults };
  const broken = violations.find(({ invariant }) => !expects.includes(invariant))?.invariant;
  let steps: readonly Wait[] = [];
  const onViolation = (invariant: string, led: readonly Wait[]): void => {
    if (invariant === broken) steps = led;
  };
  if (broken !== undefined)
    await layer.runScenario(scenario, { ...plan, expects, causes: 'slowest', onViolation });
  if (broken === undefined || steps.length === 0)
    return sentenceShape(detail, layer.planScenario(scenario, plan).nodes);
  return [broken, ...stepShapes(steps)].join(' < ');
}

/**
 * `isr-member-has-committed < disk sync < queue wal commit`: with what it waits behind, a step is the same
 * step.
 */
export function stepShapes(steps: readonly Wait[]): readonly string[] {
  // That a node was started at some time says nothing.
  const shapes = steps
    .filter(({ kind }) => kind !== 'control')
    .map(
      ({ kind, label }) =>
        `${kind.replace(/-(?:queue|injected|overshoot)$/, '')} ${withoutNumbers(label.replace(/, held$/, ''))}`,
    );
  return shapes.filter((shape, place) => shape !== shapes[place - 1]).slice(0, STEPS_MAX);
}

/** The same sentence of other nodes, times and offsets. */
export function sentenceShape(detail: string, nodes: readonly string[]): string {
  const names = [...nodes]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/\W/g, String.raw`\$&`));
  const named =
    names.length === 0
      ? detail
      : detail.replaceAll(new RegExp(`(?<!\\w)(?:${names.join('|')})(?!\\w)`, 'g'), '#');
  return withoutNumbers(named);
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d[\d,.]*(?<=\d)/g, '#');
}

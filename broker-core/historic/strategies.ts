/** From what variant and run choose to the strategies of a broker. */
import { assert } from '../assert.js';
import { referenceStrategies, type Strategies } from '../broker/strategies.js';
import type { HistoricConfig } from './config.js';
import { loopOf, type TurnChoices } from './loop/turns.js';
import { table, type Choices, type SeamName } from './table.js';

/** What a variant replaces of the reference: functions, or what makes them of the settings of a run. */
export type VariantStrategies = Partial<Strategies> | MakeStrategies;

export interface MakeStrategies {
  (config: HistoricConfig): Partial<Strategies>;
  /** By seam the name of what was chosen there; without it nobody knows. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** Stands for a function that is in no table. */
const OWN = 'own';

/** By seam what a variant has there, where it is not the reference; for those that reports name. */
export function choicesOf(strategies: VariantStrategies): Readonly<Record<string, string>> {
  if (typeof strategies === 'function') return strategies.choices ?? {};
  return Object.fromEntries(Object.keys(strategies).map((seam) => [seam, OWN]));
}

/** Strategies by their names in the table; `turns` are those of a loop with a period. */
export function choose(choices: Choices, turns: TurnChoices = {}): MakeStrategies {
  const make = (config: HistoricConfig): Partial<Strategies> => {
    const chosen: Partial<Strategies> = {};
    for (const [name, choice] of Object.entries(choices) as [SeamName, string][])
      lazily(chosen, name, () => made(name, choice, config));
    lazily(chosen, 'loop', () => loopOf(config, turns));
    return chosen;
  };
  return Object.assign(make, { choices: { ...choices, ...turns } });
}

/**
 * The strategies of one run: the knobs win over the variant, and the variant over the reference. Each is made
 * when it is first asked for: a knob that only an unused strategy would read stays unread, and the report
 * says so.
 */
export function strategiesFor(
  config: HistoricConfig,
  ofVariant: VariantStrategies,
  byKnob: Readonly<Record<SeamName, string | null>>,
): Strategies {
  const variant = typeof ofVariant === 'function' ? ofVariant(config) : ofVariant;
  const all: Partial<Strategies> = {};
  for (const name of Object.keys(referenceStrategies) as (keyof Strategies)[]) {
    lazily(all, name, () => {
      if (name !== 'loop' && byKnob[name] !== null) return made(name, byKnob[name], config);
      if (Object.hasOwn(variant, name)) return variant[name];
      if (name === 'proposeWait' && config.proposeSleepUs > 0) return made(name, 'sleep', config);
      return name === 'loop' ? loopOf(config) : referenceStrategies[name];
    });
  }
  return all as Strategies;
}

/** A variant's strategies with some of them replaced. */
export function withStrategies(
  { strategies }: { readonly strategies: VariantStrategies },
  config: HistoricConfig,
  replaced: Partial<Strategies>,
): Partial<Strategies> {
  const base = typeof strategies === 'function' ? strategies(config) : strategies;
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(base), ...Object.getOwnPropertyDescriptors(replaced) },
  );
}

/** Narrow types differ from seam to seam; here each choice is some strategy. */
type AnyChoices = Readonly<Record<string, (config: HistoricConfig) => Strategies[SeamName]>>;

function made(name: SeamName, choice: string, config: HistoricConfig): Strategies[SeamName] {
  const choices: AnyChoices = table[name].choices;
  const make = choices[choice];
  assert(make !== undefined, `${name} has no choice ${choice}`);
  return make(config);
}

/** Defines a field that is computed once, when it is first read. */
function lazily(target: Partial<Strategies>, name: keyof Strategies, compute: () => unknown): void {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get() {
      const value = compute();
      Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
      return value;
    },
  });
}

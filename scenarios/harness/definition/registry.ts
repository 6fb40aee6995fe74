/** What there is to run, and what is held of it. The catalog fills it, and a config file adds to it. */
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { App } from './app.js';
import type { Invariant } from './invariant.js';
import type { Scenario } from './scenario.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

export interface Registry {
  /** Of the broker, and of other systems. */
  readonly scenarios: readonly (Scenario | App)[];
  readonly variants: readonly Variant[];
  /** Held of every run of a broker. */
  readonly invariants: readonly Invariant[];
}

export function isApp(scenario: Scenario | App): scenario is App {
  return 'system' in scenario;
}

/** What a config file brings. */
export interface Additions {
  /** Of the broker, and of systems of one's own. Default: none. */
  readonly scenarios?: readonly (Scenario | App)[];
  /** Of the broker. Default: none. */
  readonly variants?: readonly Variant[];
  /** Held of every run of a broker, besides those that there are. Default: none. */
  readonly invariants?: readonly Invariant[];
}

/** The functions without which nothing of the kind can run: for callers without types. */
const FUNCTIONS = { scenarios: ['load', 'system'], variants: [], invariants: ['create'] } as const;

type Kind = keyof typeof FUNCTIONS;
const KINDS = Object.keys(FUNCTIONS) as readonly Kind[];

/** Throws a `UsageError` with a line for each thing that is wrong: it is none of its kind, or its name is taken. */
export function extend(registry: Registry, additions: unknown): Registry {
  if (!isObject(additions))
    throw new UsageError(
      `a config is an object, such as { scenarios: [], variants: [] }, not ${String(additions)}`,
    );
  const wrongs = Object.keys(additions)
    .filter((name) => !KINDS.some((kind) => kind === name))
    .map((name) => unknownName('field of a config', name, KINDS));
  for (const kind of KINDS) wrongs.push(...wrongsOf(kind, registry[kind], additions[kind] ?? []));
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  const { scenarios = [], variants = [], invariants = [] }: Additions = additions;
  return {
    scenarios: [...registry.scenarios, ...scenarios],
    variants: [...registry.variants, ...variants],
    invariants: [...registry.invariants, ...invariants],
  };
}

function wrongsOf(
  kind: Kind,
  taken: readonly { readonly name: string }[],
  added: unknown,
): readonly string[] {
  if (!Array.isArray(added)) return [`${kind} are a list, not ${String(added)}`];
  const names = new Set(taken.map(({ name }) => name));
  return added.flatMap((one: unknown, place) => {
    if (!isObject(one) || !isName(one['name']))
      return [
        `${kind}[${place}]: its name is lower-case letters, digits and dashes, not ${isObject(one) ? String(one['name']) : String(one)}`,
      ];
    const { name } = one;
    const wrongs: string[] = [];
    if (names.has(name)) wrongs.push(`${kind}: there is one named ${name} already`);
    names.add(name);
    const needed = FUNCTIONS[kind];
    if (needed.length > 0 && !needed.some((field) => typeof one[field] === 'function'))
      wrongs.push(`${kind}: ${name} has no function ${needed.join(' or ')}`);
    return wrongs;
  });
}

export function isName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

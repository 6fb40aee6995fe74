/** What there is to run, and what is held of it. The catalog fills it, and a config file adds to it. */
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { App } from './app.js';
import { isObject, wrongsOf } from './checks.js';
import type { Invariant, Scout } from './invariant.js';
import type { Scenario } from './scenario.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

export interface Registry {
  /** Of the broker, and of other systems. */
  readonly scenarios: readonly (Scenario | App)[];
  readonly variants: readonly Variant[];
  /** Held of every run of a broker. */
  readonly invariants: readonly Invariant[];
  /** Where a run of a broker should come to, at times. Default: none. */
  readonly scouts?: readonly Scout[];
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

const KIND_OF = { scenarios: 'scenario', variants: 'variant', invariants: 'invariant' } as const;
type Field = keyof typeof KIND_OF;
const FIELDS = Object.keys(KIND_OF) as readonly Field[];

/** Throws a `UsageError`, a line for each thing that is none of its kind or whose name is taken. */
export function extend(registry: Registry, additions: unknown): Registry {
  if (!isObject(additions))
    throw new UsageError(
      `a config is an object, such as { scenarios: [], variants: [] }, not ${String(additions)}`,
    );
  const wrongs = Object.keys(additions)
    .filter((name) => !FIELDS.some((field) => field === name))
    .map((name) => unknownName('field of a config', name, FIELDS));
  for (const field of FIELDS) wrongs.push(...wrongsIn(field, registry[field], additions[field]));
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  const { scenarios = [], variants = [], invariants = [] }: Additions = additions;
  return {
    ...registry,
    scenarios: [...registry.scenarios, ...scenarios],
    variants: [...registry.variants, ...variants],
    invariants: [...registry.invariants, ...invariants],
  };
}

function wrongsIn(
  field: Field,
  taken: readonly { readonly name: string }[],
  added: unknown,
): readonly string[] {
  if (added === undefined) return [];
  if (!Array.isArray(added)) return [`${field} are a list, not ${added === null ? 'null' : typeof added}`];
  const names = new Set(taken.map(({ name }) => name));
  return added.flatMap((one: unknown, place) => {
    const name = isObject(one) && typeof one['name'] === 'string' ? one['name'] : null;
    const where = `${field}[${place}]${name === null ? '' : ` (${name})`}`;
    const wrongs = wrongsOf(KIND_OF[field], one).map((wrong) => `${where}: ${wrong}`);
    if (name !== null && names.has(name)) wrongs.push(`${where}: there is one of that name already`);
    if (name !== null) names.add(name);
    return wrongs;
  });
}

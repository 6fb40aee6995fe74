/** Finds knobs that nothing reads: an option that is accepted and ignored is a lie. */
import type { GivenSettings, Settings } from './table.js';

export interface TrackedSettings {
  /** Behaves like what was given, and remembers which fields were read. */
  readonly settings: Settings;
  /** The same, and nothing is remembered: an oracle that reads a knob does nothing with it. */
  readonly judged: Settings;
  /** Knobs read so far. */
  readonly reads: ReadonlySet<string>;
  /**
   * What `build`, which may be called several times, makes of the settings, such as a broker's configuration.
   * A watched knob counts as read only when a field is read that would differ without it.
   */
  readonly made: <T extends object>(build: (settings: Settings) => T) => T;
}

/** Copying settings reads all of them: hand on the object. `watched`: knobs, with what they were before. */
export function trackReads(settings: Settings, watched: GivenSettings = {}): TrackedSettings {
  const reads = new Set<string>();
  const told = (onRead: (name: string) => void): Settings =>
    new Proxy(settings, {
      get(target, name, receiver): unknown {
        if (typeof name === 'string' && Object.hasOwn(target, name)) onRead(name);
        return Reflect.get(target, name, receiver);
      },
    });
  const made = <T extends object>(build: (settings: Settings) => T): T => {
    const touched = new Set<string>();
    const value = build(
      told((name) => {
        if (Object.hasOwn(watched, name)) touched.add(name);
        else reads.add(name);
      }),
    );
    const others = new Map<string, unknown>();
    for (const name of touched) others.set(name, build({ ...settings, [name]: watched[name] }));
    return readsOf(value, others, (name) => reads.add(name));
  };
  return { settings: told((name) => reads.add(name)), judged: settings, reads, made };
}

/**
 * A copy of `value` that calls `onRead` with a name at the first read of a field in which `others` has
 * something else under it; at once where nothing differs, since then nothing can be told.
 */
function readsOf<T extends object, Name>(
  value: T,
  others: ReadonlyMap<Name, unknown>,
  onRead: (name: Name) => void,
): T {
  for (const [name, other] of others) if (isEqual(value, other)) onRead(name);
  return observed(value, others, onRead);
}

function observed<T extends object, Name>(
  value: T,
  others: ReadonlyMap<Name, unknown>,
  onRead: (name: Name) => void,
): T {
  const copy: T = { ...value };
  for (const [key, ours] of Object.entries(value)) {
    const differing = new Map(
      [...others]
        .map(([name, other]) => [name, fieldOf(other, key)] as const)
        .filter(([, theirs]) => !isEqual(ours, theirs)),
    );
    if (differing.size === 0) continue;
    const field: unknown = ours;
    const isLike = isFields(field) && [...differing.values()].every((theirs) => haveSameKeys(field, theirs));
    if (isLike) Object.defineProperty(copy, key, ordinary(observed(field, differing, onRead)));
    else {
      Object.defineProperty(copy, key, {
        configurable: true,
        enumerable: true,
        get() {
          Object.defineProperty(copy, key, ordinary(field));
          for (const name of differing.keys()) onRead(name);
          return field;
        },
      });
    }
  }
  return copy;
}

function ordinary(value: unknown): PropertyDescriptor {
  return { configurable: true, enumerable: true, writable: true, value };
}

type Fields = Readonly<Record<string, unknown>>;

/** A record, such as configurations are made of; what has a class, or is a list, is a value. */
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function fieldOf(value: unknown, key: string): unknown {
  return isFields(value) ? value[key] : undefined;
}

function haveSameKeys(fields: Fields, other: unknown): boolean {
  const keys = Object.keys(fields);
  return (
    isFields(other) &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key))
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, place) => isEqual(item, b[place]));
  if (!isFields(a)) return Object.is(a, b);
  return haveSameKeys(a, b) && Object.entries(a).every(([key, field]) => isEqual(field, fieldOf(b, key)));
}

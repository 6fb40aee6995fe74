/** Tells when those fields of a configuration are read that depend on a knob. */

/**
 * A copy of `value` that calls `onRead` with a name at the first read of a field in which `others` has
 * something else under it; at once where nothing differs, since then nothing can be told.
 */
export function readsOf<T extends object, Name>(
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

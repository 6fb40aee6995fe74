/** The same document with one field misspelt, once for each field. */

export interface Misspelt<T> {
  /** `spec.template.restartPolicy`. */
  readonly path: string;
  readonly document: T;
}

/** `free`: fields below which names are anybody's, such as `env`. */
export function eachMisspelt<T>(document: T, free: readonly string[]): readonly Misspelt<T>[] {
  return fieldsOf(document, free, []).map((path) => {
    const copy = structuredClone(document);
    misspell(copy, path);
    return { path: path.join('.'), document: copy };
  });
}

type Path = readonly string[];

function fieldsOf(value: unknown, free: readonly string[], at: Path): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((one, place) => fieldsOf(one, free, [...at, String(place)]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const path = [...at, name];
    return [path, ...(free.includes(name) ? [] : fieldsOf(one, free, path))];
  });
}

function misspell(value: unknown, [name = '', ...rest]: Path): void {
  if (typeof value !== 'object' || value === null) throw new Error(`nothing has a field ${name}`);
  const inner: unknown = Reflect.get(value, name);
  if (rest.length > 0) {
    misspell(inner, rest);
    return;
  }
  Reflect.deleteProperty(value, name);
  Reflect.set(value, `${name.slice(0, -1)}${name.at(-1) === 'x' ? 'y' : 'x'}`, inner);
}

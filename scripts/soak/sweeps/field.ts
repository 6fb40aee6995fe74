/** A field of a JSON document. */
export function fieldOf(json: string, name: string): unknown {
  const document: unknown = JSON.parse(json);
  return typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined;
}

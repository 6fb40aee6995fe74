/** What stands in `deploy/`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

/** Of the sources, from `dist/scripts/deploy/testkit`. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

export function textOf(file: string): string {
  return readFileSync(`${ROOT}deploy/${file}`, 'utf8');
}

/** Throws for what is no YAML: a name that stands twice, too. */
export function documentsOf(file: string): readonly unknown[] {
  return parseAllDocuments(textOf(file)).map((document): unknown => {
    if (document.errors.length > 0) throw new Error(document.errors.join('; '));
    const value: unknown = document.toJS();
    return value;
  });
}

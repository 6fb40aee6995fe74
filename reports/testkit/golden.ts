/** Compares text with a file in reports/testdata; `UPDATE_GOLDEN=1` rewrites the file instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

/** Compiled tests stand in dist/reports/…, the files beside the sources. */
const FOLDER = new URL('../../../reports/testdata/', import.meta.url);

export function matchesGolden(t: ExecutionContext, name: string, actual: string): void {
  const path = fileURLToPath(new URL(name, FOLDER));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
  t.is(actual, readFileSync(path, 'utf8'), `${name} differs; UPDATE_GOLDEN=1 rewrites it`);
}

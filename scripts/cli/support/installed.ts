/** This program's own files, in a checkout. scripts/package.mjs puts another module in its place. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILED = new URL('../../../', import.meta.url);

export const MANIFEST_URL = new URL('../package.json', COMPILED);
export const LAYER_URL = new URL('scenarios/index.js', COMPILED);
export const SWEEP_WORKER_URL = new URL('scripts/cli/sweep/worker.js', COMPILED);
export const SHRINK_WORKER_URL = new URL('scripts/cli/shrink/worker.js', COMPILED);
export const VERDICTS_WORKER_URL = new URL('scripts/cli/verdicts/worker.js', COMPILED);

/** A digest of all compiled code that a run depends on. The package carries that of its checkout. */
export function compiledCode(): string {
  const hash = createHash('sha256');
  for (const folder of ['broker-core', 'sim', 'scenarios']) {
    const names = readdirSync(new URL(folder, COMPILED), { recursive: true, encoding: 'utf8' });
    const path = fileURLToPath(new URL(folder, COMPILED));
    for (const name of names.filter(isCode).sort()) hash.update(readFileSync(join(path, name)));
  }
  return hash.digest('hex');
}

/** Tests are no part of the program. */
function isCode(name: string): boolean {
  return name.endsWith('.js') && !/\.(test|testkit)\.js$|(^|[\\/])testkit[\\/]/.test(name);
}

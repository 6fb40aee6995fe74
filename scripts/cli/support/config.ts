/** The config file of the working folder: it brings scenarios, variants and invariants of one's own. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

const CONFIG_FILES = ['stallgrind.config.ts', 'stallgrind.config.js', 'stallgrind.config.mjs'];

/** The config file of a folder, or null if it has none. Throws a {@link UsageError} if it has several. */
export function findConfig(folder: string): string | null {
  const found = CONFIG_FILES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw new UsageError(`there are ${found.join(' and ')}; one of them has to go`);
  return found[0] === undefined ? null : resolve(folder, found[0]);
}

/** What it exports by default, whatever that is. Throws a {@link UsageError} that names the file when it cannot be loaded. */
export async function readConfig(file: string): Promise<unknown> {
  let module: unknown;
  try {
    module = await load(file);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(...error.lines.map((line) => `${file}: ${line}`));
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new UsageError(`${file} cannot be loaded`, ...why.split('\n'));
  }
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw new UsageError(`${file} has no default export; it ends in \`export default defineConfig({ … })\``);
}

/** TypeScript by Node itself where it can (22.18 and later), else by jiti. Without a cache: nothing is written. */
async function load(file: string): Promise<unknown> {
  if (!file.endsWith('.ts') || readsTypeScript()) return import(pathToFileURL(file).href);
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url, { fsCache: false }).import(file);
}

/** The types are those of Node 20. */
function readsTypeScript(): boolean {
  const features: Readonly<Record<string, unknown>> = { ...process.features };
  return Boolean(features['typescript']);
}

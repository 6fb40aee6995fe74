/** The scenario layer with what the config file brings, in the main process and in each worker thread. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

/** Where a thread finds it. */
export interface LayerSource {
  /** Module that exports `layer` and `layerWith`. */
  readonly url: string;
  readonly configFile: string | null;
}

/** Throws a {@link UsageError} for what is wrong with the config file. */
export async function loadLayer({ url, configFile }: LayerSource): Promise<ScenarioLayer> {
  const module: unknown = await import(url);
  if (!hasLayer(module)) throw new Error(`${url} exports no layer`);
  if (configFile === null) return module.layer;
  const additions = await readConfig(configFile);
  try {
    return module.layerWith(additions);
  } catch (error) {
    throw error instanceof UsageError ? ofConfig(configFile, error) : error;
  }
}

function ofConfig(file: string, { lines }: UsageError): UsageError {
  return new UsageError(...lines.map((line) => `${file}: ${line}`));
}

interface LayerModule {
  readonly layer: ScenarioLayer;
  readonly layerWith: (additions: unknown) => ScenarioLayer;
}

/** The module is ours, or a test's; that it has a layer is all that can be seen from here. */
function hasLayer(module: unknown): module is LayerModule {
  return typeof module === 'object' && module !== null && 'layer' in module;
}

export const CONFIG_FILES = [
  'stallgrind.config.ts',
  'stallgrind.config.js',
  'stallgrind.config.mjs',
] as const;

/** The config file of a folder, or null if it has none. Throws a {@link UsageError} if it has several. */
export function findConfig(folder: string): string | null {
  const found = CONFIG_FILES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw new UsageError(`there are ${found.join(' and ')}; one of them has to go`);
  return found[0] === undefined ? null : resolve(folder, found[0]);
}

/** What it exports by default. Throws a {@link UsageError} that names the file if it cannot be loaded. */
async function readConfig(file: string): Promise<unknown> {
  let module: unknown;
  try {
    module = await load(file);
  } catch (error) {
    if (error instanceof UsageError) throw ofConfig(file, error);
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new UsageError(`${file} cannot be loaded`, ...why.split('\n'));
  }
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw new UsageError(`${file} has no default export; it ends in \`export default defineConfig({ … })\``);
}

/** TypeScript by Node itself where it can (22.18 and later), else by jiti. No cache: nothing is written. */
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

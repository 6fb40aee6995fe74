/** The scenario layer with what the config file brings: in the process of the command line, and in each of its worker threads. */
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { readConfig } from './config.js';

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

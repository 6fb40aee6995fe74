/** The scenario layer in a thread of its own. */
import type { ScenarioLayer } from '../../../scenarios/layer.js';

export async function loadLayer(url: string): Promise<ScenarioLayer> {
  const module: unknown = await import(url);
  if (!hasLayer(module)) throw new Error(`${url} exports no layer`);
  return module.layer;
}

/** The module is ours, or a test's; that it has a layer is all that can be seen from here. */
function hasLayer(module: unknown): module is { readonly layer: ScenarioLayer } {
  return typeof module === 'object' && module !== null && 'layer' in module;
}

/** Settles one claim in a thread of its own. */
import type { VerdictOutcome } from '../../../scenarios/verdicts/row.js';
import { loadLayer, type LayerSource } from '../support/load-layer.js';

export interface VerdictTask {
  readonly id: string;
  readonly layerSource: LayerSource;
}

export default async function settle({ id, layerSource }: VerdictTask): Promise<VerdictOutcome> {
  const layer = await loadLayer(layerSource);
  try {
    return await layer.settleVerdict(id);
  } catch (error) {
    throw new Error(`${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

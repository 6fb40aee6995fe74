/** Settles one claim in a thread of its own. */
import type { VerdictOutcome } from '../../../scenarios/verdicts/row.js';
import { loadLayer } from '../support/load-layer.js';

export interface VerdictTask {
  readonly id: string;
  /** Module that exports the scenario layer. */
  readonly layerUrl: string;
}

export default async function settle({ id, layerUrl }: VerdictTask): Promise<VerdictOutcome> {
  const layer = await loadLayer(layerUrl);
  try {
    return await layer.settleVerdict(id);
  } catch (error) {
    throw new Error(`${id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

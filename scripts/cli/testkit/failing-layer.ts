/** As the planted layer, in which no run of few writes can be made. A module of its own, for worker threads. */
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { layer as planted } from './planted-layer.js';

export const layer: ScenarioLayer = {
  ...planted,
  runScenario(scenario, options) {
    if (Number(options.set?.['store.writes'] ?? WRITES_MIN) < WRITES_MIN) throw new Error('out of memory');
    return planted.runScenario(scenario, options);
  },
};

const WRITES_MIN = 100;

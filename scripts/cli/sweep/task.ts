/** One run of a sweep, as a thread is asked for it. */
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import type { SwarmOptions } from '../../../scenarios/swarm/swarm.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import type { LayerSource } from '../support/load-layer.js';

/** Small, as its answer is: both travel between threads. */
export type SeedTask = ScenarioTask | SwarmTask;

interface AnyTask {
  /** Among all of a sweep, of whatever shard; from 0 on. */
  readonly place: number;
  readonly seed: number;
  readonly layerSource: LayerSource;
  /** A run that has it counts as one that did not pass. */
  readonly sought?: Sought;
}

/** A symptom, and the words by which it was asked for. */
interface Sought {
  readonly words: string;
  readonly symptom: Symptom;
}

export interface ScenarioTask extends AnyTask {
  readonly type: 'scenario';
  readonly scenario: string;
  readonly variant?: string;
  readonly set: UncheckedSettings;
  readonly expects: readonly string[];
  /** Of a capsule. Default: the scenario's own schedule. */
  readonly faults?: readonly unknown[];
}

export interface SwarmTask extends AnyTask {
  readonly type: 'swarm';
  readonly swarm: SwarmOptions;
  /** Variations of each seed that a guided search runs; null: none, and no search. */
  readonly tries: number | null;
}

/** What `runScenario` is asked for. */
export type Planned = Omit<ScenarioTask, 'type' | 'place' | 'layerSource' | 'sought'>;

/** Throws a `UsageError` for what cannot be planned. */
export function plannedRun(layer: ScenarioLayer, task: SeedTask): Planned {
  if (task.type === 'scenario') {
    const { type: _type, place: _place, layerSource: _source, sought: _sought, ...planned } = task;
    return planned;
  }
  return layer.planSwarm(task.seed, task.swarm);
}

/**
 * A whole cluster: brokers, clients, network, disks, with hash, causes and all oracles on, as `stallgrind run` has it.
 */
import { runScenario, type RunResult } from '../../scenarios/index.js';
import type { Workload } from './stopwatch.js';

/** What of a run is counted. */
export interface Counted {
  readonly unit: string;
  readonly of: (run: RunResult) => number;
}

export const EVENTS: Counted = { unit: 'events', of: ({ events }) => events };
export const VIRTUAL_SECONDS: Counted = { unit: 'virtual s', of: ({ virtualMs }) => virtualMs / 1000 };
export const MESSAGES: Counted = { unit: 'messages', of: ({ operations }) => operations['produce']?.ok ?? 0 };

/** One scenario with its own settings; throws if the run breaks, for its speed would say nothing. */
export function clusterRun(scenario: string, variant: string, counted: Counted): Workload {
  return {
    name: `${scenario} under ${variant}`,
    unit: counted.unit,
    run: async () => {
      const result = await runScenario(scenario, { seed: 1, variant });
      if (result.verdict === 'harnessError') throw new Error(result.error.message);
      return counted.of(result);
    },
  };
}

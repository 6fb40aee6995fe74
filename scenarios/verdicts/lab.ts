import type { RunOptions } from '../harness/api.js';
import type { RunResult } from '../harness/result/run-result.js';
import { commandLine, settingWords } from '../harness/result/replay-line.js';
import type { Lab, LabOptions } from './row.js';

export type RunOne = (scenario: string, options: RunOptions) => Promise<RunResult>;

const DEFAULT_SEED = 1;

/** A lab, and the commands of all that was run in it so far, each once. No sweep takes more than the first `seedsMax` seeds. */
export function createLab(
  runOne: RunOne,
  seedsMax: number,
): { readonly lab: Lab; readonly commands: () => readonly string[] } {
  const commands = new Set<string>();
  const lab: Lab = {
    run(scenario, { seed = DEFAULT_SEED, ...options } = {}) {
      commands.add(commandLine(['run', scenario, '--seed', String(seed), ...optionWords(options)]));
      return runWhole(runOne, scenario, { seed, ...options });
    },
    async sweep(scenario, [first, lastAsked], options = {}) {
      const last = Math.min(lastAsked, first + seedsMax - 1);
      commands.add(commandLine(['sweep', scenario, '--seeds', `${first}..${last}`, ...optionWords(options)]));
      const results: RunResult[] = [];
      for (let seed = first; seed <= last; seed += 1) {
        results.push(await runWhole(runOne, scenario, { seed, ...options, causes: 'none' }));
      }
      return results;
    },
  };
  return { lab, commands: () => [...commands] };
}

/** A broken harness settles nothing. */
async function runWhole(runOne: RunOne, scenario: string, options: RunOptions): Promise<RunResult> {
  const result = await runOne(scenario, options);
  if (result.verdict === 'harnessError') throw new Error(`${result.replay}: ${result.error.message}`);
  return result;
}

function optionWords({ variant, set = {} }: LabOptions): readonly string[] {
  return [...(variant === undefined ? [] : ['--variant', variant]), ...settingWords(set)];
}

import type { RunOptions } from '../harness/definition/api.js';
import type { RunResult } from '../harness/result/run-result.js';
import { commandLine, settingWords } from '../harness/result/replay-line.js';
import type { Lab, LabOptions, Seeds } from './row.js';

export type RunOne = (scenario: string, options: RunOptions) => Promise<RunResult>;

const DEFAULT_SEED = 1;

/**
 * A lab, and the commands of all that was run in it so far, each once. Given `seedsEnough`, a sweep takes the
 * seeds that it says are enough, or its first so many; with null it takes all of its seeds.
 */
export function createLab(
  runOne: RunOne,
  seedsEnough: number | null,
): { readonly lab: Lab; readonly commands: () => readonly string[] } {
  const commands = new Set<string>();
  const lab: Lab = {
    run(scenario, { seed = DEFAULT_SEED, causes = 'none', ...options } = {}) {
      commands.add(commandLine(['run', scenario, '--seed', String(seed), ...optionWords(options)]));
      return runWhole(runOne, scenario, { seed, causes, ...options });
    },
    async sweep(scenario, seeds, { enough, ...options } = {}) {
      const [first, last] = seedsEnough === null ? seeds : (enough ?? firstOf(seeds, seedsEnough));
      commands.add(commandLine(['sweep', scenario, '--seeds', `${first}..${last}`, ...optionWords(options)]));
      const results: RunResult[] = [];
      for (let seed = first; seed <= last; seed += 1)
        results.push(await runWhole(runOne, scenario, { seed, ...options, causes: 'none' }));
      return results;
    },
    twenty: (scenario, options) => lab.sweep(scenario, [1, 20], options),
    reference: (scenario, set = {}) => lab.twenty(scenario, { variant: 'reference', set }),
  };
  return { lab, commands: () => [...commands] };
}

function firstOf([first, last]: Seeds, count: number): Seeds {
  return [first, Math.min(last, first + count - 1)];
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

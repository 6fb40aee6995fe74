/** The sections of the bench: what is measured beside what. The workloads are in files of their own. */
import { runScenario, type RunResult } from '../../scenarios/index.js';
import { echoes } from './echo.js';
import { fakeSleeps, fakeSleepsOurBarrier, fakeTimers } from './fake-timers.js';
import { kernelSleeps, kernelTimers, messages, RECORD_ALL, RECORDINGS } from './kernel.js';
import { measure, type Figure, type Workload } from './stopwatch.js';
import { raftCommits } from './raft.js';
import { runtimeLocks, runtimeSleeps } from './runtime.js';

/** How many times as fast one figure is as another. */
interface Ratio {
  readonly name: string;
  readonly times: number;
}

export interface SectionResult {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly ratios: readonly Ratio[];
}

export interface Section {
  readonly name: string;
  run(rounds: number): Promise<SectionResult>;
}

/** What of a run is counted. */
interface Counted {
  readonly unit: string;
  readonly of: (run: RunResult) => number;
}

const EVENTS: Counted = { unit: 'events', of: ({ events }) => events };
const VIRTUAL_SECONDS: Counted = { unit: 'virtual s', of: ({ virtualMs }) => virtualMs / 1000 };
const MESSAGES: Counted = { unit: 'messages', of: ({ operations }) => operations['produce']?.ok ?? 0 };

export const SECTIONS: readonly Section[] = [
  {
    name: 'timers',
    run: (rounds) =>
      compared('Timers that call back', rounds, [kernelTimers(RECORD_ALL), fakeTimers], [[0, 1]]),
  },
  {
    name: 'sleeps',
    run: (rounds) =>
      compared(
        'Sleeps that are awaited',
        rounds,
        [kernelSleeps(RECORD_ALL), fakeSleeps, fakeSleepsOurBarrier],
        [
          [0, 1],
          [0, 2],
        ],
      ),
  },
  {
    name: 'recording',
    run: (rounds) =>
      compared('What recording costs', rounds, [
        ...RECORDINGS.map(kernelTimers),
        ...RECORDINGS.map(kernelSleeps),
        ...RECORDINGS.map(messages),
      ]),
  },
  {
    name: 'runtime',
    run: (rounds) => compared('Tasks of a process', rounds, [runtimeSleeps, runtimeLocks]),
  },
  { name: 'echo', run: (rounds) => compared('Two processes and their network', rounds, echoes) },
  { name: 'raft', run: (rounds) => compared('Raft', rounds, [raftCommits(1), raftCommits(64)]) },
  {
    name: 'cluster',
    run: (rounds) =>
      compared('A whole cluster, oracles included', rounds, [
        clusterRun('steady-produce', 'poll-50ms', EVENTS),
        clusterRun('steady-produce', 'reference', EVENTS),
        clusterRun('leader-loss', 'reference', EVENTS),
        clusterRun('topic-creation-cascade', 'forward-then-register', EVENTS),
        clusterRun('create-topic-storm', 'poll-50ms', MESSAGES),
        clusterRun('steady-produce', 'poll-50ms', VIRTUAL_SECONDS),
        clusterRun('leader-loss', 'reference', VIRTUAL_SECONDS),
      ]),
  },
];

/** Measures workloads beside each other; `pairs` are places of figures to divide, the first by the second. */
async function compared(
  title: string,
  rounds: number,
  workloads: readonly Workload[],
  pairs: readonly (readonly [at: number, by: number])[] = [],
): Promise<SectionResult> {
  const figures = await measure(workloads, rounds);
  const ratios = pairs.map(([at, by]) => ({
    name: `${workloads[at]?.name ?? ''} / ${workloads[by]?.name ?? ''}`,
    times: (figures[at]?.perSecond ?? NaN) / (figures[by]?.perSecond ?? NaN),
  }));
  return { title, figures, ratios };
}

/**
 * A whole cluster as `stallgrind run` has it, with hash, causes and all oracles. Throws if the run breaks:
 * its speed would say nothing.
 */
function clusterRun(scenario: string, variant: string, counted: Counted): Workload {
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

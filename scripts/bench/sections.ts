/**
 * The sections of the bench. Each is a file of its own that gives workloads; here is what is measured beside what.
 */
import { clusterRun, EVENTS, MESSAGES, VIRTUAL_SECONDS } from './cluster.js';
import { fakeSleeps, fakeSleepsOurBarrier, fakeTimers } from './fake-timers.js';
import { kernelSleeps, kernelTimers, RECORD_ALL, RECORDINGS } from './kernel.js';
import { measure, ratio, type Figure, type MeasureOptions } from './stopwatch.js';
import { messages } from './messages.js';
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
  run(options: MeasureOptions): Promise<SectionResult>;
}

export const SECTIONS: readonly Section[] = [
  {
    name: 'timers',
    run: (options) =>
      compared('Timers that call back', options, [kernelTimers(RECORD_ALL), fakeTimers], [[0, 1]]),
  },
  {
    name: 'sleeps',
    run: (options) =>
      compared(
        'Sleeps that are awaited',
        options,
        [kernelSleeps(RECORD_ALL), fakeSleeps, fakeSleepsOurBarrier],
        [
          [0, 1],
          [0, 2],
        ],
      ),
  },
  {
    name: 'recording',
    run: (options) =>
      compared('What recording costs', options, [
        ...RECORDINGS.map(kernelTimers),
        ...RECORDINGS.map(kernelSleeps),
        ...RECORDINGS.map(messages),
      ]),
  },
  {
    name: 'runtime',
    run: (options) => compared('Tasks of a process', options, [runtimeSleeps, runtimeLocks]),
  },
  { name: 'raft', run: (options) => compared('Raft', options, [raftCommits(1), raftCommits(64)]) },
  {
    name: 'cluster',
    run: (options) =>
      compared('A whole cluster, oracles included', options, [
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

/** Measures the workloads beside each other; `pairs` are places of figures to divide, the first by the second. */
async function compared(
  title: string,
  options: MeasureOptions,
  workloads: Parameters<typeof measure>[0],
  pairs: readonly (readonly [at: number, by: number])[] = [],
): Promise<SectionResult> {
  const figures = await measure(workloads, options);
  const ratios = pairs.map(([at, by]) => ({
    name: `${workloads[at]?.name ?? ''} / ${workloads[by]?.name ?? ''}`,
    times: ratio(figures, at, by),
  }));
  return { title, figures, ratios };
}

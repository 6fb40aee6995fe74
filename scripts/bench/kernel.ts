/**
 * The kernel alone: timers that call back, and sleeps that are awaited.
 */
import type { Wait } from '../../broker-core/env.js';
import { Kernel } from '../../sim/kernel/kernel.js';
import type { Life } from '../../sim/kernel/types.js';
import { createDelays, LOOPS, WAITS } from './loops.js';
import type { Workload } from './stopwatch.js';

/** What is recorded of each event. */
export interface Recording {
  readonly hash: boolean;
  readonly causes: boolean;
}

export const RECORD_ALL: Recording = { hash: true, causes: true };

/** All four combinations, the usual one first. */
export const RECORDINGS: readonly Recording[] = [
  RECORD_ALL,
  { hash: true, causes: false },
  { hash: false, causes: true },
  { hash: false, causes: false },
];

export function recordingName({ hash, causes }: Recording): string {
  return `hash ${hash ? 'on' : 'off'}, causes ${causes ? 'on' : 'off'}`;
}

const SEED = 1;
const WAIT: Wait = { kind: 'sleep', label: 'bench' };

export function createLife(nodeId: string, nodeNumber: number): Life {
  return { nodeId, nodeNumber, alive: true, paused: false };
}

export function createKernel(recording: Recording): Kernel {
  return new Kernel({ seed: SEED, ...recording });
}

/** Callbacks that schedule themselves again. */
export function kernelTimers(recording: Recording): Workload {
  return {
    name: `kernel timers (${recordingName(recording)})`,
    unit: 'events',
    run: () => runTimers(createKernel(recording)),
  };
}

/** Async functions that sleep again and again. */
export function kernelSleeps(recording: Recording): Workload {
  return {
    name: `awaited sleeps (${recordingName(recording)})`,
    unit: 'events',
    run: () => runSleeps(createKernel(recording)),
  };
}

/** Runs the timers; how many events fired. */
async function runTimers(kernel: Kernel): Promise<number> {
  const life = createLife('n1', 1);
  const delay = createDelays();
  let left = WAITS;
  const loop = (): void => {
    left -= 1;
    if (left >= LOOPS) kernel.schedule(delay(), life, 'timer', WAIT, 0, loop);
  };
  await kernel.run(() => {
    for (let i = 0; i < LOOPS; i += 1) kernel.schedule(delay(), life, 'timer', WAIT, 0, loop);
  });
  return kernel.eventCount;
}

/** Runs the sleeps; how many events fired. */
async function runSleeps(kernel: Kernel): Promise<number> {
  const life = createLife('n1', 1);
  const delay = createDelays();
  const sleep = (delayUs: number): Promise<void> =>
    new Promise((resolve) =>
      kernel.schedule(delayUs, life, 'timer', WAIT, 0, () => {
        kernel.enter();
        resolve();
      }),
    );
  let left = WAITS;
  const loop = async (): Promise<void> => {
    while (left >= LOOPS) {
      await sleep(delay());
      left -= 1;
    }
  };
  await kernel.run(() => {
    kernel.enter();
    for (let i = 0; i < LOOPS; i += 1) void loop();
  });
  return kernel.eventCount;
}

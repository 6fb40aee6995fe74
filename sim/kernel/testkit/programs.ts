import type { Wait } from '../../../broker-core/door.js';
import { mix32 } from '../../random/mix.js';
import type { Kernel } from '../kernel.js';
import type { Life } from '../types.js';

export const WAIT: Wait = { kind: 'sleep', label: 'test' };

export function createLife(nodeId = 'n1', nodeNumber = 1): Life {
  return { nodeId, nodeNumber, alive: true, paused: false };
}

/** A promise that an event of its own resolves. */
export function sleepOn(kernel: Kernel, life: Life, delayUs: number, digest = 0): Promise<void> {
  return new Promise((resolve) =>
    kernel.schedule(delayUs, life, 'timer', WAIT, digest, () => {
      kernel.enter();
      resolve();
    }),
  );
}

/**
 * Async tasks that sleep, yield to microtasks and hand each other work, with many events at one instant. Each
 * writes down what it sees, so that two runs can be compared beyond their hashes.
 */
export function manyTasks(kernel: Kernel, log: string[], tasks = 20, steps = 20): () => void {
  const life = createLife();
  async function task(name: number): Promise<void> {
    for (let step = 0; step < steps; step += 1) {
      // Few different delays, so that many tasks are due at one instant.
      await sleepOn(kernel, life, ((mix32(name, step) >>> 0) % 4) * 10, name);
      for (let hop = 0; hop < name % 5; hop += 1) await Promise.resolve();
      log.push(`${kernel.nowUs()} ${name}`);
    }
  }
  return () => {
    kernel.enter();
    for (let name = 0; name < tasks; name += 1) void task(name);
  };
}

/** The same sleeping loops through all that a broker's code goes through: node, `Env`, and the runtime. */
import type { Wait } from '../../broker-core/env.js';
import { spawn, type Ctx } from '../../broker-core/runtime/ctx.js';
import { Mutex } from '../../broker-core/runtime/locks.js';
import { sleep } from '../../broker-core/runtime/time.js';
import { World } from '../../sim/world/world.js';
import { createDelays, LOOPS, WAITS } from './loops.js';
import type { Workload } from './stopwatch.js';

const SEED = 1;
const WAIT: Wait = { kind: 'sleep', label: 'bench' };

/** Tasks that sleep again and again. */
export const runtimeSleeps: Workload = {
  name: 'runtime: sleeps through Env',
  unit: 'events',
  run: () => runLoops((ctx, delayUs) => sleep(ctx, delayUs, WAIT)),
};

/** Tasks that take a lock for each sleep, ten of them to a lock: most events are wake-ups. */
export const runtimeLocks: Workload = {
  name: 'runtime: sleeps under a lock',
  unit: 'events',
  run() {
    const mutexes = Array.from({ length: LOOPS / 10 }, (_, i) => new Mutex(`m${i}`));
    let turn = 0;
    return runLoops(async (ctx, delayUs) => {
      turn += 1;
      await mutexes[turn % mutexes.length]?.hold(ctx, () => sleep(ctx, delayUs, WAIT));
    });
  },
};

/** Runs loops of `wait` in one process; how many events fired. */
async function runLoops(wait: (ctx: Ctx, delayUs: number) => Promise<void>): Promise<number> {
  const world = new World({ seed: SEED });
  const delay = createDelays();
  let left = WAITS;
  world.addNode({
    nodeId: 'n1',
    boot(env) {
      for (let i = 0; i < LOOPS; i += 1) {
        spawn(env, async (ctx) => {
          while (left > 0) {
            left -= 1;
            await wait(ctx, delay());
          }
        });
      }
    },
  });
  const end = await world.run();
  if (end.reason !== 'idle') throw new Error(`the run ended otherwise: ${end.reason}`);
  return world.kernel.eventCount;
}

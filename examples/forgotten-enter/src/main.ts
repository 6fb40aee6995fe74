/**
 * Async code that a plain callback starts without saying so: the run ends with an error that names the
 * place.
 */
import { World } from 'stallgrind/sim';

const world = new World({ seed: 1 });
world.addNode({
  nodeId: 'server',
  boot: (env) => {
    const work = async (): Promise<void> => {
      await Promise.resolve();
      env.trace.note('this would never come');
    };
    env.timers.after(1000, { kind: 'sleep', label: 'wait' }, () => {
      // `env.tasks.enter()` belongs here.
      void work();
    });
  },
});

const end = await world.run();
console.log(end.reason === 'failed' ? String(end.error) : `the run ended ${end.reason}`);

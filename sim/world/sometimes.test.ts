import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { World } from './world.js';

const WAIT: Wait = { kind: 'sleep', label: 'test' };
const SOMETIMES = { 'third-tick': 'The clock ticks three times.', never: 'It never does.' };

/** A process that ticks, and says so. */
async function ticking(ticks: number, tick: (world: World, count: number) => void): Promise<World> {
  const world = new World({ seed: 1, sometimes: SOMETIMES });
  world.addNode({
    nodeId: 'clock',
    boot: (env) => {
      const next = (count: number): void => {
        tick(world, count);
        if (count < ticks) env.timers.after(1000, WAIT, () => next(count + 1));
      };
      next(1);
    },
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
  return world;
}

test('a run counts how often it asked and how often it was so; what it never reached is there with 0', async (t) => {
  const world = await ticking(5, (one, count) => one.sometimes('third-tick', count === 3));
  t.deepEqual(world.sometimesCounts, {
    'third-tick': { asked: 5, held: 1 },
    never: { asked: 0, held: 0 },
  });
});

test('to reach a place is to ask there and to find it so', async (t) => {
  const world = await ticking(2, (one) => one.reached('third-tick'));
  t.deepEqual(world.sometimesCounts['third-tick'], { asked: 2, held: 2 });
});

test('a name that nobody declared ends the run, even if the code catches the error', async (t) => {
  const caught = ticking(1, (world) => {
    try {
      world.reached('thrid-tick');
    } catch {
      // Swallowed.
    }
  });
  await t.throwsAsync(caught, {
    instanceOf: RangeError,
    message: /"thrid-tick" is not declared; declared are: third-tick, never/,
  });
});

test('what a run says of itself changes no event of it', async (t) => {
  const silent = await ticking(5, () => undefined);
  const telling = await ticking(5, (one) => one.reached('third-tick'));
  t.is(telling.kernel.hashText(), silent.kernel.hashText());
});

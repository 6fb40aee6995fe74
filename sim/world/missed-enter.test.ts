/**
 * Async code that nobody announced with `tasks.enter()` is an error that names its place, whatever starts
 * it.
 */
import test from 'ava';
import type { Callback, Env } from '../../broker-core/door.js';
import type { Barrier } from '../kernel/host.js';
import type { RunEnd } from '../kernel/types.js';
import { MissedEnter } from '../kernel/unannounced.js';
import { World, type WorldOptions } from './world.js';

const BARRIERS: readonly Barrier[] = ['drain', 'tick', 'immediate'];
const WAIT = { kind: 'sleep', label: 'nap' } as const;
const CHANNEL = { name: 'work', transport: 'stream' } as const;

type Boot = (env: Env) => unknown;

/** One that never announces, and one that starts before it and does everything right. */
async function run(boot: Boot, options: Partial<WorldOptions> = {}): Promise<RunEnd> {
  const world = new World({ seed: 1, untilUs: 1_000_000, ...options });
  world.addNode({ nodeId: 'right', boot: doItRight });
  world.addNode({ nodeId: 'a', boot });
  return world.run();
}

function doItRight(env: Env): void {
  const loop = async (): Promise<void> => {
    for (;;) await sleep(env, 70_000);
  };
  env.tasks.enter();
  void loop();
}

function sleep(env: Env, delayUs: number): Promise<void> {
  return new Promise((resolve) =>
    env.timers.after(delayUs, WAIT, () => {
      env.tasks.enter();
      resolve();
    }),
  );
}

/** What all mistakes below have started: the call of Env that follows the await is found. */
async function work(env: Env): Promise<void> {
  await Promise.resolve();
  await Promise.resolve();
  env.trace.note('this is the place');
}

function missed(end: RunEnd): MissedEnter {
  if (end.reason === 'failed' && end.error instanceof MissedEnter) return end.error;
  throw new Error(`the run ended otherwise: ${JSON.stringify(end)}`, { cause: end });
}

const MISTAKES: Record<string, Boot> = {
  'the start of a node': (env) => void work(env),
  'a start that is itself async': (env) => work(env),
  'a timer': (env) => void env.timers.after(1000, WAIT, () => void work(env)),
  'a delivery': (env) => {
    env.network.onDelivery(() => void work(env));
    env.network.send('a', CHANNEL, 'please', 6);
  },
  'a disk operation': (env) => env.disk.create('/file', () => void work(env)),
  'a turn of the processor': (env) => env.cpu.run(100, 'sum', () => void work(env)),
  'a timer, after one that did it right': (env) =>
    env.timers.after(1000, WAIT, () => {
      env.tasks.enter();
      void work(env);
      env.timers.after(1000, WAIT, () => void work(env));
    }),
  'a promise that is resolved': (env) => {
    let wake: Callback = () => undefined;
    const waiter = async (): Promise<void> => {
      await new Promise<void>((resolve) => (wake = resolve));
      env.trace.note('this is the place');
    };
    env.tasks.enter();
    void waiter();
    env.timers.after(1000, WAIT, () => wake());
  },
};

for (const barrier of BARRIERS) {
  for (const barrierOnlyWhenEntered of [true, false]) {
    const mode = `${barrier}${barrierOnlyWhenEntered ? '' : ', after every event'}`;

    for (const [what, boot] of Object.entries(MISTAKES)) {
      // A start that is not the first may share the barrier of the one before: see the next test.
      if (what.includes('start')) continue;
      test.serial(`${what} without enter ends the run, and the place is named (${mode})`, async (t) => {
        const { place, message } = missed(await run(boot, { barrier, barrierOnlyWhenEntered }));
        t.regex(place ?? '', /missed-enter\.test\.[jt]s:\d+:\d+/);
        t.regex(message, /event '.+' of a at \d+ us; call env\.tasks\.enter\(\)/);
      });
    }

    test.serial(`correct code never sets it off (${mode})`, async (t) => {
      t.like(await run(doItRight, { barrier, barrierOnlyWhenEntered }), { reason: 'bound' });
    });
  }

  test.serial(
    `a start without enter is found in the first node, and in a later one (${barrier})`,
    async (t) => {
      for (const [what, boot] of Object.entries(MISTAKES).filter(([name]) => name.includes('start'))) {
        const world = new World({ seed: 1, barrier });
        world.addNode({ nodeId: 'a', boot });
        t.regex(missed(await world.run()).place ?? '', /missed-enter\.test/, what);
      }
      missed(await run((env) => work(env), { barrier }));
    },
  );

  test.serial(`code that calls nothing of Env after its await is found too (${barrier})`, async (t) => {
    let count = 0;
    const boot: Boot = (env) =>
      env.timers.after(1000, WAIT, () => void Promise.resolve().then(() => (count += 1)));
    const world = new World({ seed: 1, barrier });
    world.addNode({ nodeId: 'a', boot });
    const { place, message } = missed(await world.run());
    t.is(place, null);
    t.is(count, 1);
    t.regex(
      message,
      /^async code ran that no tasks\.enter\(\) announced, after the timer event 'nap' of a at 1000 us;/,
    );
  });
}

test.serial(
  'in a run that announces elsewhere, code that calls nothing of Env runs at its right time',
  async (t) => {
    let ranAtUs = -1;
    let nowUs = 0;
    await run((env) =>
      env.timers.after(1000, WAIT, () => {
        nowUs = 1000;
        void Promise.resolve().then(() => (ranAtUs = nowUs));
        env.timers.after(0, WAIT, () => (nowUs = 2000));
      }),
    );
    t.is(ranAtUs, 1000);
  },
);

test.serial('it is found in a long run of plain callbacks too', async (t) => {
  const error = missed(
    await run((env) => {
      let left = 3000;
      const tick = (): void => {
        left -= 1;
        if (left === 0) void work(env);
        if (left > -100) env.timers.after(1, WAIT, tick);
      };
      tick();
    }),
  );
  t.regex(error.message, /one of the last 16 events up to/);
});

test.serial('what the host has left to do when a run begins is not mistaken for it', async (t) => {
  const world = new World({ seed: 1 });
  world.addNode({ nodeId: 'a', boot: (env) => void env.timers.after(1000, WAIT, () => undefined) });
  const others = Array.from({ length: 10 }, async () => {
    for (let hop = 0; hop < 50; hop += 1) await Promise.resolve();
  });
  const [end] = await Promise.all([world.run(), ...others]);
  t.is(end.reason, 'idle');
});

test.serial('it is found when announced code comes before the next look', async (t) => {
  const error = missed(
    await run((env) => {
      let left = 1500;
      const tick = (): void => {
        left -= 1;
        if (left === 5) void work(env);
        if (left === 4) doItRight(env);
        if (left > 0) env.timers.after(1, WAIT, tick);
      };
      tick();
    }),
  );
  t.regex(String(error.place), /missed-enter\.test/);
});

import test from 'ava';
import { Kernel } from './kernel.js';
import { createLife, manyTasks, sleepOn, WAIT } from './testkit/programs.js';

const realDate = Date;
const wallNowMs = performance.now.bind(performance);

function spendWallMs(durationMs: number): void {
  const startMs = wallNowMs();
  while (wallNowMs() - startMs < durationMs);
}

test.serial('two runs that are started at once do not interleave', async (t) => {
  const order: string[] = [];
  const run = async (name: string): Promise<string> => {
    const kernel = new Kernel({ seed: 1 });
    const log: string[] = [];
    const tasks = manyTasks(kernel, log);
    kernel.observe(() => order.push(name));
    await kernel.run(tasks);
    return kernel.hashText();
  };
  const [first, second] = await Promise.all([run('a'), run('b')]);
  t.is(first, second);
  t.is(order.join('').replace(/(.)\1*/g, '$1'), 'ab');
});

test.serial(
  'the host gets its turns in a long run, with the guards down, and they leave no trace',
  async (t) => {
    const hashOf = async (eventWallMs: number): Promise<string> => {
      const kernel = new Kernel({ seed: 1 });
      kernel.observe(() => spendWallMs(eventWallMs));
      const end = await kernel.run(manyTasks(kernel, []));
      t.is(end.reason, 'idle');
      return kernel.hashText();
    };
    const quick = await hashOf(0);
    let turns = 0;
    let isRunning = true;
    const host = (): void => {
      turns += Number.isInteger(Date.now()) ? 1 : 0;
      if (isRunning) setImmediate(host);
    };
    setImmediate(host);
    const slow = await hashOf(0.6);
    isRunning = false;
    // 400 events of 0.6 ms: 240 ms, with a turn every 25 to 65 of them.
    t.true(turns >= 4, `${turns} turns`);
    t.is(slow, quick);
  },
);

test.serial('nothing simulated runs while the host has its turn', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  let isHostsTurn = false;
  let isRunning = true;
  const host = (): void => {
    isHostsTurn = true;
    // Where a continuation of the simulation could slip in, were it left over.
    void Promise.resolve().then(() => (isHostsTurn = false));
    if (isRunning) setImmediate(host);
  };
  setImmediate(host);
  const end = await kernel.run(() => {
    kernel.enter();
    void (async () => {
      for (let i = 0; i < 200; i += 1) {
        await sleepOn(kernel, life, 1);
        spendWallMs(0.3);
        for (let hop = 0; hop < 10; hop += 1) {
          await Promise.resolve();
          t.false(isHostsTurn);
          t.not(globalThis.Date, realDate, 'the guards are up');
        }
      }
    })();
  });
  isRunning = false;
  t.is(end.reason, 'idle');
});

test.serial('a rejection that nobody handles fails the run, though it comes from deep inside', async (t) => {
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  t.teardown(() => {
    for (const listener of others) process.on('unhandledRejection', listener);
  });
  const error = new Error('nobody handles it');
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  const end = await kernel.run(() => {
    kernel.enter();
    void (async () => {
      await sleepOn(kernel, life, 10);
      throw error;
    })();
  });
  t.deepEqual(end, { reason: 'failed', error });
  t.is(process.listenerCount('unhandledRejection'), 0);
});

test.serial('a run that was asked for while another one goes on comes to its own end', async (t) => {
  const failing = new Kernel({ seed: 1 });
  const second = new Kernel({ seed: 1 });
  const ends = await Promise.all([
    failing.run(() => {
      throw new Error('at once');
    }),
    second.run(() => void second.schedule(10, null, 'timer', WAIT, 0, () => undefined)),
  ]);
  const reasons = ends.map(({ reason }) => reason);
  t.deepEqual(reasons, ['failed', 'idle']);
});

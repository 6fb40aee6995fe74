import test from 'ava';
import { bufferUnordered, joinAll, select } from './join.js';
import { Mutex } from './locks.js';
import { Notify } from './notify.js';
import { logOf, WAIT } from './testkit/world.js';
import { Interval, sleep, timeout } from './time.js';
import type { Ctx } from './task.js';

/** A body that takes so long and gives a value. */
const after =
  <T>(delayUs: number, value: T) =>
  async (ctx: Ctx): Promise<T> => {
    await sleep(ctx, delayUs, WAIT);
    return value;
  };

const failAfter =
  (delayUs: number, message: string) =>
  async (ctx: Ctx): Promise<never> => {
    await sleep(ctx, delayUs, WAIT);
    throw new Error(message);
  };

test('joinAll takes as long as its longest body, and answers in the order of the bodies', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    t.deepEqual(await joinAll(ctx, [after(30, 'a'), after(10, 'b'), after(20, 'c')]), ['a', 'b', 'c']);
    t.deepEqual(await joinAll(ctx, []), []);
    say('joined');
  });
  t.deepEqual(log, ['30 joined']);
});

test('an error in joinAll drops the other bodies, and is the first one that came', async (t) => {
  const mutex = new Mutex('m');
  const log = await logOf(async ({ ctx, log: say }) => {
    const holder = (inner: Ctx): Promise<void> => mutex.hold(inner, () => sleep(inner, 1_000, WAIT));
    const sore = async (inner: Ctx): Promise<void> => {
      try {
        await sleep(inner, 1_000, WAIT);
      } finally {
        throwError('while being dropped');
      }
    };
    await t.throwsAsync(joinAll(ctx, [sore, holder, failAfter(10, 'first')]), { message: 'first' });
    say(`locked: ${mutex.locked}`);
  });
  t.deepEqual(log, ['10 locked: false']);
});

test('bufferUnordered runs as many as it may, and gives results as they come', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    let running = 0;
    const results = await bufferUnordered(ctx, 2, [30, 10, 10, 5], async (inner, delayUs) => {
      running += 1;
      t.true(running <= 2);
      await sleep(inner, delayUs, WAIT);
      running -= 1;
      return delayUs;
    });
    say(results.join(' '));
  });
  t.deepEqual(log, ['30 10 10 5 30']);
});

test('an error in bufferUnordered starts nothing more', async (t) => {
  const started: number[] = [];
  await logOf(async ({ ctx }) => {
    const run = bufferUnordered(ctx, 2, [1, 2, 3, 4, 5], async (inner, item) => {
      started.push(item);
      if (item === 1) return failAfter(5, 'first item')(inner);
      // One that does not let itself be dropped.
      await sleep(inner, 100, WAIT).catch(() => undefined);
      return undefined;
    });
    await t.throwsAsync(run, { message: 'first item' });
  });
  t.deepEqual(started, [1, 2]);
});

test('select gives the first to end and drops the others where they wait', async (t) => {
  const mutex = new Mutex('m');
  const log = await logOf(async ({ ctx, log: say }) => {
    const holder = async (inner: Ctx): Promise<string> => {
      await mutex.hold(inner, () => sleep(inner, 1_000, WAIT));
      return 'holder';
    };
    say(await select(ctx, [holder, after(10, 'quick'), after(20, 'slow')]));
    t.false(mutex.locked);
  });
  t.deepEqual(log, ['10 quick']);
});

test('select: of two that are due at one instant the one that was set first wins', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) =>
    say(await select(ctx, [after(10, 'a'), after(10, 'b')])),
  );
  t.deepEqual(log, ['10 a']);
});

test('select: a body that is ready at once keeps those after it from using anything up', async (t) => {
  const log = await logOf(async ({ ctx, log: say, sleep: pause }) => {
    const notify = new Notify();
    const interval = new Interval(ctx.env, 10, WAIT);
    await interval.tick(ctx);
    await pause(10);
    notify.notifyOne();
    const notified = async (inner: Ctx): Promise<string> => {
      await notify.notified().wait(inner);
      return 'notified';
    };
    const tick = async (inner: Ctx): Promise<string> => {
      await interval.tick(inner);
      return 'tick';
    };
    say(await select(ctx, [tick, notified]));
    say(await select(ctx, [tick, notified]));
  });
  t.deepEqual(log, ['10 tick', '10 notified']);
});

test('select passes on what a loser had been given but had not yet used', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const notify = new Notify();
    const other = new Notify();
    start(async (inner) => {
      await select(inner, [(c) => other.notified().wait(c), (c) => notify.notified().wait(c)]);
      say('selected');
    });
    await pause(10);
    other.notifyOne();
    notify.notifyOne();
    await pause(10);
    const left = await timeout(ctx, 5, WAIT, (c) => notify.notified().wait(c));
    say(`permit left: ${!left.timedOut}`);
  });
  t.deepEqual(log, ['10 selected', '20 permit left: true']);
});

test('an error of the first to end comes through select, and a cancelled select drops all', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    await t.throwsAsync(select(ctx, [failAfter(5, 'lost'), after(10, 'a')]), { message: 'lost' });
    const result = await timeout(ctx, 5, WAIT, (inner) => select(inner, [after(10, 'a'), after(20, 'b')]));
    say(`timed out: ${result.timedOut}`);
  });
  t.deepEqual(log, ['10 timed out: true']);
});

function throwError(message: string): never {
  throw new Error(message);
}

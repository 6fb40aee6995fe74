import test from 'ava';
import type { Ctx } from './task.js';
import { Notify } from './notify.js';
import { logOf, runProgram, WAIT, type Program } from './testkit/world.js';
import { sleep, timeout } from './time.js';

/** Starts a task that waits for a notification and says so. */
function waiter({ start, log }: Program, notify: Notify, name: string): void {
  start(async (ctx) => {
    await notify.notified().wait(ctx);
    log(`${name} notified`);
  });
}

test('notifyOne without a waiter keeps one permit, however often it is called', async (t) => {
  const log = await logOf(async (program) => {
    const notify = new Notify();
    notify.notifyOne();
    notify.notifyOne();
    await notify.notified().wait(program.ctx);
    program.log('first went on');
    waiter(program, notify, 'second');
    await program.sleep(100);
    program.log('second still waits');
    notify.notifyOne();
  });
  t.deepEqual(log, ['0 first went on', '100 second still waits', '100 second notified']);
});

test('notifyOne wakes the one that has waited longest', async (t) => {
  const log = await logOf(async (program) => {
    const notify = new Notify();
    for (const name of ['a', 'b']) waiter(program, notify, name);
    await program.sleep(10);
    notify.notifyOne();
    await program.sleep(10);
    notify.notifyOne();
  });
  t.deepEqual(log, ['10 a notified', '20 b notified']);
});

test('notifyWaiters wakes all that wait, each in a turn of its own, and keeps no permit', async (t) => {
  const { log, world } = await runProgram(async (program) => {
    const notify = new Notify();
    for (const name of ['a', 'b', 'c']) waiter(program, notify, name);
    await program.sleep(10);
    const before = program.world.kernel.queuedCount;
    t.is(notify.notifyWaiters(), 3);
    t.is(program.world.kernel.queuedCount - before, 3);
    await program.sleep(10);
    waiter(program, notify, 'late');
    t.is(notify.waiterCount, 1);
  });
  t.deepEqual(log, ['10 a notified', '10 b notified', '10 c notified']);
  t.is(world.nowUs, 20);
});

test('a Notified made before notifyWaiters is reached even if it is awaited after', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const notify = new Notify();
    const notified = notify.notified();
    notify.notifyWaiters();
    await notified.wait(ctx);
    say('went on');
  });
  t.deepEqual(log, ['0 went on']);
});

test('a Notified made after notifyWaiters waits for ever: the lost wake-up', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const notify = new Notify();
    notify.notifyWaiters();
    const result = await timeout(ctx, 500, WAIT, (inner) => notify.notified().wait(inner));
    say(`timed out: ${result.timedOut}`);
  });
  t.deepEqual(log, ['500 timed out: true']);
});

test('a permit is used up first, also by a Notified that notifyWaiters has reached', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const notify = new Notify();
    const notified = notify.notified();
    notify.notifyOne();
    notify.notifyWaiters();
    await notified.wait(ctx);
    const next = await timeout(ctx, 10, WAIT, (inner) => notify.notified().wait(inner));
    say(`a permit was left: ${!next.timedOut}`);
  });
  t.deepEqual(log, ['10 a permit was left: false']);
});

test('a notification passes on when its waiter is dropped before it could go on', async (t) => {
  const log = await logOf(async (program) => {
    const notify = new Notify();
    const dropped = program.start(async (ctx) => {
      await notify.notified().wait(ctx);
      program.log('dropped went on');
    });
    waiter(program, notify, 'next');
    await program.sleep(10);
    notify.notifyOne();
    dropped.abort();
  });
  t.deepEqual(log, ['10 next notified']);
});

test('a notification whose only waiter is dropped becomes a permit; one of notifyWaiters does not', async (t) => {
  const permitLeft = async (wake: (notify: Notify) => void): Promise<boolean> => {
    let left = false;
    await logOf(async ({ ctx, start, sleep: pause }) => {
      const notify = new Notify();
      const dropped = start((inner) => notify.notified().wait(inner));
      await pause(10);
      wake(notify);
      dropped.abort();
      const next = await timeout(ctx, 10, WAIT, (inner) => notify.notified().wait(inner));
      left = !next.timedOut;
    });
    return left;
  };
  t.true(await permitLeft((notify) => notify.notifyOne()));
  t.false(await permitLeft((notify) => void notify.notifyWaiters()));
});

test('a waiter that is dropped while it waits is forgotten', async (t) => {
  const notify = new Notify();
  await logOf(async ({ ctx }) => {
    const wait = async (inner: Ctx): Promise<void> => {
      await notify.notified().wait(inner);
      await sleep(inner, 1, WAIT);
    };
    await timeout(ctx, 10, WAIT, wait);
    t.is(notify.waiterCount, 0);
  });
});

import test from 'ava';
import type { Ctx, Task } from './task.js';
import { RwLock } from './locks.js';
import { logOf, WAIT, type Program } from './testkit/world.js';
import { sleep } from './time.js';

/** Starts a task that holds the lock for 10 us and logs when it got it. */
function hold({ start, log }: Program, lock: RwLock, mode: 'read' | 'write', name: string): Task {
  const body = async (ctx: Ctx): Promise<void> => {
    log(name);
    await sleep(ctx, 10, WAIT);
  };
  return start((ctx) =>
    mode === 'read' ? lock.read(ctx, () => body(ctx)) : lock.write(ctx, () => body(ctx)),
  );
}

test('readers share the lock; writers have it alone', async (t) => {
  const log = await logOf(async (program) => {
    const lock = new RwLock('l');
    hold(program, lock, 'read', 'r1');
    hold(program, lock, 'read', 'r2');
    hold(program, lock, 'write', 'w1');
    hold(program, lock, 'write', 'w2');
  });
  t.deepEqual(log, ['0 r1', '0 r2', '10 w1', '20 w2']);
});

test('a reader that comes after a waiting writer waits behind it', async (t) => {
  const log = await logOf(async (program) => {
    const lock = new RwLock('l');
    hold(program, lock, 'read', 'r1');
    hold(program, lock, 'write', 'w');
    hold(program, lock, 'read', 'r2');
    hold(program, lock, 'read', 'r3');
  });
  t.deepEqual(log, ['0 r1', '10 w', '20 r2', '20 r3']);
});

test('readers go on together when the writer ahead of them is dropped', async (t) => {
  const log = await logOf(async (program) => {
    const lock = new RwLock('l');
    hold(program, lock, 'read', 'r1');
    const writer = hold(program, lock, 'write', 'w');
    hold(program, lock, 'read', 'r2');
    await program.sleep(5);
    writer.abort();
  });
  t.deepEqual(log, ['0 r1', '5 r2']);
});

test('a lock that was given to a waiter which is dropped on the way goes to the next one', async (t) => {
  const log = await logOf(async (program) => {
    const lock = new RwLock('l');
    await lock.write(program.ctx, async () => {
      const writer = hold(program, lock, 'write', 'w1');
      hold(program, lock, 'write', 'w2');
      await program.sleep(10);
      // Runs after the release below, at the same instant, and before w1 goes on.
      program.ctx.env.timers.after(0, WAIT, () => writer.abort());
    });
  });
  t.deepEqual(log, ['10 w2']);
});

test('a holder that is dropped releases the lock', async (t) => {
  const log = await logOf(async (program) => {
    const lock = new RwLock('l');
    const writer = hold(program, lock, 'write', 'w');
    hold(program, lock, 'read', 'r');
    await program.sleep(3);
    writer.abort();
  });
  t.deepEqual(log, ['0 w', '3 r']);
});

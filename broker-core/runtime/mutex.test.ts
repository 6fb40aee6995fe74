import test from 'ava';
import { Mutex } from './locks.js';
import { logOf, runProgram, WAIT } from './testkit/world.js';
import { sleep, timeout } from './time.js';

test('the lock goes to those who wait in the order in which they asked', async (t) => {
  const log = await logOf(async ({ start, log: say }) => {
    const mutex = new Mutex('m');
    for (const name of ['a', 'b', 'c']) {
      start((ctx) =>
        mutex.hold(ctx, async () => {
          say(name);
          await sleep(ctx, 10, WAIT);
        }),
      );
    }
    t.is(mutex.queueLength, 2);
  });
  t.deepEqual(log, ['0 a', '10 b', '20 c']);
});

test('nobody slips in between release and the one who was handed the lock', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const mutex = new Mutex('m');
    await mutex.lock(ctx);
    start((inner) => mutex.hold(inner, () => say('waiter')));
    await pause(10);
    mutex.unlock();
    t.true(mutex.locked);
    t.false(mutex.tryLock());
    start((inner) => mutex.hold(inner, () => say('late')));
  });
  t.deepEqual(log, ['10 waiter', '10 late']);
});

test('a waiter that is dropped while it waits loses its place', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const mutex = new Mutex('m');
    await mutex.lock(ctx);
    const dropped = start((inner) => mutex.hold(inner, () => say('dropped')));
    start((inner) => mutex.hold(inner, () => say('next')));
    dropped.abort();
    t.is(mutex.queueLength, 1);
    await pause(10);
    mutex.unlock();
  });
  t.deepEqual(log, ['10 next']);
});

test('a lock that was handed to a waiter which is dropped on the way goes to the next one', async (t) => {
  const mutex = new Mutex('m');
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    await mutex.lock(ctx);
    const dropped = start((inner) => mutex.hold(inner, () => say('dropped')));
    start((inner) => mutex.hold(inner, () => say('next')));
    await pause(10);
    mutex.unlock();
    dropped.abort();
  });
  t.deepEqual(log, ['10 next']);
  t.false(mutex.locked);
});

test('a holder that is dropped, or fails, releases the lock', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const mutex = new Mutex('m');
    await timeout(ctx, 10, WAIT, (inner) => mutex.hold(inner, () => sleep(inner, 1_000, WAIT)));
    say(`locked: ${mutex.locked}`);
    await t.throwsAsync(
      mutex.hold(ctx, () => {
        throw new Error('failed');
      }),
    );
    t.true(mutex.tryLock());
  });
  t.deepEqual(log, ['10 locked: false']);
});

test('a lock that nobody holds cannot be released', (t) =>
  t.throws(() => new Mutex('m').unlock(), { message: /held/ }));

test('a wait for a lock is explained by what its holder did', async (t) => {
  const { world } = await runProgram(async ({ ctx, start }) => {
    const mutex = new Mutex('m');
    const fsync = { kind: 'sleep', label: 'slow sync' } as const;
    start((inner) => mutex.hold(inner, () => sleep(inner, 300, fsync)));
    const span = ctx.env.trace.begin('append');
    await mutex.lock(ctx);
    ctx.env.trace.end(span, 'ok');
  });
  const [request] = world.recorder.requests;
  const intervals = request === undefined ? [] : world.recorder.explain(request);
  t.deepEqual(intervals, [{ fromUs: 0, toUs: 300, kind: 'sleep', label: 'slow sync', nodeId: 'n1' }]);
});

import test from 'ava';
import { logOf, WAIT } from './testkit/world.js';
import { timeout } from './time.js';
import { Watch } from './watch.js';

test('changed resolves for a value that was sent before it was called, once', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const watch = new Watch(0);
    const receiver = watch.subscribe();
    watch.send(1);
    watch.send(2);
    await receiver.changed(ctx);
    say(`sees ${receiver.value}`);
    const again = await timeout(ctx, 10, WAIT, (inner) => receiver.changed(inner));
    say(`again: ${!again.timedOut}`);
  });
  t.deepEqual(log, ['0 sees 2', '10 again: false']);
});

test('a receiver has seen what was there when it subscribed; looking marks nothing as seen', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const watch = new Watch(0);
    watch.send(1);
    const receiver = watch.subscribe();
    const before = await timeout(ctx, 10, WAIT, (inner) => receiver.changed(inner));
    watch.send(2);
    t.is(receiver.value, 2);
    const after = await timeout(ctx, 10, WAIT, (inner) => receiver.changed(inner));
    say(`${!before.timedOut} ${!after.timedOut}`);
  });
  t.deepEqual(log, ['10 false true']);
});

test('a clone has seen what its original had, and goes its own way from there', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const watch = new Watch(0);
    const original = watch.subscribe();
    watch.send(1);
    const behind = original.clone();
    await original.changed(ctx);
    const ahead = original.clone();
    await behind.changed(ctx);
    const nothing = await timeout(ctx, 10, WAIT, (inner) => ahead.changed(inner));
    say(`ahead: ${!nothing.timedOut}`);
  });
  t.deepEqual(log, ['10 ahead: false']);
});

test('a send wakes all that wait, in the order in which they began', async (t) => {
  const log = await logOf(async ({ start, log: say, sleep: pause }) => {
    const watch = new Watch('');
    for (const name of ['a', 'b']) {
      const receiver = watch.subscribe();
      start(async (ctx) => {
        await receiver.changed(ctx);
        say(`${name} ${receiver.value}`);
      });
    }
    await pause(10);
    watch.send('x');
    t.is(watch.version, 1);
  });
  t.deepEqual(log, ['10 a x', '10 b x']);
});

test('who has been woken and has yet to go on has missed nothing, also when somebody else waits by then', async (t) => {
  const log = await logOf(async ({ start, log: say, sleep: pause }) => {
    const watch = new Watch(0);
    const [first, second] = [watch.subscribe(), watch.subscribe()];
    start(async (ctx) => {
      await first.changed(ctx);
      const next = first.changed(ctx);
      say(`missed: ${second.isMissed}`);
      await next;
    });
    start(async (ctx) => {
      await second.changed(ctx);
      say('woken');
    });
    await pause(10);
    watch.send(1);
    await pause(10);
    watch.send(2);
  });
  t.deepEqual(log, ['10 missed: false', '10 woken']);
});

import test from 'ava';
import { Mpsc, Oneshot } from './channel.js';
import { logOf, WAIT } from './testkit/world.js';
import { timeout } from './time.js';

test('messages are received in the order in which they were sent', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const channel = new Mpsc<number>(Number.POSITIVE_INFINITY);
    start(async (inner) => {
      for (let i = 0; i < 3; i += 1) say(`got ${await channel.receive(inner)}`);
    });
    await channel.send(ctx, 1);
    await channel.send(ctx, 2);
    await pause(10);
    await channel.send(ctx, 3);
  });
  t.deepEqual(log, ['0 got 1', '0 got 2', '10 got 3']);
});

test('a full channel holds up its senders, and lets them in as they came', async (t) => {
  const channel = new Mpsc<string>(2);
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    for (const name of ['a', 'b', 'c', 'd']) {
      start(async (inner) => {
        await channel.send(inner, name);
        say(`sent ${name}`);
      });
    }
    await pause(10);
    t.is(channel.length, 2);
    say(`got ${await channel.receive(ctx)}`);
    // The place is c's already, though c has not run yet.
    t.false(channel.trySend('pushy'));
    await pause(10);
    say(`got ${await channel.receive(ctx)}`);
  });
  t.deepEqual(log, ['0 sent a', '0 sent b', '10 got a', '10 sent c', '20 got b', '20 sent d']);
  t.is(channel.length, 2);
});

test('a place goes on to the next sender when the one that was let in is dropped', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const channel = new Mpsc<string>(1);
    await channel.send(ctx, 'a');
    const dropped = start((inner) => channel.send(inner, 'dropped'));
    start((inner) => channel.send(inner, 'b'));
    await pause(10);
    say(`got ${await channel.receive(ctx)}`);
    dropped.abort();
    say(`got ${await channel.receive(ctx)}`);
    t.true(channel.trySend('c'));
    t.false(channel.trySend('d'));
  });
  t.deepEqual(log, ['10 got a', '10 got b']);
});

test('a receiver that is dropped takes no message with it', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const channel = new Mpsc<string>(1);
    const dropped = start(async (inner) => say(`dropped got ${await channel.receive(inner)}`));
    await pause(10);
    t.true(channel.trySend('a'));
    dropped.abort();
    say(`got ${await channel.receive(ctx)}`);
    await timeout(ctx, 10, WAIT, (inner) => channel.receive(inner));
    await timeout(ctx, 10, WAIT, (inner) => channel.receive(inner));
    say('both gave up');
  });
  t.deepEqual(log, ['10 got a', '30 both gave up']);
});

test('an unbounded channel never holds a sender up', async (t) => {
  await logOf(async ({ ctx }) => {
    const channel = new Mpsc<number>(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 1_000; i += 1) await channel.send(ctx, i);
    t.is(channel.length, 1_000);
    t.is(ctx.env.clock.nowUs(), 0);
  });
});

test('a oneshot gives its first value, sent before or after it is awaited', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const early = new Oneshot<number>();
    t.true(early.complete(1));
    t.false(early.complete(2));
    say(`early ${await early.receive(ctx)}`);
    const late = new Oneshot<number>();
    start(async (inner) => say(`late ${await late.receive(inner)}`));
    await pause(10);
    t.true(late.completeNow(3));
    t.true(late.completed);
  });
  t.deepEqual(log, ['0 early 1', '10 late 3']);
});

test('a oneshot keeps its value for another receiver when the first one is dropped', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const oneshot = new Oneshot<number>();
    await timeout(ctx, 10, WAIT, (inner) => oneshot.receive(inner));
    oneshot.complete(7);
    say(`got ${await oneshot.receive(ctx)}`);
  });
  t.deepEqual(log, ['10 got 7']);
});

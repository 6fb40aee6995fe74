import test from 'ava';
import { PendingNotifies } from './notify.js';
import { runProgram, WAIT } from './testkit/world.js';
import { timeout } from './time.js';

test('a notification wakes whoever waits under the key and removes the entry', async (t) => {
  const { log, findings } = await runProgram(async ({ ctx, start, log: say, sleep: pause }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    const notify = pending.insert('topic:a');
    start(async (inner) => {
      await notify.notified().wait(inner);
      say('applied');
    });
    await pause(10);
    pending.notify('topic:a');
    pending.notify('topic:unknown');
    t.is(pending.size, 0);
  });
  t.deepEqual(log, ['10 applied']);
  t.deepEqual(findings, []);
});

test('an insert over a waiter is found: the first one is never woken', async (t) => {
  const { log, findings } = await runProgram(async ({ ctx, start, log: say, sleep: pause }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    for (const name of ['first', 'second']) {
      const notify = pending.insert('topic:a');
      start(async (inner) => {
        await notify.notified().wait(inner);
        say(name);
      });
    }
    await pause(10);
    pending.notify('topic:a');
  });
  t.deepEqual(log, ['10 second']);
  t.deepEqual(findings, [
    { type: 'overwritten-waiter', key: 'topic:a', detail: '1 waiting', nodeId: 'n1', atUs: 0, costUs: 0 },
  ]);
});

test('a notification between insert and wait is found: the entry is gone, and nobody was woken', async (t) => {
  const { findings } = await runProgram(async ({ ctx, sleep: pause }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    const notify = pending.insert('topic:a');
    await pause(10);
    pending.notify('topic:a');
    const result = await timeout(ctx, 100, WAIT, (inner) => notify.notified().wait(inner));
    t.true(result.timedOut);
  });
  t.deepEqual(findings, [
    { type: 'notify-without-waiter', key: 'topic:a', nodeId: 'n1', atUs: 10, costUs: 0 },
  ]);
});

test('an entry outlives the waiter that timed out on it, until somebody removes it', async (t) => {
  await runProgram(async ({ ctx }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    await timeout(ctx, 10, WAIT, (inner) => pending.insert('topic:a').notified().wait(inner));
    t.deepEqual(pending.keys(), ['topic:a']);
    pending.remove('topic:a');
    t.is(pending.size, 0);
  });
});

test('an entry that is left behind is found, one that was taken out in time is not', async (t) => {
  const { findings } = await runProgram(async ({ ctx }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    for (const key of ['topic:a', 'topic:b'])
      await timeout(ctx, 10, WAIT, (inner) => pending.insert(key).notified().wait(inner));
    pending.remove('topic:b');
    for (const key of ['topic:a', 'topic:b', 'topic:c']) pending.reportLeak(key);
  });
  t.deepEqual(findings, [{ type: 'leaked-entry', key: 'topic:a', nodeId: 'n1', atUs: 20, costUs: 0 }]);
});

test('who shares an entry replaces nobody, and the last one takes it out', async (t) => {
  const { log, findings } = await runProgram(async ({ ctx, start, log: say, sleep: pause }) => {
    const pending = new PendingNotifies(ctx.env.trace);
    const waitUpTo = (name: string, limitUs: number): void => {
      const notify = pending.share('leader:a');
      start(async (inner) => {
        const { timedOut } = await timeout(inner, limitUs, WAIT, (waiting) =>
          notify.notified().wait(waiting),
        );
        pending.unshare('leader:a', notify);
        say(`${name} ${timedOut ? 'gave up' : 'told'}, ${pending.size} left`);
      });
    };
    waitUpTo('first', 10);
    waitUpTo('second', 100);
    await pause(50);
    pending.notify('leader:a');
    await pause(50);
    waitUpTo('third', 10);
    // Another entry under the key is not its to take out.
    const stale = pending.share('leader:a');
    pending.notify('leader:a');
    pending.insert('leader:a');
    pending.unshare('leader:a', stale);
    say(`${pending.size} of another`);
  });
  t.deepEqual(log, [
    '10 first gave up, 1 left',
    '50 second told, 0 left',
    '100 1 of another',
    '100 third told, 1 left',
  ]);
  t.deepEqual(findings, []);
});

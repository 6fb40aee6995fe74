import test from 'ava';
import { completion, compute, sharedCompletion } from './suspend.js';
import { logOf, WAIT } from './testkit/world.js';
import { timeout } from './time.js';

test('a completion gives its value when its event fires, or at once if it is there already', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const later = await completion<string>(ctx, (done) =>
      ctx.env.timers.after(10, WAIT, () => done('later')),
    );
    say(later);
    say(await completion<string>(ctx, (done) => done('at once')));
  });
  t.deepEqual(log, ['10 later', '10 at once']);
});

test('an operation goes on when whoever waits for it is dropped, and its result is lost', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const result = await timeout(ctx, 5, WAIT, (inner) =>
      completion<null>(inner, (done) =>
        ctx.env.timers.after(10, WAIT, () => {
          say('operation done');
          done(null);
        }),
      ),
    );
    say(`timed out: ${result.timedOut}`);
  });
  t.deepEqual(log, ['5 timed out: true', '10 operation done']);
});

test('one event that completes for many gives each of them a turn of its own', async (t) => {
  const waiting: (() => void)[] = [];
  const log = await logOf(async ({ ctx, start, log: say, world }) => {
    for (const name of ['a', 'b']) {
      start(async (inner) => {
        await sharedCompletion<void>(inner, WAIT, (done) => waiting.push(() => done()));
        say(name);
      });
    }
    ctx.env.timers.after(10, WAIT, () => {
      for (const done of waiting) done();
      t.is(world.kernel.queuedCount, 2);
    });
  });
  t.deepEqual(log, ['10 a', '10 b']);
});

test('computing occupies a worker thread, and takes its time', async (t) => {
  const log = await logOf(async ({ start, log: say }) => {
    for (const name of ['a', 'b']) {
      start(async (inner) => {
        await compute(inner, 100, 'work');
        say(name);
      });
    }
  });
  t.deepEqual(log, ['100 a', '200 b']);
});

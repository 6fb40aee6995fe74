import test from 'ava';
import type { MissedTicks } from './time.js';
import { Notify } from './notify.js';
import { Interval, sleep, timeout } from './time.js';
import { Cancelled } from './scope.js';
import { logOf, runProgram, WAIT } from './testkit/world.js';
import type { Wait } from '../door.js';

const LIMIT: Wait = { kind: 'timeout', label: 'limit' };

test('a timeout gives the value of a body that is in time, and leaves no timer behind', async (t) => {
  const { end, world } = await runProgram(async ({ ctx }) => {
    const result = await timeout(ctx, 1_000, LIMIT, async (inner) => {
      await sleep(inner, 10, WAIT);
      return 'value';
    });
    t.deepEqual(result, { timedOut: false, value: 'value' });
  });
  t.is(end.reason, 'idle');
  t.is(world.nowUs, 10);
});

test('a timeout drops its body where it waits: finally runs, the rest does not', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const result = await timeout(ctx, 10, LIMIT, async (inner) => {
      try {
        await sleep(inner, 1_000, WAIT);
        say('went on');
      } finally {
        say('finally');
      }
    });
    say(`timed out: ${result.timedOut}`);
  });
  t.deepEqual(log, ['10 finally', '10 timed out: true']);
});

test('what is dropped leaves no timer behind, nor does what a body left waiting', async (t) => {
  const { log, world } = await runProgram(async ({ ctx, log: say }) => {
    await timeout(ctx, 10, LIMIT, (inner) => sleep(inner, 1_000, WAIT));
    await timeout(ctx, 10, LIMIT, async (inner) => {
      void sleep(inner, 2_000, WAIT).catch((error: unknown) =>
        say(error instanceof Cancelled ? 'dropped' : 'failed'),
      );
    });
  });
  t.deepEqual(log, ['10 dropped']);
  t.is(world.nowUs, 10);
});

test('when both are due at one instant the value wins, whichever timer was set first', async (t) => {
  await logOf(async ({ ctx }) => {
    const first = await timeout(ctx, 10, LIMIT, (inner) => sleep(inner, 10, WAIT));
    t.false(first.timedOut);
    const before = sleep(ctx, 10, WAIT);
    t.false((await timeout(ctx, 10, LIMIT, () => before)).timedOut);
  });
});

/** A wait of 10 us for what comes true at `soAtUs`, with a notification or without one. */
async function findingsOf(soAtUs: number, isTold: boolean): Promise<readonly string[]> {
  const { findings } = await runProgram(async ({ start, sleep: pause }) => {
    const notify = new Notify();
    let cameTrue = false;
    start(async (waiting) => {
      await timeout(
        waiting,
        10,
        LIMIT,
        (inner) => notify.notified().wait(inner),
        () => cameTrue,
      );
    });
    await pause(soAtUs);
    cameTrue = true;
    if (isTold) notify.notifyWaiters();
  });
  return findings.map(({ type }) => type);
}

test('a wait whose time ends has slept through what was so before, and nothing that comes so at that instant', async (t) => {
  t.deepEqual(await findingsOf(5, true), []);
  t.deepEqual(await findingsOf(10, true), []);
  t.deepEqual(await findingsOf(5, false), ['slept-through']);
});

test('what a dropped body put into a map stays there', async (t) => {
  await logOf(async ({ ctx }) => {
    const pending = new Map<string, number>();
    await timeout(ctx, 10, LIMIT, async (inner) => {
      pending.set('topic', 1);
      await sleep(inner, 1_000, WAIT);
      pending.delete('topic');
    });
    t.is(pending.size, 1);
  });
});

test('a body that catches its cancellation has timed out all the same', async (t) => {
  await logOf(async ({ ctx }) => {
    const result = await timeout(ctx, 10, LIMIT, async (inner) => {
      try {
        await sleep(inner, 1_000, WAIT);
      } catch {
        return 'made up';
      }
      return 'slept';
    });
    t.deepEqual(result, { timedOut: true });
  });
});

test('a cancelled body cannot wait again', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    await timeout(ctx, 10, LIMIT, async (inner) => {
      await sleep(inner, 1_000, WAIT).catch(() => undefined);
      await t.throwsAsync(sleep(inner, 5, WAIT), { instanceOf: Cancelled });
      say('at once');
    });
  });
  t.deepEqual(log, ['10 at once']);
});

test('an error of the body comes through a timeout; an outer timeout drops the inner one', async (t) => {
  await logOf(async ({ ctx }) => {
    await t.throwsAsync(
      timeout(ctx, 10, LIMIT, async () => {
        throw new Error('own');
      }),
      { message: 'own' },
    );
    let inner: unknown = 'never answered';
    const outer = await timeout(ctx, 10, LIMIT, async (ctxOuter) => {
      inner = await timeout(ctxOuter, 1_000, LIMIT, (ctxInner) => sleep(ctxInner, 2_000, WAIT));
    });
    t.deepEqual(outer, { timedOut: true });
    t.is(inner, 'never answered');
  });
});

/** When ticks of 10 ms come to a task that takes so long after its first tick. */
async function ticks(missed: MissedTicks, busyUs: number): Promise<readonly string[]> {
  return logOf(async ({ ctx, log: say, sleep: pause }) => {
    const interval = new Interval(ctx.env, 10_000, WAIT, missed);
    for (let i = 0; i < 6; i += 1) {
      await interval.tick(ctx);
      say('tick');
      if (i === 0) await pause(busyUs);
    }
  });
}

test('the first tick is at once, the others a period apart', async (t) => {
  const log = await ticks('burst', 0);
  t.deepEqual(
    log,
    [0, 10_000, 20_000, 30_000, 40_000, 50_000].map((at) => `${at} tick`),
  );
});

test('burst makes up for missed ticks all at once', async (t) => {
  const log = await ticks('burst', 35_000);
  t.deepEqual(
    log,
    [0, 35_000, 35_000, 35_000, 40_000, 50_000].map((at) => `${at} tick`),
  );
});

test('skip leaves missed ticks out and comes back to multiples of the period', async (t) => {
  const log = await ticks('skip', 35_000);
  t.deepEqual(
    log,
    [0, 35_000, 40_000, 50_000, 60_000, 70_000].map((at) => `${at} tick`),
  );
});

test('skip leaves out the tick that is due at the very moment of a late one', async (t) => {
  const log = await ticks('skip', 20_000);
  t.deepEqual(
    log,
    [0, 20_000, 30_000, 40_000, 50_000, 60_000].map((at) => `${at} tick`),
  );
});

test('skip realigns after its process was paused in the middle of a tick', async (t) => {
  const log = await logOf(async ({ ctx, world, log: say }) => {
    const interval = new Interval(ctx.env, 10_000, WAIT, 'skip');
    world.kernel.schedule(15_000, null, 'control', WAIT, 0, () => void world.node('n1').pause());
    world.kernel.schedule(47_000, null, 'control', WAIT, 0, () => void world.node('n1').resume());
    for (let i = 0; i < 5; i += 1) {
      await interval.tick(ctx);
      say('tick');
    }
  });
  t.deepEqual(log, ['0 tick', '10000 tick', '47000 tick', '50000 tick', '60000 tick']);
});

test('a tick that is dropped is not lost', async (t) => {
  const log = await logOf(async ({ ctx, log: say }) => {
    const interval = new Interval(ctx.env, 10_000, WAIT);
    await interval.tick(ctx);
    await timeout(ctx, 3_000, LIMIT, (inner) => interval.tick(inner));
    await interval.tick(ctx);
    say('tick');
  });
  t.deepEqual(log, ['10000 tick']);
});

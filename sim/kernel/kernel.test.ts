import test from 'ava';
import type { Cause } from '../../broker-core/door.js';
import { Kernel, type FiredEvent, type KernelOptions } from './kernel.js';
import type { RunEnd } from './types.js';
import { createLife, manyTasks, sleepOn, WAIT } from './testkit/programs.js';
import { MissedEnter } from './unannounced.js';

interface Ran {
  readonly hash: string;
  readonly log: readonly string[];
  readonly end: RunEnd;
}

/** Runs the many tasks under the options. */
async function runTasks(options: Partial<KernelOptions> = {}): Promise<Ran> {
  const kernel = new Kernel({ seed: 1, ...options });
  const log: string[] = [];
  const end = await kernel.run(manyTasks(kernel, log));
  return { hash: kernel.hashText(), log, end };
}

test('events run by time, then in the order in which they were scheduled, and the clock jumps', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const log: string[] = [];
  const at = (delayUs: number, name: string): void => {
    kernel.schedule(delayUs, null, 'timer', WAIT, 0, () => {
      log.push(`${kernel.nowUs()} ${name}`);
      if (name === 'a') at(0, 'after c');
    });
  };
  const end = await kernel.run(() => {
    at(3_600_000_000, 'late');
    for (const name of ['a', 'b', 'c']) at(10, name);
    at(0, 'now');
  });
  t.deepEqual(log, ['0 now', '10 a', '10 b', '10 c', '10 after c', '3600000000 late']);
  t.deepEqual(end, { reason: 'idle' });
});

test('a delay that is no integer from 0 up is refused', async (t) => {
  for (const delayUs of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    const kernel = new Kernel({ seed: 1 });
    const end = await kernel.run(() => kernel.schedule(delayUs, null, 'timer', WAIT, 0, () => undefined));
    t.is(end.reason, 'failed');
  }
});

for (const barrier of ['tick', 'immediate'] as const) {
  test(`all continuations of an event run before the next event, with the barrier ${barrier}`, async (t) => {
    const kernel = new Kernel({ seed: 1, barrier });
    const life = createLife();
    const log: string[] = [];
    await kernel.run(() => {
      kernel.enter();
      void (async () => {
        await sleepOn(kernel, life, 10);
        for (let hop = 0; hop < 100; hop += 1) await Promise.resolve();
        log.push(`continuation at ${kernel.nowUs()}`);
      })();
      kernel.schedule(10, life, 'timer', WAIT, 0, () => log.push('next event'));
    });
    t.deepEqual(log, ['continuation at 10', 'next event']);
  });
}

test('the same seed gives the same run; another seed another hash', async (t) => {
  const first = await runTasks();
  t.deepEqual(await runTasks(), first);
  const other = await runTasks({ seed: 2 });
  t.not(other.hash, first.hash);
  t.deepEqual(other.log, first.log);
});

test('neither barriers after every event, nor setImmediate, nor causes, nor an observer change the run', async (t) => {
  const usual = await runTasks();
  t.deepEqual(await runTasks({ barrierOnlyWhenEntered: false }), usual);
  t.deepEqual(await runTasks({ barrier: 'immediate' }), usual);
  t.deepEqual(await runTasks({ causes: false }), usual);
  const kernel = new Kernel({ seed: 1 });
  let seen = 0;
  kernel.observe(() => (seen += 1));
  await kernel.run(manyTasks(kernel, []));
  t.is(kernel.hashText(), usual.hash);
  t.is(seen, kernel.eventCount);
});

test('a barrier after every event finds each promise job that was not announced, though it calls nothing', async (t) => {
  const endOf = async (barrierOnlyWhenEntered: boolean): Promise<readonly [RunEnd, readonly string[]]> => {
    const kernel = new Kernel({ seed: 1, barrierOnlyWhenEntered });
    const log: string[] = [];
    const end = await kernel.run(() => {
      kernel.enter();
      kernel.schedule(10, null, 'timer', WAIT, 0, () => {
        void Promise.resolve().then(() => log.push('continuation'));
      });
      kernel.schedule(20, null, 'timer', WAIT, 0, () => log.push('next event'));
    });
    return [end, log];
  };
  const [end, log] = await endOf(false);
  t.true(end.reason === 'failed' && end.error instanceof MissedEnter);
  t.deepEqual(log, ['continuation']);
  t.deepEqual(await endOf(true), [{ reason: 'idle' }, ['continuation', 'next event']]);
});

test('permuted events of one instant fall in another order, the same one for the same seed', async (t) => {
  const fifo = await runTasks();
  const permuted = await runTasks({ order: 'permuted' });
  t.notDeepEqual(permuted.log, fifo.log);
  t.not(permuted.hash, fifo.hash);
  t.deepEqual(await runTasks({ order: 'permuted' }), permuted);
  t.notDeepEqual((await runTasks({ order: 'permuted', seed: 2 })).log, permuted.log);
  t.deepEqual([...permuted.log].sort(), [...fifo.log].sort());
});

for (const order of ['fifo', 'permuted', 'pct:3'] as const) {
  test(`the simulator's own events go first in their microsecond (order ${order})`, async (t) => {
    const kernel = new Kernel({ seed: 1, order });
    const life = createLife();
    const log: string[] = [];
    await kernel.run(() => {
      for (let i = 0; i < 5; i += 1) kernel.schedule(10, life, 'timer', WAIT, 0, () => log.push('process'));
      for (const name of ['fault 1', 'fault 2'])
        kernel.schedule(10, null, 'control', WAIT, 0, () => log.push(name));
    });
    t.deepEqual(log.slice(0, 2), ['fault 1', 'fault 2']);
    t.is(log.length, 7);
  });
}

for (const order of ['fifo', 'permuted', 'pct:3'] as const) {
  test(`faults go before what machines do in their microsecond, whichever was planned first (order ${order})`, async (t) => {
    const kernel = new Kernel({ seed: 1, order });
    const log: string[] = [];
    await kernel.run(() => {
      kernel.schedule(10, createLife(), 'timer', WAIT, 0, () => log.push('process'));
      for (const name of ['repeat 1', 'repeat 2'])
        kernel.schedule(10, null, 'machine', WAIT, 0, () => log.push(name));
      kernel.schedule(10, null, 'control', WAIT, 0, () => log.push('fault'));
    });
    t.deepEqual(log, ['fault', 'repeat 1', 'repeat 2', 'process']);
  });
}

test('what was scheduled for a life that has ended never runs, and is in no hash', async (t) => {
  const run = async (crashes: boolean): Promise<[string, number]> => {
    const kernel = new Kernel({ seed: 1 });
    const life = createLife();
    await kernel.run(() => {
      if (crashes)
        for (let i = 0; i < 5; i += 1) kernel.schedule(i * 10, life, 'timer', WAIT, i, () => t.fail());
      life.alive = false;
      kernel.schedule(100, null, 'control', WAIT, 0, () => undefined);
    });
    return [kernel.hashText(), kernel.eventCount];
  };
  t.deepEqual(await run(true), await run(false));
});

test('a cancelled event does not run', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  await kernel.run(() => {
    const event = kernel.schedule(10, null, 'timer', WAIT, 0, () => t.fail());
    t.is(kernel.queuedCount, 1);
    kernel.cancel(event);
    kernel.cancel(event);
    t.is(kernel.queuedCount, 0);
  });
  t.is(kernel.nowUs(), 0);
});

/** Runs `program` with a life that is paused from 5 to 100; the log of what ran when. */
async function paused(
  program: (at: (delayUs: number, name: string, then?: () => void) => () => void) => void,
): Promise<string[]> {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  const log: string[] = [];
  await kernel.run(() => {
    kernel.schedule(5, null, 'control', WAIT, 0, () => kernel.pause(life));
    kernel.schedule(100, null, 'control', WAIT, 0, () => kernel.resume(life));
    program((delayUs, name, then) => {
      const event = kernel.schedule(delayUs, life, 'timer', WAIT, 0, () => {
        log.push(`${kernel.nowUs()} ${name}`);
        then?.();
      });
      return () => kernel.cancel(event);
    });
    kernel.schedule(200, null, 'control', WAIT, 0, () => log.push('200 others go on'));
  });
  return log;
}

test('a paused life keeps its events, and they run in order when it is resumed', async (t) => {
  const log = await paused((at) => {
    at(30, 'c');
    at(1, 'before');
    at(10, 'a');
    at(20, 'b', () => at(0, 'after b'));
    at(150, 'later');
  });
  t.deepEqual(log, ['1 before', '100 a', '100 b', '100 c', '100 after b', '150 later', '200 others go on']);
});

test('an event that was held back can still be cancelled after the resume', async (t) => {
  const log = await paused((at) => {
    const cancel = at(20, 'cancelled by the one before it');
    at(10, 'reply', cancel);
  });
  t.deepEqual(log, ['100 reply', '200 others go on']);
});

test('cancelling while its life is paused takes an event out of what is held', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  await kernel.run(() => {
    const event = kernel.schedule(10, life, 'timer', WAIT, 0, () => t.fail());
    kernel.pause(life);
    kernel.schedule(20, null, 'control', WAIT, 0, () => kernel.cancel(event));
    kernel.schedule(30, null, 'control', WAIT, 0, () => kernel.resume(life));
  });
  t.is(kernel.nowUs(), 30);
});

test('the explanation of what was held back says how long', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  let last = 0;
  await kernel.run(() => {
    kernel.pause(life);
    kernel.schedule(40, null, 'control', WAIT, 0, () => kernel.resume(life));
    // Paused a second time, at the very instant of the resume.
    kernel.schedule(40, null, 'control', WAIT, 0, () => kernel.pause(life));
    kernel.schedule(70, null, 'control', WAIT, 0, () => kernel.resume(life));
    kernel.schedule(10, life, 'timer', WAIT, 0, () => (last = kernel.here()));
  });
  const chain: string[] = [];
  for (let at = kernel.history.get(last); at !== null; at = kernel.history.get(at.cause))
    chain.push(`${at.atUs} ${at.wait.label}`);
  t.deepEqual(chain, ['70 paused', '40 paused', '10 test', '0 start']);
});

test('a handoff stands between what was handed over and what is done for it, even if that fails', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife();
  const causes: string[] = [];
  const end = await kernel.run(() => {
    const since = kernel.here();
    kernel.schedule(50, life, 'timer', WAIT, 0, () => {
      const own = kernel.here();
      kernel.handoff(since, life.nodeNumber, { kind: 'handoff', label: 'batch' }, () => {
        const record = kernel.history.get(kernel.here());
        causes.push(`${record?.wait.label} ${record?.cause === since}`);
      });
      t.is(kernel.here(), own);
      t.throws(() =>
        kernel.handoff(since, life.nodeNumber, WAIT, () => {
          throw new Error('in the handoff');
        }),
      );
      t.is(kernel.here(), own);
    });
  });
  t.deepEqual(causes, ['batch true']);
  t.is(end.reason, 'idle');
});

test('an interval has at least one piece, and pieces go forward up to the event', async (t) => {
  const at = (...untilUs: number[]) => untilUs.map((us) => ({ untilUs: us, wait: WAIT }));
  for (const pieces of [at(), at(10, 5), at(5, 11)]) {
    const kernel = new Kernel({ seed: 1 });
    const end = await kernel.run(() => kernel.scheduleInPieces(10, null, 'disk', pieces, 0, () => undefined));
    t.is(end.reason, 'failed');
  }
});

test('a run ends when it is stopped, after the continuations of that event', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const log: string[] = [];
  const end = await kernel.run(() => {
    kernel.schedule(10, null, 'timer', WAIT, 0, () => {
      kernel.enter();
      void Promise.resolve().then(() => log.push('continuation'));
      kernel.stop();
    });
    kernel.schedule(10, null, 'timer', WAIT, 0, () => t.fail());
  });
  t.deepEqual(end, { reason: 'stopped' });
  t.deepEqual(log, ['continuation']);
});

test('each bound ends the run and says which it was', async (t) => {
  const bounded = async (options: Partial<KernelOptions>): Promise<[RunEnd, number, number]> => {
    const kernel = new Kernel({ seed: 1, ...options });
    const again = (): void => void kernel.schedule(10, null, 'timer', WAIT, 0, again);
    const end = await kernel.run(again);
    return [end, kernel.nowUs(), kernel.eventCount];
  };
  t.deepEqual(await bounded({ untilUs: 1_005 }), [{ reason: 'bound', bound: 'virtual time' }, 1_005, 101]);
  t.deepEqual(await bounded({ eventsMax: 50 }), [{ reason: 'bound', bound: 'events' }, 490, 50]);
  const [end] = await bounded({ wallMsMax: 5 });
  t.deepEqual(end, { reason: 'bound', bound: 'wall time' });
});

test('an error in an event fails the run, and the first one counts', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const error = new Error('first');
  const end = await kernel.run(() => {
    kernel.schedule(10, null, 'timer', WAIT, 0, () => {
      kernel.fail(error);
      throw new Error('second');
    });
    kernel.schedule(20, null, 'timer', WAIT, 0, () => t.fail());
  });
  t.deepEqual(end, { reason: 'failed', error });
});

test('a kernel runs once', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  await kernel.run(() => undefined);
  t.throws(() => void kernel.run(() => undefined), { message: /once/ });
});

test('an observer sees each event with what it waited for, just before it runs', async (t) => {
  const kernel = new Kernel({ seed: 1 });
  const life = createLife('n7', 7);
  const seen: (FiredEvent & { readonly record: Cause })[] = [];
  kernel.observe((event, record) => seen.push({ ...event, record }));
  await kernel.run(() => kernel.schedule(10, life, 'delivery', WAIT, 99, () => t.is(seen.length, 2)));
  t.like(seen[1], { atUs: 10, life, kind: 'delivery', wait: WAIT, digest: 99 });
  t.like(kernel.history.get(seen[1]?.record ?? 0), { atUs: 10, nodeNumber: 7, cause: seen[0]?.record });
});

import test from 'ava';
import { spawn } from './task.js';
import { Cancelled } from './scope.js';
import { logOf, runProgram, WAIT } from './testkit/world.js';
import { sleep } from './time.js';

test('a spawned task begins soon, at the same instant; an entered one begins now', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say }) => {
    spawn(ctx.env, async () => say('spawned'));
    start(async () => say('entered'));
    say('spawner');
  });
  t.deepEqual(log, ['0 entered', '0 spawner', '0 spawned']);
});

test('a task that is aborted is dropped where it waits, or never begins', async (t) => {
  const log = await logOf(async ({ ctx, start, log: say, sleep: pause }) => {
    const never = spawn(ctx.env, async () => say('never'));
    never.abort();
    const task = start(async (inner) => {
      try {
        await sleep(inner, 100, WAIT);
      } finally {
        say('dropped');
      }
    });
    await pause(10);
    task.abort();
    task.abort();
    say('aborter');
  });
  t.deepEqual(log, ['10 aborter', '10 dropped']);
});

test('an error that a task does not handle ends the run', async (t) => {
  const error = new Error('defect');
  const { end, log } = await runProgram(async ({ ctx, log: say, sleep: pause }) => {
    spawn(ctx.env, async (inner) => {
      await sleep(inner, 5, WAIT);
      throw error;
    });
    await pause(10);
    say('too late');
  });
  t.deepEqual(end, { reason: 'failed', error });
  t.deepEqual(log, []);
});

test('a Cancelled that no cancellation of the task explains is a defect too', async (t) => {
  const { end } = await runProgram(async () => {
    throw new Cancelled();
  });
  t.is(end.reason, 'failed');
});

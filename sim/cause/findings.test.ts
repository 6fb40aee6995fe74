import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { Notify } from '../../broker-core/runtime/notify.js';
import { runProgram, type Program } from '../../broker-core/runtime/testkit/world.js';
import { sleep, timeout } from '../../broker-core/runtime/time.js';

const KEY = 'topic:a';
const LIMIT: Wait = { kind: 'timeout', label: 'await topic', awaits: KEY };
const POLL: Wait = { kind: 'poll', label: 'poll for topic', awaits: KEY };

/** The findings of a program, as `type cost`. */
async function findingsOf(body: (program: Program) => Promise<void>): Promise<string[]> {
  const { findings } = await runProgram(body);
  return findings.map(({ type, costUs }) => `${type} ${costUs}`);
}

/** Applies the topic so late, and notifies those who listen. */
function applyAfter({ start, ctx }: Program, delayUs: number, notify: Notify): void {
  start(async (inner) => {
    await sleep(inner, delayUs, { kind: 'sleep', label: 'apply' });
    ctx.env.trace.mark(KEY);
    notify.notifyWaiters();
  });
}

/** Forward first, register after: the waiter begins to listen at 100, for 500. */
function listen(applyUs: number): Promise<string[]> {
  return findingsOf(async (program) => {
    const notify = new Notify();
    applyAfter(program, applyUs, notify);
    await program.sleep(100);
    await timeout(program.ctx, 500, LIMIT, (inner) => notify.notified().wait(inner));
  });
}

test('a waiter that registers too late is found as a lost wake-up, with what it cost', async (t) => {
  t.deepEqual(await listen(60), ['lost-wakeup 500']);
});

test('one that is notified in time is no finding, nor is one that is notified at the last instant', async (t) => {
  t.deepEqual(await listen(300), []);
  t.deepEqual(await listen(600), []);
});

test('what comes after the time-out is late', async (t) => {
  t.deepEqual(await listen(700), ['late 500']);
});

test('what does not come is never', async (t) => {
  const findings = await findingsOf(async ({ ctx }) => {
    await timeout(ctx, 500, LIMIT, (inner) => new Notify().notified().wait(inner));
  });
  t.deepEqual(findings, ['never 500']);
});

test('polling costs its overshoot, which a notification would have saved', async (t) => {
  const { world } = await runProgram(async (program) => {
    const { ctx } = program;
    let isApplied = false;
    const notify = new Notify();
    program.start(async (inner) => {
      await sleep(inner, 120, { kind: 'sleep', label: 'apply' });
      isApplied = true;
      ctx.env.trace.mark(KEY);
      notify.notifyWaiters();
    });
    const span = ctx.env.trace.begin('createTopic');
    while (!isApplied) await sleep(ctx, 50, POLL);
    ctx.env.trace.end(span, 'ok');
  });
  t.deepEqual(world.recorder.blame.get('createTopic')?.lines(), [
    { kind: 'poll', label: 'poll for topic', totalUs: 120 },
    { kind: 'poll-overshoot', label: 'poll for topic', totalUs: 30 },
  ]);
});

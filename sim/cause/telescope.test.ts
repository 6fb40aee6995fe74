import test from 'ava';
import fc from 'fast-check';
import type { Cause, Env, Wait } from '../../broker-core/door.js';
import { compute } from '../../broker-core/runtime/suspend.js';
import { Oneshot } from '../../broker-core/runtime/channel.js';
import { enterTask, type Ctx } from '../../broker-core/runtime/task.js';
import { joinAll, select } from '../../broker-core/runtime/join.js';
import { Mutex, RwLock } from '../../broker-core/runtime/locks.js';
import { sleep, timeout } from '../../broker-core/runtime/time.js';
import type { EventOrder } from '../kernel/order.js';
import { World } from '../world/world.js';
import type { Interval } from './blame.js';

const NAP: Wait = { kind: 'sleep', label: 'nap' };
const LIMIT: Wait = { kind: 'timeout', label: 'limit' };
const BATCH: Wait = { kind: 'handoff', label: 'batch' };
const QUEUE: Wait = { kind: 'queue', label: 'group' };
const GROUP: Wait = { kind: 'disk', label: 'group commit' };
const FLUSH: Wait = { kind: 'tick', label: 'flush' };

const FLUSH_PERIOD_US = 37;
const GROUP_US = 23;

/** What a task does, in words that shrink well. */
type Step =
  | { readonly type: 'sleep' | 'compute' | 'timeout'; readonly us: number }
  | { readonly type: 'lock' | 'read' | 'write'; readonly which: number; readonly us: number }
  | { readonly type: 'batch' | 'group' }
  | { readonly type: 'both' | 'either'; readonly firstUs: number; readonly secondUs: number };

interface Task {
  readonly startUs: number;
  readonly steps: readonly Step[];
}

const us = fc.nat({ max: 60 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom('sleep' as const, 'compute' as const, 'timeout' as const), us }),
  fc.record({
    type: fc.constantFrom('lock' as const, 'read' as const, 'write' as const),
    which: fc.nat({ max: 1 }),
    us,
  }),
  fc.record({ type: fc.constantFrom('batch' as const, 'group' as const) }),
  fc.record({ type: fc.constantFrom('both' as const, 'either' as const), firstUs: us, secondUs: us }),
);
const program: fc.Arbitrary<Task[]> = fc.array(
  fc.record({ startUs: us, steps: fc.array(step, { minLength: 1, maxLength: 6 }) }),
  { minLength: 1, maxLength: 6 },
);

/** What all tasks of a program share. */
interface Shared {
  readonly mutexes: readonly Mutex[];
  readonly locks: readonly RwLock[];
  readonly batch: Handed[];
  /** Done together, when the group before is done. */
  readonly group: Handed[];
  isGroupUnderWay: boolean;
}

interface Handed {
  readonly since: Cause;
  readonly done: Oneshot<null>;
}

async function doStep(ctx: Ctx, shared: Shared, doing: Step): Promise<void> {
  switch (doing.type) {
    case 'sleep':
      return sleep(ctx, doing.us, NAP);
    case 'compute':
      return compute(ctx, doing.us, 'work');
    case 'timeout':
      await timeout(ctx, doing.us, LIMIT, (inner) => sleep(inner, 30, NAP));
      return;
    case 'lock':
      return shared.mutexes[doing.which]?.hold(ctx, () => sleep(ctx, doing.us, NAP));
    case 'read':
    case 'write':
      return shared.locks[doing.which]?.[doing.type](ctx, () => sleep(ctx, doing.us, NAP));
    case 'batch': {
      const done = new Oneshot<null>();
      shared.batch.push({ since: ctx.env.trace.here(), done });
      await done.receive(ctx);
      return;
    }
    case 'group': {
      const done = new Oneshot<null>();
      shared.group.push({ since: ctx.env.trace.here(), done });
      commitGroup(ctx.env, shared);
      await done.receive(ctx);
      return;
    }
    case 'both':
    case 'either': {
      const bodies = [doing.firstUs, doing.secondUs].map(
        (delayUs) => (inner: Ctx) => sleep(inner, delayUs, NAP),
      );
      if (doing.type === 'both') await joinAll(ctx, bodies);
      else await select(ctx, bodies);
    }
  }
}

/** A group commit, as a write-ahead log has: all that wait share one, and what comes meanwhile the next. */
function commitGroup(env: Env, shared: Shared): void {
  if (shared.isGroupUnderWay || shared.group.length === 0) return;
  shared.isGroupUnderWay = true;
  const group = shared.group.splice(0);
  env.trace.join(
    group.map(({ since }) => since),
    QUEUE,
    () =>
      env.timers.after(GROUP_US, GROUP, () => {
        for (const { done } of group) done.complete(null);
        shared.isGroupUnderWay = false;
        commitGroup(env, shared);
      }),
  );
}

/**
 * Completes what waits, each on behalf of the one that handed it over, again and again until all requests
 * have ended.
 */
function flush(env: Env, world: World, shared: Shared): void {
  for (const { since, done } of shared.batch.splice(0))
    env.trace.handoff(since, BATCH, () => done.complete(null));
  if (world.recorder.requests.some(({ endUs }) => endUs === null))
    env.timers.after(FLUSH_PERIOD_US, FLUSH, () => flush(env, world, shared));
}

/** Runs the program; each task is a request. */
async function runTasks(tasks: readonly Task[], order: EventOrder): Promise<World> {
  const world = new World({ seed: 1, order });
  world.addNode({
    nodeId: 'n1',
    cpuWorkers: 1,
    boot(env) {
      const shared: Shared = {
        mutexes: [new Mutex('m0'), new Mutex('m1')],
        locks: [new RwLock('l0'), new RwLock('l1')],
        batch: [],
        group: [],
        isGroupUnderWay: false,
      };
      for (const { startUs, steps } of tasks) {
        enterTask(env, async (ctx) => {
          await sleep(ctx, startUs, NAP);
          const span = env.trace.begin('request');
          for (const doing of steps) await doStep(ctx, shared, doing);
          env.trace.end(span, 'ok');
        });
      }
      env.timers.after(FLUSH_PERIOD_US + 60, FLUSH, () => flush(env, world, shared));
    },
  });
  const end = await world.run();
  if (end.reason === 'failed') throw end.error;
  return world;
}

/** No gap, no overlap, nothing of no length, from the start to the end. */
function isGapless(intervals: readonly Interval[], startUs: number, endUs: number): boolean {
  let reachedUs = startUs;
  for (const { fromUs, toUs } of intervals) {
    if (fromUs !== reachedUs || toUs <= fromUs) return false;
    reachedUs = toUs;
  }
  return reachedUs === endUs;
}

test('each request of a group commit is told of one commit, its own, and of a queue before it', async (t) => {
  const members = [0, 1, 5, 9, 14, 22, 23, 30, 40, 41];
  const { recorder } = await runTasks(
    members.map((startUs) => ({ startUs, steps: [{ type: 'group' }] })),
    'fifo',
  );
  const spentUs = (intervals: readonly Interval[], kind: string): number =>
    intervals.filter((one) => one.kind === kind).reduce((sum, { fromUs, toUs }) => sum + toUs - fromUs, 0);
  for (const request of recorder.requests) {
    const intervals = recorder.explain(request);
    t.is(spentUs(intervals, 'disk'), GROUP_US);
    t.is(spentUs(intervals, 'disk') + spentUs(intervals, 'queue'), (request.endUs ?? 0) - request.startUs);
  }
});

for (const order of ['fifo', 'permuted', 'pct:3'] as const) {
  test(`the intervals of every request add up to its latency, whatever it did (order ${order})`, async (t) => {
    await fc.assert(
      fc.asyncProperty(program, async (tasks) => {
        const { recorder } = await runTasks(tasks, order);
        for (const request of recorder.requests) {
          const intervals = recorder.explain(request);
          const { startUs, endUs } = request;
          if (endUs === null || !isGapless(intervals, startUs, endUs)) return false;
          if (intervals.some(({ label }) => label === 'not recorded')) return false;
        }
        const latencyUs = recorder.requests.reduce(
          (sum, { startUs, endUs }) => sum + (endUs ?? 0) - startUs,
          0,
        );
        const blamedUs = recorder.blame.get('request')?.lines() ?? [];
        return blamedUs.reduce((sum, { totalUs }) => sum + totalUs, 0) === latencyUs;
      }),
      { numRuns: 150 },
    );
    t.pass();
  });
}

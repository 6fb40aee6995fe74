/**
 * Several at once: `futures::future::join_all`, `buffer_unordered` and `tokio::select!`.
 */
import { assert } from '../assert.js';
import type { Ctx } from './ctx.js';
import { Cancelled, Scope } from './scope.js';

type Body<T> = (ctx: Ctx) => Promise<T>;

/** Runs all bodies at once and gives their results in the order of the bodies. An error in one drops the others. */
export async function joinAll<T>(ctx: Ctx, bodies: readonly Body<T>[]): Promise<T[]> {
  return inScope(ctx, (inner) => dropOthersOnError(inner.scope, bodies.map((body) => body(inner))));
}

/** Runs `body` for each item, at most `concurrencyMax` at a time; results in the order in which they came. */
export async function bufferUnordered<Item, T>(
  ctx: Ctx,
  concurrencyMax: number,
  items: readonly Item[],
  body: (ctx: Ctx, item: Item) => Promise<T>,
): Promise<T[]> {
  assert(concurrencyMax >= 1, 'at least one at a time');
  const results: T[] = [];
  let nextIndex = 0;
  async function worker(inner: Ctx): Promise<void> {
    while (nextIndex < items.length) {
      const item = items[nextIndex] as Item;
      nextIndex += 1;
      results.push(await body(inner, item));
    }
  }
  const workers = Math.min(concurrencyMax, items.length);
  await joinAll(
    ctx,
    Array.from({ length: workers }, () => worker),
  );
  return results;
}

/** Runs all bodies until the first ends, and drops the others where they wait. Ties go to the first in order. */
export async function select<T>(ctx: Ctx, bodies: readonly Body<T>[]): Promise<T> {
  return inScope(ctx, async (inner) => {
    const running = bodies.map((body) => body(inner));
    try {
      return await Promise.race(running);
    } finally {
      inner.scope.cancel();
      await Promise.allSettled(running);
    }
  });
}

async function inScope<T>(ctx: Ctx, body: (inner: Ctx) => Promise<T>): Promise<T> {
  const scope = ctx.scope.child();
  try {
    return await body({ env: ctx.env, scope });
  } finally {
    scope.close();
  }
}

async function dropOthersOnError<T>(scope: Scope, running: readonly Promise<T>[]): Promise<T[]> {
  try {
    return await Promise.all(running);
  } catch (error) {
    scope.cancel();
    const settled = await Promise.allSettled(running);
    // The first error may only be an echo of the cancellation.
    const cause = settled.find((s) => s.status === 'rejected' && !(s.reason instanceof Cancelled));
    throw cause?.status === 'rejected' ? (cause.reason as Error) : error;
  }
}

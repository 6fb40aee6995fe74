/** Several at once: `futures::future::join_all`, `buffer_unordered` and `tokio::select!`. */
import { assert } from '../assert.js';
import type { TraceNames, Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Cancelled, type Scope } from './scope.js';
import { yieldNow } from './time.js';

const SELECT: Wait = { kind: 'wake', label: 'select' };

/** Runs all bodies at once; results in the order of the bodies. An error in one drops the others. */
export async function joinAll<T, Names extends TraceNames>(
  ctx: Ctx<Names>,
  bodies: readonly ((ctx: Ctx<Names>) => Promise<T>)[],
): Promise<T[]> {
  return inScope(ctx, (inner) =>
    dropOthersOnError(
      inner.scope,
      bodies.map((body) => body(inner)),
    ),
  );
}

/** Runs `body` for each item, at most `concurrencyMax` at a time; results in the order in which they came. */
export async function bufferUnordered<Item, T, Names extends TraceNames>(
  ctx: Ctx<Names>,
  concurrencyMax: number,
  items: readonly Item[],
  body: (ctx: Ctx<Names>, item: Item) => Promise<T>,
): Promise<T[]> {
  assert(concurrencyMax >= 1, 'at least one at a time');
  const results: T[] = [];
  let nextIndex = 0;
  async function worker(inner: Ctx<Names>): Promise<void> {
    while (nextIndex < items.length && !inner.scope.cancelled) {
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

/**
 * Starts the bodies in order until one has ended, and drops the others where they wait. As with
 * `tokio::select!` (`biased`), a body that is ready at once keeps those after it from being started.
 *
 * Why that matters: (1) a permit waits in a Notify, and a tick of an interval is overdue; (2) a loop selects
 * from both; (3) were both started, both would be used up, and only one of them would be seen.
 */
export async function select<T, Names extends TraceNames>(
  ctx: Ctx<Names>,
  bodies: readonly ((ctx: Ctx<Names>) => Promise<T>)[],
): Promise<T> {
  assert(bodies.length > 0, 'there is something to select from');
  return inScope(ctx, async (inner) => {
    const running: Promise<T>[] = [];
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    try {
      for (const body of bodies) {
        const branch = { env: inner.env, scope: inner.scope.child() };
        const result = body(branch);
        result.then(end, end);
        running.push(result);
        // It waits, or it may have ended, or be about to: then a turn shows which.
        if (!branch.scope.hasWaiting) await yieldNow(inner, SELECT);
        if (ended) break;
      }
      return await Promise.race(running);
    } finally {
      inner.scope.cancel();
      await Promise.allSettled(running);
    }
  });
}

async function inScope<T, Names extends TraceNames>(
  ctx: Ctx<Names>,
  body: (inner: Ctx<Names>) => Promise<T>,
): Promise<T> {
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
    if (!(error instanceof Cancelled)) throw error;
    // An echo of a cancellation from further out; an error that came of it says more.
    const cause = settled.find((s) => s.status === 'rejected' && !(s.reason instanceof Cancelled));
    throw cause?.status === 'rejected' ? (cause.reason as Error) : error;
  }
}

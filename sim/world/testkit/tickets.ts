import type { DiskDone, DiskResult, Env } from '../../../broker-core/door.js';

/**
 * A promise for a disk operation. `enter` says that async code goes on; the clock does not move before it
 * waits again.
 */
function disk<T>(env: Env, start: (done: DiskDone<T>) => void): Promise<DiskResult<T>> {
  return new Promise((resolve) => {
    start((result) => {
      env.tasks.enter();
      resolve(result);
    });
  });
}

/**
 * Hands out 1, 2, 3, … and none twice: a ticket is durable before anybody hears of it. (Up to 255, to keep
 * this short.)
 */
export async function serve(env: Env): Promise<void> {
  await disk<null>(env, (done) => env.disk.create('/last', done)); // after a restart it is there already
  await disk<null>(env, (done) => env.disk.syncDirectory('/', done));
  const found = await disk<Uint8Array>(env, (done) => env.disk.read('/last', 0, 1, done));
  let last = found.ok ? (found.value[0] ?? 0) : 0;
  env.network.onDelivery(({ from, channel }) => {
    const answer = async (): Promise<void> => {
      const span = env.trace.begin('ticket');
      const ticket = (last += 1);
      const written = await disk<number>(env, (done) =>
        env.disk.write('/last', 0, Uint8Array.of(ticket), done),
      );
      const synced = await disk<null>(env, (done) => env.disk.sync('/last', done));
      const isSafe = written.ok && synced.ok;
      if (isSafe) env.network.send(from, channel, ticket, 1);
      env.trace.end(span, isSafe ? 'ok' : 'failed');
    };
    start(env, answer);
  });
}

/** Starts async code. An error that it does not handle ends the run. */
export function start(env: Env, body: () => Promise<void>): void {
  env.tasks.enter();
  body().catch((error: unknown) => {
    env.tasks.failed(error);
  });
}

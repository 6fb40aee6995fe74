import test from 'ava';
import { runProgram } from '../../runtime/testkit/world.js';
import { PendingProposals } from './pending-proposals.js';

/** What producers hear who wait at these indexes from these moments on, 30 s and a little later. */
async function hear(
  body: (pending: PendingProposals, add: (name: string, index: number) => { cancel(): void }) => void,
): Promise<{ readonly log: readonly string[]; readonly sizes: readonly number[] }> {
  const sizes: number[] = [];
  const { end, log } = await runProgram(async ({ ctx, log: say, sleep: pause }) => {
    const pending = new PendingProposals(ctx.env.timers);
    const add = (name: string, index: number): { cancel(): void } =>
      pending.add(index, { acks: -1, done: (result) => say(`${name} ${result.ok ? 'ok' : result.error}`) });
    body(pending, add);
    sizes.push(pending.size);
    await pause(10_000_000);
    // Of another, in the place of which nobody had come.
    add('late', 9);
    await pause(31_000_000);
    sizes.push(pending.size);
  });
  if (end.reason === 'failed') throw end.error;
  return { log, sizes };
}

test('whoever is put at an index where one waits takes its place, and the first is told at once, and once', async (t) => {
  const { log, sizes } = await hear((_pending, add) => {
    add('first', 7);
    add('second', 7);
  });
  t.deepEqual(log, [
    '0 first UNKNOWN_SERVER_ERROR',
    '30000000 second REQUEST_TIMED_OUT',
    '40000000 late REQUEST_TIMED_OUT',
  ]);
  t.deepEqual(sizes, [1, 0]);
});

test('the timer of one that was answered does not strike the next at its index', async (t) => {
  const { log } = await hear((pending, add) => {
    add('first', 9);
    pending.take(9)?.done({ ok: true, baseOffset: 0 });
  });
  t.deepEqual(log, ['0 first ok', '40000000 late REQUEST_TIMED_OUT']);
});

test('a producer that gives up takes itself out, and nobody else', async (t) => {
  const { log, sizes } = await hear((_pending, add) => {
    const first = add('first', 7);
    add('second', 7);
    first.cancel();
    add('third', 8).cancel();
  });
  t.deepEqual(log, [
    '0 first UNKNOWN_SERVER_ERROR',
    '30000000 second REQUEST_TIMED_OUT',
    '40000000 late REQUEST_TIMED_OUT',
  ]);
  t.deepEqual(sizes, [1, 0]);
});

import test from 'ava';
import type { ApplyResult } from '../metadata/apply/result.js';
import { runProgram } from '../runtime/testkit/world.js';
import { ProducerIds } from './producer-ids.js';

/**
 * What those who ask are told, one after the other, when the log answers thus; and for how long the log was
 * waited for.
 */
async function handedOut(
  count: number,
  timeoutUs: number,
  ...answers: ApplyResult[]
): Promise<{ told: readonly string[]; limitsUs: readonly number[] }> {
  const told: string[] = [];
  const limitsUs: number[] = [];
  const writer = {
    write: (_ctx: unknown, _command: unknown, limitUs: number): Promise<ApplyResult> => {
      limitsUs.push(limitUs);
      return Promise.resolve(answers.shift() ?? { type: 'refused', error: 'UNKNOWN_SERVER_ERROR' });
    },
  };
  await runProgram(async ({ ctx }) => {
    const ids = new ProducerIds(writer, () => ({ origin: 'n1', number: 1, seenIndex: 0 }), timeoutUs);
    for (let n = 0; n < count; n++) {
      const response = await ids.next(ctx);
      told.push(response.error === 'NONE' ? `id ${response.producerId}` : response.error);
    }
  });
  return { told, limitsUs };
}

function block(firstId: number, count: number): ApplyResult {
  return { type: 'ok', changes: [], reply: { type: 'producerIds', firstId, count } };
}

test('ids come from a block until it is used up, and then from another', async (t) => {
  const { told, limitsUs } = await handedOut(3, 10_000_000, block(0, 2), block(7000, 2));
  t.deepEqual(told, ['id 0', 'id 1', 'id 7000']);
  t.is(limitsUs.length, 2);
});

test('a block that does not come within the configured time is asked for again by whoever comes next', async (t) => {
  const { told, limitsUs } = await handedOut(
    2,
    1_500_000,
    { type: 'refused', error: 'REQUEST_TIMED_OUT' },
    block(5, 1),
  );
  t.deepEqual(told, ['REQUEST_TIMED_OUT', 'id 5']);
  t.deepEqual(limitsUs, [1_500_000, 1_500_000]);
});

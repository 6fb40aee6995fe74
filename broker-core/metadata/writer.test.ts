import test from 'ava';
import type { CallResult } from '../protocol/rpc.js';
import type { ForwardMetadataWriteResponse } from '../protocol/controller.js';
import { runProgram } from '../runtime/testkit/world.js';
import { MetadataWriter, type WriterDeps, type Written } from './writer.js';

type Answered = CallResult<ForwardMetadataWriteResponse>;

const NO_ANSWER: Answered = { answered: false, error: 'REQUEST_TIMED_OUT' };
const refused = (error: 'NOT_CONTROLLER' | 'INVALID_REQUEST' | 'REQUEST_TIMED_OUT'): Answered => ({
  answered: true,
  response: { type: 'forwardMetadataWrite', outcome: { type: 'failed', error, controller: null } },
});

/** What becomes of a write that is forwarded, when the attempts end so. */
async function forwarded(...attempts: readonly Answered[]): Promise<Written | null> {
  let written: Written | null = null;
  const { end } = await runProgram(async ({ ctx }) => {
    const left = [...attempts];
    // What forwarding uses; it neither proposes nor applies anything.
    const deps = {
      loop: { leadership: () => ({ leads: false, leaderId: 'n2' }) },
      rpc: { call: () => Promise.resolve(left.shift()) },
      forward: { attemptsMax: attempts.length, backoffUs: 10, timeoutUs: 100 },
    } as unknown as WriterDeps;
    written = await new MetadataWriter(deps).forward(ctx, {
      type: 'deleteTopic',
      name: 'orders',
      requestId: null,
    });
  });
  if (end.reason === 'failed') throw end.error;
  return written;
}

test('a write that may have been carried out is not answered with the refusal of a later attempt', async (t) => {
  const unknown = { ok: false, error: 'REQUEST_TIMED_OUT' } as const;
  t.deepEqual(await forwarded(NO_ANSWER, refused('NOT_CONTROLLER')), unknown);
  t.deepEqual(await forwarded(refused('REQUEST_TIMED_OUT'), refused('INVALID_REQUEST')), unknown);
  t.deepEqual(await forwarded(refused('NOT_CONTROLLER'), NO_ANSWER, refused('NOT_CONTROLLER')), unknown);
});

test('a write that every attempt refused has not been carried out', async (t) => {
  const last = await forwarded(refused('INVALID_REQUEST'), refused('NOT_CONTROLLER'));
  t.deepEqual(last, { ok: false, error: 'NOT_CONTROLLER' });
});

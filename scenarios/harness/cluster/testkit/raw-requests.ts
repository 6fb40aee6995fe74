import { CLIENT_CHANNEL } from '../../../../broker-core/broker/config.js';
import type { Wait } from '../../../../broker-core/env.js';
import type { RequestOf, RequestType } from '../../../../broker-core/protocol/messages.js';
import { Mailroom, Rpc } from '../../../../broker-core/protocol/rpc.js';
import type { Ctx } from '../../../../broker-core/runtime/ctx.js';

export const WAIT: Wait = { kind: 'sleep', label: 'test' };
const LIMIT_US = 60_000_000;

/** Sends a request as it stands, and gives the answer. */
export type Ask = ReturnType<typeof rawRequests>;

/** Takes the connections of the process over: its client hears no answers any more. */
export function rawRequests(ctx: Ctx) {
  const rpc = new Rpc(ctx.env, new Mailroom(ctx.env.network), CLIENT_CHANNEL);
  return async <T extends RequestType>(to: string, request: RequestOf<T> & { readonly type: T }) => {
    const called = await rpc.call<T>(ctx, to, request, LIMIT_US, WAIT);
    if (!called.answered) throw new Error(`${to} did not answer a ${request.type} request`);
    return called.response;
  };
}

/**
 * A task of its own for each message, which tries and tries again while others leave (the repository's fix of the queue for all
 * peers, @d5349be). Nobody waits for anybody, and nothing keeps the order: each call is a stream of its own on its connection, so
 * here each message is a datagram of its own.
 */
import type { Channel } from '../../env.js';
import { RAFT_CHANNEL, type CreateSender } from '../../quorum/sender.js';
import { spawn } from '../../runtime/ctx.js';
import { Calls } from './calls.js';

const UNORDERED: Channel = { name: RAFT_CHANNEL.name, transport: 'datagram' };

export const taskPerMessage: CreateSender = (deps) => {
  const calls = new Calls(deps, UNORDERED);
  return {
    send(message) {
      spawn(deps.env, (ctx) => calls.deliver(ctx, message));
    },
  };
};

/**
 * One queue for all peers, and one task that takes the messages out of it and does not look at the next before it is done with one
 * (S0:L283-325). A peer that does not answer holds up those that do, and the queue has no bound (L15).
 */
import { RAFT_CHANNEL, type CreateSender } from '../../quorum/sender.js';
import type { RaftMessage } from '../../raft/index.js';
import { Mpsc } from '../../runtime/channel.js';
import { spawn } from '../../runtime/ctx.js';
import { Calls } from './calls.js';
import type { Env } from '../trace/names.js';

interface Queued {
  readonly message: RaftMessage;
  readonly atUs: number;
}

export const serialQueue: CreateSender = (deps) => {
  const env: Env = deps.env;
  const calls = new Calls(deps, RAFT_CHANNEL);
  const queue = new Mpsc<Queued>(Infinity);
  spawn(env, async (ctx) => {
    for (;;) {
      const { message, atUs } = await queue.receive(ctx);
      env.trace.waited('raft.sendQueued', env.trace.nowUs() - atUs);
      await calls.deliver(ctx, message);
    }
  });
  return {
    send(message) {
      queue.trySend({ message, atUs: env.trace.nowUs() });
    },
  };
};

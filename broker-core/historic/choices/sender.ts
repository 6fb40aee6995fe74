import type { Channel, Payload, Timer, Wait } from '../../env.js';
import { type CreateSender, RAFT_CHANNEL, type SenderDeps, sendOn } from '../../quorum/sender.js';
import { messageSizeBytes, type RaftMessage } from '../../raft/index.js';
import { Mpsc } from '../../runtime/channel.js';
import { spawn } from '../../runtime/ctx.js';
import { suspend, type Waker } from '../../runtime/suspend.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx, Env } from '../trace/names.js';

const UNORDERED: Channel = { name: RAFT_CHANNEL.name, transport: 'datagram' };
const ATTEMPT: Wait = { kind: 'timeout', label: 'raft message attempt' };
const BACKOFF: Wait = { kind: 'backoff', label: 'raft message backoff' };

/**
 * One queue for all peers, and one task that finishes each message before the next (S0:L283-325). A peer that
 * does not answer holds up those that do, and the queue has no bound (L15).
 */
export const serialQueue: CreateSender = (deps) => {
  const env: Env = deps.env;
  const deliver = callsOn(RAFT_CHANNEL, deps);
  const queue = new Mpsc<{ readonly message: RaftMessage; readonly atUs: number }>(Infinity);
  spawn(env, async (ctx) => {
    for (;;) {
      const { message, atUs } = await queue.receive(ctx);
      env.trace.waited('raft.sendQueued', env.trace.nowUs() - atUs);
      await deliver(ctx, message);
    }
  });
  return { send: (message) => void queue.trySend({ message, atUs: env.trace.nowUs() }) };
};

/**
 * A task for each message, which retries while others leave (the repository's fix of the queue for all peers,
 * @d5349be). Nothing keeps the order: each call is a stream of its own on its connection, so here each
 * message is a datagram.
 */
export const taskPerMessage: CreateSender = (deps) => {
  const deliver = callsOn(UNORDERED, deps);
  return { send: (message) => void spawn(deps.env, (ctx) => deliver(ctx, message)) };
};

/** Each message is a datagram, to be lost, repeated or overtaken: by the paper, Raft needs no more. */
export const datagrams = sendOn(UNORDERED);

type Envelope = { readonly call: number; readonly message: RaftMessage } | { readonly taken: number };

interface Attempt {
  readonly waker: Waker<boolean>;
  readonly timer: Timer;
}

/** Of the number of a call, on the wire. */
const NUMBER_BYTES = 8;

/**
 * Raft messages as calls: the peer confirms one as soon as it is in its inbox, before it looks at it. So the
 * sender hears of a peer that is gone, and a busy one is not taken for that (the repository's gRPC `step`).
 *
 * Gives what tries until the peer has the message, or `attemptsMax` times, with a backoff that doubles up to
 * its bound (S0:L291-310). Then the message is lost; Raft hears of it only if that is asked for (L16).
 */
function callsOn(channel: Channel, deps: SenderDeps): (ctx: Ctx, message: RaftMessage) => Promise<void> {
  const { env, mailroom, config } = deps;
  const attempts = new Map<number, Attempt>();
  let callCount = 0;

  const forget = (call: number): Attempt | undefined => {
    const attempt = attempts.get(call);
    if (attempt === undefined) return undefined;
    attempts.delete(call);
    env.timers.cancel(attempt.timer);
    return attempt;
  };
  /** An answer that comes after the time-out finds nobody. */
  const end = (call: number, taken: boolean): void => forget(call)?.waker.resume(taken);

  /** One attempt: false if nothing listens there, or nothing was heard in time. */
  const isTaken = (ctx: Ctx, message: RaftMessage): Promise<boolean> => {
    callCount += 1;
    const call = callCount;
    return suspend<boolean>(ctx, ATTEMPT, (waker) => {
      const timer = env.timers.after(config.timeoutUs, ATTEMPT, () => end(call, false));
      attempts.set(call, { waker, timer });
      const envelope = { call, message } satisfies Envelope as unknown as Payload;
      const sizeBytes = NUMBER_BYTES + messageSizeBytes(message);
      mailroom.send(message.to, channel, envelope, sizeBytes, () => end(call, false));
      return { waiting: () => forget(call) };
    });
  };

  mailroom.receive(channel, (from, payload) => {
    const envelope = payload as unknown as Envelope;
    if ('taken' in envelope) end(envelope.taken, true);
    else {
      mailroom.send(from, channel, { taken: envelope.call }, NUMBER_BYTES);
      deps.receive(envelope.message);
    }
  });
  return async (ctx, message) => {
    const { attemptsMax, backoffUs, backoffMaxUs, reportsUnreachable } = config;
    for (let attempt = 0; ; attempt += 1) {
      if (await isTaken(ctx, message)) return;
      if (attempt + 1 >= attemptsMax) break;
      ctx.env.trace.count('raft_message_retries');
      await sleep(ctx, Math.min(backoffMaxUs, backoffUs * 2 ** Math.min(attempt, 30)), BACKOFF);
    }
    ctx.env.trace.count('raft_messages_lost');
    if (reportsUnreachable) deps.reportUnreachable(message.to);
  };
}

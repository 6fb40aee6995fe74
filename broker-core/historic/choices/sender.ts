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
  const calls = new Calls(deps, RAFT_CHANNEL);
  const queue = new Mpsc<{ readonly message: RaftMessage; readonly atUs: number }>(Infinity);
  spawn(env, async (ctx) => {
    for (;;) {
      const { message, atUs } = await queue.receive(ctx);
      env.trace.waited('raft.sendQueued', env.trace.nowUs() - atUs);
      await calls.deliver(ctx, message);
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
  const calls = new Calls(deps, UNORDERED);
  return { send: (message) => void spawn(deps.env, (ctx) => calls.deliver(ctx, message)) };
};

/**
 * Each message is a datagram: it may be lost, repeated, or overtaken. Raft needs no more, and a stream hides
 * whether this Raft is content with it.
 */
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
 */
class Calls {
  readonly #attempts = new Map<number, Attempt>();
  #callCount = 0;

  constructor(
    private readonly deps: SenderDeps,
    private readonly channel: Channel,
  ) {
    deps.mailroom.receive(channel, (from, payload) => this.#receive(from, payload as unknown as Envelope));
  }

  /**
   * Tries until the peer has the message, or `attemptsMax` times, with a backoff that doubles up to its bound
   * (S0:L291-310). Then the message is lost; Raft hears of it only if that is asked for (L16).
   */
  async deliver(ctx: Ctx, message: RaftMessage): Promise<void> {
    const { config, reportUnreachable } = this.deps;
    const { attemptsMax, backoffUs, backoffMaxUs, reportsUnreachable } = config;
    for (let attempt = 0; ; attempt += 1) {
      if (await this.#isTaken(ctx, message)) return;
      if (attempt + 1 >= attemptsMax) break;
      ctx.env.trace.count('raft_message_retries');
      await sleep(ctx, Math.min(backoffMaxUs, backoffUs * 2 ** Math.min(attempt, 30)), BACKOFF);
    }
    ctx.env.trace.count('raft_messages_lost');
    if (reportsUnreachable) reportUnreachable(message.to);
  }

  /** One attempt: false if nothing listens there, or nothing was heard in time. */
  #isTaken(ctx: Ctx, message: RaftMessage): Promise<boolean> {
    const { env, mailroom, config } = this.deps;
    this.#callCount += 1;
    const call = this.#callCount;
    return suspend<boolean>(ctx, ATTEMPT, (waker) => {
      const timer = env.timers.after(config.timeoutUs, ATTEMPT, () => this.#end(call, false));
      this.#attempts.set(call, { waker, timer });
      const envelope: Envelope = { call, message };
      const sizeBytes = NUMBER_BYTES + messageSizeBytes(message);
      mailroom.send(message.to, this.channel, envelope as unknown as Payload, sizeBytes, () =>
        this.#end(call, false),
      );
      return { waiting: () => this.#forget(call) };
    });
  }

  #receive(from: string, envelope: Envelope): void {
    if ('taken' in envelope) this.#end(envelope.taken, true);
    else {
      this.deps.mailroom.send(from, this.channel, { taken: envelope.call }, NUMBER_BYTES);
      this.deps.receive(envelope.message);
    }
  }

  /** An answer that comes after the time-out finds nobody. */
  #end(call: number, taken: boolean): void {
    this.#forget(call)?.waker.resume(taken);
  }

  #forget(call: number): Attempt | undefined {
    const attempt = this.#attempts.get(call);
    if (attempt === undefined) return undefined;
    this.#attempts.delete(call);
    this.deps.env.timers.cancel(attempt.timer);
    return attempt;
  }
}

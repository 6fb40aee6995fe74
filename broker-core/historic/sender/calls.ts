/**
 * Raft messages as calls: the peer says that it has one as soon as it has put it into its inbox, before it looks at it. So whoever
 * sends hears of a peer that is not there, and a peer that is busy is not taken for one (the repository's gRPC `step`).
 */
import type { Channel, Payload, Timer, Wait } from '../../env.js';
import type { SenderDeps } from '../../quorum/sender.js';
import { messageSizeBytes, type RaftMessage } from '../../raft/index.js';
import { suspend, type Waker } from '../../runtime/suspend.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

type Envelope = { readonly call: number; readonly message: RaftMessage } | { readonly taken: number };

interface Attempt {
  readonly waker: Waker<boolean>;
  readonly timer: Timer;
}

/** Of the number of a call, on the wire. */
const NUMBER_BYTES = 8;

const ATTEMPT: Wait = { kind: 'timeout', label: 'raft message attempt' };
const BACKOFF: Wait = { kind: 'backoff', label: 'raft message backoff' };

export class Calls {
  readonly #deps: SenderDeps;
  readonly #channel: Channel;
  readonly #attempts = new Map<number, Attempt>();
  #callCount = 0;

  constructor(deps: SenderDeps, channel: Channel) {
    this.#deps = deps;
    this.#channel = channel;
    deps.mailroom.receive(channel, (from, payload) => {
      this.#receive(from, payload as unknown as Envelope);
    });
  }

  /**
   * Tries until the peer has taken the message, or `attemptsMax` times, with a backoff between the attempts that doubles up to its
   * bound (S0:L291-310). Then the message is lost; Raft hears of it only if that is asked for (L16).
   */
  async deliver(ctx: Ctx, message: RaftMessage): Promise<void> {
    const { config, reportUnreachable } = this.#deps;
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
    const { env, mailroom, config } = this.#deps;
    this.#callCount += 1;
    const call = this.#callCount;
    return suspend<boolean>(ctx, ATTEMPT, (waker) => {
      const timer = env.timers.after(config.timeoutUs, ATTEMPT, () => {
        this.#end(call, false);
      });
      this.#attempts.set(call, { waker, timer });
      const envelope: Envelope = { call, message };
      const sizeBytes = NUMBER_BYTES + messageSizeBytes(message);
      mailroom.send(message.to, this.#channel, envelope as unknown as Payload, sizeBytes, () => {
        this.#end(call, false);
      });
      return {
        waiting: () => {
          this.#forget(call);
        },
      };
    });
  }

  #receive(from: string, envelope: Envelope): void {
    if ('taken' in envelope) {
      this.#end(envelope.taken, true);
      return;
    }
    const { call, message } = envelope;
    this.#deps.mailroom.send(from, this.#channel, { taken: call }, NUMBER_BYTES);
    this.#deps.receive(message);
  }

  /** An answer that comes after the time-out finds nobody. */
  #end(call: number, taken: boolean): void {
    this.#forget(call)?.waker.resume(taken);
  }

  #forget(call: number): Attempt | undefined {
    const attempt = this.#attempts.get(call);
    if (attempt === undefined) return undefined;
    this.#attempts.delete(call);
    this.#deps.env.timers.cancel(attempt.timer);
    return attempt;
  }
}

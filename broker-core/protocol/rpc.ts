/**
 * Requests and their responses, matched by number, over one stream channel. A request without an answer ends
 * with its time-out, or with its connection; an answer that comes after that is dropped.
 */
import type { Channel, Env, NodeId, Payload, Timer, Wait, Callback, Network } from '../env.js';
import type { Ctx } from '../runtime/ctx.js';
import { suspend, type Waker } from '../runtime/suspend.js';
import { requestSizeBytes, responseSizeBytes } from './size.js';
import type { Request, RequestOf, RequestType, Response, ResponseOf } from './messages.js';
import { assert } from '../assert.js';

/** Why there is no answer: the limit has passed, or the connection has ended. */
export type NoAnswer = 'REQUEST_TIMED_OUT' | 'NETWORK_EXCEPTION';

/** What became of a call. Without an answer nothing is known of its effect. */
export type CallResult<T> =
  | { readonly answered: true; readonly response: T }
  | { readonly answered: false; readonly error: NoAnswer };

/** Answers a request, at once or later; only the first answer counts. */
export type Reply = (response: Response) => void;
export type Serve = (from: NodeId, request: Request, reply: Reply) => void;

type Envelope =
  | { readonly call: number; readonly request: Request }
  | { readonly reply: number; readonly response: Response };

interface PendingCall {
  readonly to: NodeId;
  readonly waker: Waker<CallResult<Response>>;
  readonly timer: Timer;
}

const TIMED_OUT: CallResult<never> = { answered: false, error: 'REQUEST_TIMED_OUT' };
const DISCONNECTED: CallResult<never> = { answered: false, error: 'NETWORK_EXCEPTION' };

export class Rpc {
  readonly #pending = new Map<number, PendingCall>();
  /** Connections that have ended, by peer. */
  readonly #resetCounts = new Map<NodeId, number>();
  #serve: Serve | null = null;
  #callCount = 0;

  constructor(
    private readonly env: Env,
    private readonly mailroom: Mailroom,
    private readonly channel: Channel,
  ) {
    mailroom.receive(channel, (from, payload) => this.#receive(from, payload as Payload & Envelope));
    mailroom.onReset(channel, (from) => this.#reset(from));
  }

  /** Calls that wait for an answer. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Sets who answers; until then requests get no answer. */
  serve(serve: Serve): void {
    this.#serve = serve;
  }

  /** Sends a request and waits at most `timeoutUs` for its answer. `wait` says what a time-out was. */
  call<T extends RequestType>(
    ctx: Ctx,
    to: NodeId,
    request: RequestOf<T> & { readonly type: T },
    timeoutUs: number,
    wait: Wait,
  ): Promise<CallResult<ResponseOf<T>>> {
    this.#callCount += 1;
    const call = this.#callCount;
    const answered = suspend<CallResult<Response>>(ctx, wait, (waker) => {
      const timer = this.env.timers.after(timeoutUs, wait, () => {
        this.#pending.delete(call);
        waker.resume(TIMED_OUT);
      });
      this.#pending.set(call, { to, waker, timer });
      this.#post(to, { call, request }, requestSizeBytes(request));
      return { waiting: () => this.#forget(call) };
    });
    return answered as Promise<CallResult<ResponseOf<T>>>;
  }

  /** Sends a request whose answer nobody waits for. */
  tell(to: NodeId, request: Request): void {
    this.#post(to, { call: 0, request }, requestSizeBytes(request));
  }

  #receive(from: NodeId, envelope: Envelope): void {
    if ('reply' in envelope) {
      this.#forget(envelope.reply)?.waker.resume({ answered: true, response: envelope.response });
      return;
    }
    const { call, request } = envelope;
    let answered = false;
    const resetCount = this.#resetCounts.get(from);
    this.#serve?.(from, request, (response) => {
      if (answered || call === 0) return;
      answered = true;
      // 1. A client dies and starts again. 2. Its new life counts its calls from 1 again. 3. The answer to
      // the call 7 of its former life would be taken for the one to its own call 7.
      if (this.#resetCounts.get(from) !== resetCount) return;
      this.#post(from, { reply: call, response }, responseSizeBytes(response));
    });
  }

  /** All that waits for an answer of that peer was sent on the connection that has ended. */
  #reset(from: NodeId): void {
    this.#resetCounts.set(from, (this.#resetCounts.get(from) ?? 0) + 1);
    for (const [call, { to, waker }] of [...this.#pending]) {
      if (to !== from) continue;
      this.#forget(call);
      waker.resume(DISCONNECTED);
    }
  }

  #forget(call: number): PendingCall | undefined {
    const pending = this.#pending.get(call);
    if (pending === undefined) return undefined;
    this.#pending.delete(call);
    this.env.timers.cancel(pending.timer);
    return pending;
  }

  #post(to: NodeId, envelope: Envelope, sizeBytes: number): void {
    this.mailroom.send(to, this.channel, envelope, sizeBytes);
  }
}

/** Takes what arrives on one channel. */
export type Receive = (from: NodeId, payload: Payload) => void;

/** Sorts what arrives at a process by the channel that it came on. */
export class Mailroom {
  readonly #receivers = new Map<string, Receive>();
  readonly #resets = new Map<string, (from: NodeId) => void>();

  constructor(private readonly network: Network) {
    network.onReset((from, channel) => this.#resets.get(channel.name)?.(from));
    network.onDelivery(({ from, channel, payload }) => {
      // A process that is still starting has no receiver yet: like a closed port, it gives no answer.
      this.#receivers.get(channel.name)?.(from, payload);
    });
  }

  /** Sets the receiver of a channel; once. */
  receive(channel: Channel, receive: Receive): void {
    assert(!this.#receivers.has(channel.name), `the channel ${channel.name} has a receiver already`);
    this.#receivers.set(channel.name, receive);
  }

  /** Sets who hears that a connection of the channel has ended; once. */
  onReset(channel: Channel, reset: (from: NodeId) => void): void {
    assert(!this.#resets.has(channel.name), `the channel ${channel.name} has who hears of resets already`);
    this.#resets.set(channel.name, reset);
  }

  send(to: NodeId, channel: Channel, payload: Payload, sizeBytes: number, refused?: Callback): void {
    this.network.send(to, channel, payload, sizeBytes, refused);
  }
}

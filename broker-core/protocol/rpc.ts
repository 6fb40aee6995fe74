/**
 * Requests and their responses, matched by number, over one stream channel. A request without an answer times
 * out; an answer that comes after that is dropped.
 */
import type { Channel, Env, NodeId, Payload, Timer, Wait, Callback, Network } from '../env.js';
import type { Ctx } from '../runtime/ctx.js';
import { suspend, type Waker } from '../runtime/suspend.js';
import { requestSizeBytes, responseSizeBytes } from './size.js';
import type { Request, RequestOf, RequestType, Response, ResponseOf } from './messages.js';
import { assert } from '../assert.js';

/** What became of a call. `timedOut`: nothing is known of its effect. */
export type CallResult<T> = { readonly timedOut: false; readonly response: T } | { readonly timedOut: true };

/** Answers a request, at once or later; only the first answer counts. */
export type Reply = (response: Response) => void;
export type Serve = (from: NodeId, request: Request, reply: Reply) => void;

type Envelope =
  | { readonly call: number; readonly request: Request }
  | { readonly reply: number; readonly response: Response };

interface PendingCall {
  readonly waker: Waker<CallResult<Response>>;
  readonly timer: Timer;
}

const TIMED_OUT: CallResult<never> = { timedOut: true };

export class Rpc {
  readonly #pending = new Map<number, PendingCall>();
  #serve: Serve | null = null;
  #callCount = 0;

  constructor(
    private readonly env: Env,
    private readonly mailroom: Mailroom,
    private readonly channel: Channel,
  ) {
    mailroom.receive(channel, (from, payload) => this.#receive(from, payload as Payload & Envelope));
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
      this.#pending.set(call, { waker, timer });
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
      this.#forget(envelope.reply)?.waker.resume({ timedOut: false, response: envelope.response });
      return;
    }
    const { call, request } = envelope;
    let answered = false;
    this.#serve?.(from, request, (response) => {
      if (answered || call === 0) return;
      answered = true;
      this.#post(from, { reply: call, response }, responseSizeBytes(response));
    });
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

  constructor(private readonly network: Network) {
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

  send(to: NodeId, channel: Channel, payload: Payload, sizeBytes: number, refused?: Callback): void {
    this.network.send(to, channel, payload, sizeBytes, refused);
  }
}

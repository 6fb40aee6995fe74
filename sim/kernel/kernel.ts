/**
 * The kernel: one virtual clock in integer microseconds that jumps to the next event.
 *
 * Events are callbacks in a tight loop. Only one that *entered* async code (resumed a promise, started an
 * async function) needs a barrier, so that its continuations run before the clock moves. There is one wake-up
 * for each such event, so the event that runs now is the cause of all that its continuations do.
 */
import type { Callback, Cause, Wait } from '../../broker-core/door.js';
import { createHistory, NO_HISTORY, ORIGIN, type History } from '../cause/history.js';
import { orderOf, PAUSED, type EventOrder } from './order.js';
import { OrderedQueue } from './ordered-queue.js';
import { EventQueue, NOT_QUEUED, type QueuedEvent } from './queue.js';
import { TwoLanes, NO_HASH, type RunHash } from './hash.js';
import type { Barrier } from './host.js';
import { oneAtATime, pump } from './pump.js';
import type { Bound, EventKind, Life, Piece, RunEnd, Scheduled, Scheduler } from './types.js';
import { Announcements, type LastEvent } from './unannounced.js';

export interface KernelOptions {
  /** Root seed of the run's hash and of the order of events; 0..2^32-1. */
  readonly seed: number;
  /** Default `fifo`: the events of one instant fire as they were scheduled. See `order.ts` for the others. */
  readonly order?: EventOrder;
  /** Default `drain`, which is a `tick` on hosts that cannot; see `host.ts`. */
  readonly barrier?: Barrier;
  /** Default true: a barrier only after events that entered async code. False: after every one. */
  readonly barrierOnlyWhenEntered?: boolean;
  /** Keep causes, so that latencies can be explained. Default true. */
  readonly causes?: boolean;
  /** Keep the running hash. Default true; without it no two runs can be compared: for benchmarks alone. */
  readonly hash?: boolean;
  /** Default 100 million. */
  readonly eventsMax?: number;
  /** Virtual time at which the run ends, microseconds; default one day. */
  readonly untilUs?: number;
  /** Wall-clock milliseconds after which the run ends, not repeatably, and says so. Default none. */
  readonly wallMsMax?: number;
}

/** An event as an observer sees it, just before it runs. */
export interface FiredEvent extends LastEvent {
  readonly kind: EventKind;
  readonly digest: number;
}

const DAY_US = 86_400_000_000;
const EVENTS_MAX = 100_000_000;

const START: Wait = { kind: 'control', label: 'start' };

/** The place of an event that is kept for a paused life. */
const HELD = -2;

/**
 * The simulator's own events go before all others of their microsecond and have no part in numbering those:
 * so a schedule with times for marks gives the same run again. Below all that is drawn, and
 * still a small integer: V8 would box the tie of every event if one tie were none.
 */
const OWN_TIE = -(2 ** 31);

/**
 * A machine's events come next, numbered apart too. 1. A fault ends by a mark at 68 ms, and at 68.5 ms a lost
 * message is sent again, which was planned before the mark. 2. The resolved schedule plans the end at 0. 3.
 * If the order of planning decided, the message would be lost in one run and not in the other.
 */
const MACHINE_TIE = OWN_TIE + 2;

export class Kernel implements Scheduler {
  readonly history: History;
  readonly barrier: Barrier;
  readonly barrierOnlyWhenEntered: boolean;
  readonly wallMsMax: number;
  readonly announcements: Announcements;
  readonly #eventsMax: number;
  readonly #untilUs: number;
  readonly #queue: EventQueue | OrderedQueue;
  readonly #hash: RunHash;
  readonly #held = new Map<Life, QueuedEvent[]>();
  #observer: ((event: FiredEvent, record: Cause) => void) | null = null;
  #nowUs = 0;
  #started = false;
  #eventCount = 0;
  #current: Cause = ORIGIN;
  #entered = false;
  #ended: RunEnd | null = null;

  constructor(options: KernelOptions) {
    const order = orderOf(options.order ?? 'fifo', options.seed);
    this.#queue = order === null ? new EventQueue() : new OrderedQueue(order);
    this.#eventsMax = options.eventsMax ?? EVENTS_MAX;
    this.#untilUs = options.untilUs ?? DAY_US;
    this.#hash = options.hash === false ? NO_HASH : new TwoLanes(options.seed);
    this.barrier = options.barrier ?? 'drain';
    this.barrierOnlyWhenEntered = options.barrierOnlyWhenEntered ?? true;
    this.wallMsMax = options.wallMsMax ?? Number.POSITIVE_INFINITY;
    this.announcements = new Announcements(!this.barrierOnlyWhenEntered, (error) => this.fail(error));
    this.history = options.causes === false ? NO_HISTORY : createHistory();
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  /** Events that wait, cancelled ones not counted. */
  get queuedCount(): number {
    return this.#queue.size;
  }

  nowUs(): number {
    this.requireAnnounced();
    return this.#nowUs;
  }

  here(): Cause {
    this.requireAnnounced();
    return this.#current;
  }

  /** Hash of all that has fired so far: 16 hex digits. */
  hashText(): string {
    return this.#hash.text();
  }

  schedule(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    wait: Wait,
    digest: number,
    fire: Callback,
    cause: Cause = this.#current,
  ): Scheduled {
    return this.#push(delayUs, life, kind, wait, null, digest, fire, cause);
  }

  scheduleInPieces(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    pieces: readonly Piece[],
    digest: number,
    fire: Callback,
    cause: Cause = this.#current,
  ): Scheduled {
    const last = pieces[pieces.length - 1];
    if (last === undefined) throw new RangeError('an interval in pieces has at least one piece');
    requireInOrder(pieces, this.#nowUs + delayUs);
    return this.#push(delayUs, life, kind, last.wait, pieces, digest, fire, cause);
  }

  cancel(event: Scheduled): void {
    const queued = event as QueuedEvent;
    if (queued.place === HELD) queued.place = NOT_QUEUED;
    else this.#queue.remove(queued);
  }

  /** Says that what runs now enters async code, so that a barrier follows. */
  enter(): void {
    this.requireAnnounced();
    if (!this.#entered) this.announcements.beforeEntry();
    this.#entered = true;
  }

  /** Each call of Env comes here first: ends the run if it is made by async code that nobody announced. */
  requireAnnounced(): void {
    if (this.announcements.isStray) this.announcements.called();
  }

  /**
   * Starts the process of `life`, perhaps one of several that start in this event, and looks at once whether
   * it left async code behind that it did not announce.
   */
  start(life: Life, work: () => unknown): void {
    const before = this.takeEntered();
    const made = work();
    const announced = this.takeEntered();
    if (before || announced) this.#entered = true;
    if (announced) return;
    if (!before) this.announcements.look({ atUs: this.#nowUs, life, kind: 'control', wait: START });
    else if (made instanceof Promise) this.announcements.missed();
  }

  /** Runs `work` as if it belonged to the moment `since`, whose interval up to now was spent on `wait`. */
  handoff(since: Cause, nodeNumber: number, wait: Wait, work: Callback): void {
    this.requireAnnounced();
    this.#workFor(this.history.add(since, this.#nowUs, nodeNumber, wait), work);
  }

  /**
   * As {@link handoff}, for the rest of the event: the async code that it resumes runs when it has returned.
   */
  goOnFrom(since: Cause, nodeNumber: number, wait: Wait): void {
    this.#current = this.history.add(since, this.#nowUs, nodeNumber, wait);
  }

  /**
   * As {@link handoff}, for all that was left at one of `since`; without others than now it is only `work`.
   */
  join(since: readonly Cause[], nodeNumber: number, wait: Wait, work: Callback): void {
    this.requireAnnounced();
    const now = this.#current;
    if (since.every((cause) => cause === now)) work();
    else this.#workFor(this.history.join(now, this.#nowUs, nodeNumber, wait, since), work);
  }

  #workFor(cause: Cause, work: Callback): void {
    const before = this.#current;
    this.#current = cause;
    try {
      work();
    } finally {
      this.#current = before;
    }
  }

  /** Holds a life's events back until {@link resume}. */
  pause(life: Life): void {
    life.paused = true;
  }

  /** Lets what was held back run now, in order; the explanation says how long it was held. */
  resume(life: Life): void {
    life.paused = false;
    const events = this.#held.get(life) ?? [];
    this.#held.delete(life);
    for (const event of events) {
      if (event.place !== HELD) continue;
      // The same event again, not a copy: its holder must still be able to cancel it.
      const own = event.pieces ?? [{ untilUs: event.atUs, wait: event.wait }];
      event.pieces = [...own, { untilUs: this.#nowUs, wait: PAUSED }];
      event.wait = PAUSED;
      event.atUs = this.#nowUs;
      this.#queue.push(event);
    }
  }

  /** Ends the run after the event that runs now. */
  stop(): void {
    this.#ended ??= { reason: 'stopped' };
  }

  /** Ends the run with an error: a defect of the program or of the simulation. The first one counts. */
  fail(error: unknown): void {
    if (this.#ended?.reason !== 'failed') this.#ended = { reason: 'failed', error };
  }

  /** Ends the run because a bound was hit. */
  hitBound(bound: Bound): void {
    this.#ended ??= { reason: 'bound', bound };
  }

  /** Sets the one observer. It sees each event just before it runs, and its record's number. */
  observe(observer: (event: FiredEvent, record: Cause) => void): void {
    this.#observer = observer;
  }

  /** Runs `start` as the first event, then until the run ends. Once only; runs of one thread queue up. */
  run(start: Callback): Promise<RunEnd> {
    if (this.#started) throw new Error('a kernel runs once');
    this.#started = true;
    this.schedule(0, null, 'control', START, 0, start);
    return oneAtATime(() => pump(this));
  }

  /** For the pump: fires the next event. Null when the run has ended. */
  step(): LastEvent | null {
    const event = this.#next();
    if (event === null) return null;
    try {
      this.#fire(event);
    } catch (error) {
      this.fail(error);
    }
    return event;
  }

  /** For the pump: whether async code was entered since it was last asked. */
  takeEntered(): boolean {
    const entered = this.#entered;
    this.#entered = false;
    return entered;
  }

  /** For the pump: how the run ended. */
  get end(): RunEnd {
    return this.#ended ?? { reason: 'idle' };
  }

  #push(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    wait: Wait,
    pieces: readonly Piece[] | null,
    digest: number,
    fire: Callback,
    cause: Cause,
  ): QueuedEvent {
    this.requireAnnounced();
    if (!(delayUs >= 0 && Number.isSafeInteger(delayUs)))
      throw new RangeError(
        `a delay is an integer number of microseconds, 0 or more: ${delayUs} (${wait.label})`,
      );
    const tie = life !== null ? 0 : kind === 'control' ? OWN_TIE : MACHINE_TIE;
    const atUs = this.#nowUs + delayUs;
    const event: QueuedEvent = {
      atUs,
      tie,
      life,
      kind,
      wait,
      pieces,
      digest,
      cause,
      fire,
      place: NOT_QUEUED,
      next: null,
      previous: null,
    };
    this.#queue.push(event);
    return event;
  }

  #next(): QueuedEvent | null {
    while (this.#ended === null) {
      const event = this.#queue.pop();
      if (event === null) {
        this.#ended = { reason: 'idle' };
      } else if (event.atUs > this.#untilUs) {
        this.#nowUs = this.#untilUs;
        this.hitBound('virtual time');
      } else if (this.#eventCount >= this.#eventsMax) {
        this.hitBound('events');
      } else if (this.#mayRun(event)) {
        return event;
      }
    }
    return null;
  }

  /** False if the event is gone with its life, or is kept for a paused one. */
  #mayRun(event: QueuedEvent): boolean {
    const life = event.life;
    if (life === null) return true;
    if (!life.alive) return false;
    if (!life.paused) return true;
    event.place = HELD;
    const events = this.#held.get(life);
    if (events === undefined) this.#held.set(life, [event]);
    else events.push(event);
    return false;
  }

  #fire(event: QueuedEvent): void {
    const { atUs, life, kind, digest } = event;
    const nodeNumber = life === null ? 0 : life.nodeNumber;
    this.#nowUs = atUs;
    this.#eventCount += 1;
    const record = this.#record(event, nodeNumber);
    this.#current = record;
    this.#hash.add(atUs, nodeNumber, kind, digest);
    if (this.#observer !== null) this.#observer(event, record);
    event.fire();
  }

  /** Adds the event's interval to the history; in parts, if it has parts. */
  #record(event: QueuedEvent, nodeNumber: number): Cause {
    let cause = event.cause;
    if (event.pieces !== null) {
      for (let i = 0; i < event.pieces.length - 1; i += 1) {
        const piece = event.pieces[i];
        if (piece !== undefined) cause = this.history.add(cause, piece.untilUs, nodeNumber, piece.wait);
      }
    }
    return this.history.add(cause, event.atUs, nodeNumber, event.wait);
  }
}

/** Pieces out of order would be counted twice in an explanation, or not at all. */
function requireInOrder(pieces: readonly Piece[], atUs: number): void {
  let reachedUs = 0;
  for (const { untilUs } of pieces) {
    if (!(untilUs >= reachedUs && untilUs <= atUs))
      throw new RangeError(`pieces of an interval follow each other, up to ${atUs}: ${untilUs}`);
    reachedUs = untilUs;
  }
}

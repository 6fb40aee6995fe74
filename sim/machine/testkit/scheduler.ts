/**
 * A scheduler of a few lines, for tests of devices: a sorted list, ties first in first out or permuted. The
 * simulator's own events come first in their microsecond, and are numbered apart.
 */
import type { Callback, Cause, Wait } from '../../../broker-core/door.js';
import type { EventKind, Life, Piece, Scheduled, Scheduler } from '../../kernel/types.js';
import { finish32, mix32 } from '../../random/mix.js';

/** An event that has fired. */
export interface FiredEvent {
  readonly atUs: number;
  /** When it was first asked for. */
  readonly sinceUs: number;
  readonly kind: EventKind;
  readonly pieces: readonly Piece[];
  readonly digest: number;
  /** Number of the event that asked for it, from 1 on; 0: none. */
  readonly cause: number;
}

interface Queued extends Omit<FiredEvent, 'sinceUs'>, Scheduled {
  readonly tie: number;
  readonly seq: number;
  readonly life: Life | null;
  readonly fire: Callback;
}

const CONTROL: Wait = { kind: 'control', label: 'test' };
/** A cause says which event asked, and when: that is what says since when an event has waited. */
const EVENTS_MAX = 1_000_000;

export class TestScheduler implements Scheduler {
  readonly fired: FiredEvent[] = [];
  /** Called after each event. */
  onFired: (event: FiredEvent) => void = () => undefined;
  readonly #tieSeed: number | undefined;
  #nowUs = 0;
  #ownSeq = 0;
  #otherSeq = 0;
  #current = 0;
  #queue: Queued[] = [];
  #kept: Queued[] = [];

  /** With a `tieSeed`, events of the same microsecond fire in an order drawn from it. */
  constructor(tieSeed?: number) {
    this.#tieSeed = tieSeed;
  }

  nowUs(): number {
    return this.#nowUs;
  }

  here(): Cause {
    return this.#nowUs * EVENTS_MAX + this.#current;
  }

  schedule(...[delayUs, life, kind, wait, ...rest]: Parameters<Scheduler['schedule']>): Scheduled {
    return this.scheduleInPieces(delayUs, life, kind, [{ untilUs: this.#nowUs + delayUs, wait }], ...rest);
  }

  scheduleInPieces(...args: Parameters<Scheduler['scheduleInPieces']>): Scheduled {
    const [delayUs, life, kind, pieces, digest, fire, cause = this.here()] = args;
    if (!Number.isSafeInteger(delayUs) || delayUs < 0) throw new RangeError(`delayUs is ${delayUs}`);
    const isOwn = life === null;
    const seq = isOwn ? (this.#ownSeq += 1) : (this.#otherSeq += 1);
    const ownTie = kind === 'control' ? -2 : -1;
    const tie = isOwn ? ownTie : this.#tieSeed === undefined ? 0 : finish32(mix32(this.#tieSeed, seq)) >>> 0;
    const event = { atUs: this.#nowUs + delayUs, tie, seq, life, kind, pieces, digest, cause, fire };
    this.#queue.push(event);
    return event;
  }

  cancel(event: Scheduled): void {
    this.#queue = this.#queue.filter((queued) => queued !== event);
  }

  /** Runs `work` at that time, as the simulator itself. */
  at(atUs: number, work: Callback): void {
    this.schedule(atUs - this.#nowUs, null, 'control', CONTROL, 0, work);
  }

  /** Fires everything; or all up to and including that time, where it leaves the clock. */
  run(untilUs?: number): void {
    for (let event = this.#next(untilUs); event !== undefined; event = this.#next(untilUs)) {
      if (event.life?.alive === false) continue;
      if (event.life?.paused === true) this.#kept.push(event);
      else this.#fire(event);
    }
    if (untilUs !== undefined) this.#nowUs = untilUs;
  }

  /**
   * As the kernel does: what was kept is scheduled again, as another event that nobody can cancel by its old
   * handle.
   */
  resume(life: Life): void {
    life.paused = false;
    for (const { life: of, kind, pieces, digest, fire, cause } of this.#kept.splice(0))
      this.scheduleInPieces(0, of, kind, pieces, digest, fire, cause);
  }

  #fire({ atUs, kind, pieces, digest, fire, cause }: Queued): void {
    this.#nowUs = atUs;
    const sinceUs = Math.floor(cause / EVENTS_MAX);
    const event = { atUs, sinceUs, kind, pieces, digest, cause: cause % EVENTS_MAX };
    this.#current = this.fired.push(event);
    fire();
    this.onFired(event);
  }

  #next(untilUs = Number.MAX_SAFE_INTEGER): Queued | undefined {
    const [first] = this.#queue.sort((a, b) => a.atUs - b.atUs || a.tie - b.tie || a.seq - b.seq);
    return first !== undefined && first.atUs <= untilUs ? this.#queue.shift() : undefined;
  }
}

/** Microseconds of an event's interval, by kind and label of what they were spent on: `disk sync`. */
export function spent({ sinceUs, pieces }: FiredEvent): Record<string, number> {
  const sums: Record<string, number> = {};
  let startUs = sinceUs;
  for (const { untilUs, wait } of pieces) {
    const key = `${wait.kind} ${wait.label}`;
    sums[key] = (sums[key] ?? 0) + untilUs - startUs;
    startUs = untilUs;
  }
  return sums;
}

export function createLife(nodeNumber = 1): Life {
  return { nodeId: `n${nodeNumber}`, nodeNumber, alive: true, paused: false };
}

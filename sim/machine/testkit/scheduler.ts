/**
 * A scheduler in a few lines, for tests of devices: no hash, no causes, but every event's time is accounted for.
 */
import type { Callback, Cause } from '../../../broker-core/env.js';
import type { EventKind, Life, Piece, Scheduled, Scheduler } from '../../kernel/types.js';

/** An event that has fired, with the time at which it was first asked for. */
export interface Fired {
  readonly atUs: number;
  readonly sinceUs: number;
  readonly kind: EventKind;
  readonly pieces: readonly Piece[];
  readonly digest: number;
}

interface Entry extends Scheduled {
  readonly seq: number;
  readonly life: Life | null;
  readonly kind: EventKind;
  readonly pieces: readonly Piece[];
  readonly digest: number;
  readonly cause: Cause;
  readonly fire: Callback;
}

export class TestScheduler implements Scheduler {
  readonly fired: Fired[] = [];
  #nowUs = 0;
  #seq = 0;
  #queue: Entry[] = [];
  #held: Entry[] = [];

  nowUs(): number {
    return this.#nowUs;
  }

  /** The time itself serves as the cause: that is what says since when an event has waited. */
  here(): Cause {
    return this.#nowUs;
  }

  schedule(
    ...[delayUs, life, kind, wait, digest, fire, cause]: Parameters<Scheduler['schedule']>
  ): Scheduled {
    const pieces = [{ untilUs: this.#nowUs + delayUs, wait }];
    return this.scheduleInPieces(delayUs, life, kind, pieces, digest, fire, cause);
  }

  scheduleInPieces(
    ...[delayUs, life, kind, pieces, digest, fire, cause = this.#nowUs]: Parameters<
      Scheduler['scheduleInPieces']
    >
  ): Scheduled {
    if (!Number.isSafeInteger(delayUs) || delayUs < 0) throw new RangeError(`delay ${delayUs}`);
    const atUs = this.#nowUs + delayUs;
    const entry: Entry = { atUs, seq: this.#seq++, life, kind, pieces, digest, cause, fire };
    this.#queue.push(entry);
    return entry;
  }

  cancel(event: Scheduled): void {
    this.#queue = this.#queue.filter((entry) => entry !== event);
  }

  /** Runs what is due up to and including `untilUs`, and leaves the clock there. */
  runUntil(untilUs: number): void {
    for (let next = this.#take(untilUs); next !== null; next = this.#take(untilUs)) {
      this.#nowUs = next.atUs;
      if (next.life?.alive === false) continue;
      if (next.life?.paused === true) this.#held.push(next);
      else this.#fire(next);
    }
    this.#nowUs = untilUs;
  }

  /** Runs until nothing is left; the clock stays at the last event. */
  runAll(): void {
    while (this.#queue.length > 0) this.runUntil(Math.min(...this.#queue.map(({ atUs }) => atUs)));
  }

  resume(life: Life): void {
    life.paused = false;
    const held = this.#held.filter((entry) => entry.life === life);
    this.#held = this.#held.filter((entry) => entry.life !== life);
    for (const entry of held) if (life.alive) this.#fire(entry);
  }

  #fire({ kind, pieces, digest, cause, fire }: Entry): void {
    this.fired.push({ atUs: this.#nowUs, sinceUs: cause, kind, pieces, digest });
    fire();
  }

  #take(untilUs: number): Entry | null {
    let first: Entry | null = null;
    for (const entry of this.#queue) {
      if (entry.atUs > untilUs) continue;
      if (first === null || entry.atUs < first.atUs || (entry.atUs === first.atUs && entry.seq < first.seq))
        first = entry;
    }
    if (first !== null) this.cancel(first);
    return first;
  }
}

/** Microseconds of an event's interval, by kind and label of what they were spent on: `disk sync`. */
export function spent({ sinceUs, pieces }: Fired): Record<string, number> {
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

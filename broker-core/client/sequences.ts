/**
 * The sequence numbers of one idempotent producer in one partition (KIP-98), and when they start again
 * (KIP-360). Plain state: its holder waits and sends.
 *
 * A number is taken for good. If its batch is given up, nothing can be written behind the gap until a higher
 * epoch starts again at 0, and only after all in flight under the old one is answered: the broker would
 * refuse it after a batch of the new epoch.
 *
 * A batch keeps its place in the line even without its number: the log has batches in the order of arrival.
 */
import { assert } from '../assert.js';
import { addToSequence } from '../protocol/record-batch.js';

/**
 * No number is given out this far ahead of the oldest on its way. A leader can tell repetitions of as many:
 * (1) the first is stored and its answer lost; (2) five others follow and are answered; (3) the first is
 * repeated: unknown by now, it gets a new number and is stored again.
 */
const WINDOW_MAX = 5;

/** Who a producer is. Compared as an object: each epoch of each id is one. */
export interface Identity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** A batch's place in the line of its partition. Compared as an object. */
export interface Place {
  readonly ordinal: number;
}

/** The number of a batch. */
export interface Ticket extends Identity {
  readonly baseSequence: number;
  readonly place: Place;
  /** How many were given out before it, in this partition. */
  readonly giveCount: number;
}

export class Sequences {
  /** Under which the numbers run; null before the first. */
  #identity: Identity | null = null;
  #nextSequence = 0;
  #placeCount = 0;
  /** Those without a number, the first in line first. */
  #waiting: readonly Place[] = [];
  /** Those with one that have not ended, in the order of their numbers. */
  #inFlight: readonly Ticket[] = [];
  #giveCount = 0;
  #newest: Ticket | null = null;
  /** The batch with the newest number is in the log, and with it all before it. */
  #newestIsAcked = false;
  /** A batch was given up: what comes behind its number may never fit. */
  #isBroken = false;

  /** Who gets the next number; null: nobody waits. */
  get first(): Place | null {
    return this.#waiting[0] ?? null;
  }

  join(): Place {
    this.#placeCount += 1;
    const place = { ordinal: this.#placeCount };
    this.#waiting = [...this.#waiting, place];
    return place;
  }

  /** Gives up a place to which no number belongs. */
  leave(place: Place): void {
    assert(this.#waiting.includes(place), 'who leaves the line stands in it');
    this.#waiting = this.#waiting.filter((one) => one !== place);
  }

  /** Whether the first in line may have its number; if not, something in flight has to end before. */
  mayTake(current: Identity | null): boolean {
    const startsAgain = this.#isBroken || (this.#identity !== null && this.#identity !== current);
    const [oldest] = this.#inFlight;
    if (oldest === undefined) return true;
    return !startsAgain && this.#giveCount - oldest.giveCount < WINDOW_MAX;
  }

  /**
   * Whether the numbers have to start again under an identity that no partition has had. Not if the newest
   * batch is in the log: then nothing before it is missing.
   */
  needsNewIdentity(current: Identity | null): boolean {
    const hasGap = this.#isBroken && !this.#newestIsAcked;
    return hasGap && this.#inFlight.length === 0 && this.#identity === current;
  }

  take(place: Place, current: Identity, count: number): Ticket {
    assert(this.first === place, 'numbers are taken in the order of the line');
    assert(this.mayTake(current) && !this.needsNewIdentity(current), 'a number is taken when it can be');
    this.#waiting = this.#waiting.slice(1);
    this.#isBroken = false;
    if (this.#identity !== current) {
      this.#identity = current;
      this.#nextSequence = 0;
    }
    const { producerId, producerEpoch } = current;
    const baseSequence = this.#nextSequence;
    const giveCount = this.#giveCount;
    const ticket: Ticket = { producerId, producerEpoch, baseSequence, place, giveCount };
    this.#giveCount += 1;
    this.#nextSequence = addToSequence(this.#nextSequence, count);
    this.#inFlight = [...this.#inFlight, ticket];
    this.#newest = ticket;
    this.#newestIsAcked = false;
    return ticket;
  }

  /** The batch is in the log. */
  acknowledge(ticket: Ticket): void {
    this.#land(ticket);
    if (ticket === this.#newest) this.#newestIsAcked = true;
  }

  /** The batch is not sent again, whether it is in the log or not. */
  giveUp(ticket: Ticket): void {
    this.#land(ticket);
    this.#isBroken = true;
  }

  /** The batch is not in the log, and never will be with this number: it gets another. */
  lose(ticket: Ticket): void {
    this.giveUp(ticket);
    const { place } = ticket;
    const behind = this.#waiting.findIndex((one) => one.ordinal > place.ordinal);
    const at = behind < 0 ? this.#waiting.length : behind;
    this.#waiting = [...this.#waiting.slice(0, at), place, ...this.#waiting.slice(at)];
  }

  /** Whether nothing that was numbered before it is still on its way. */
  isOldest(ticket: Ticket): boolean {
    return this.#inFlight[0] === ticket;
  }

  #land(ticket: Ticket): void {
    const left = this.#inFlight.filter((one) => one !== ticket);
    assert(left.length === this.#inFlight.length - 1, 'a batch ends once');
    this.#inFlight = left;
  }
}

/**
 * A line of those who wait, in the order in which they came. Anyone may leave it in one step.
 *
 * A `Set` does the same, but each pair of `add` and `delete` brings it nearer to copying itself: with one
 * waiter at a time, as in most locks, that was a third of a run's time.
 */

/** A place in a line; opaque. */
export interface Place<T> {
  readonly value: T;
  isLeft: boolean;
  next: Place<T> | null;
  previous: Place<T> | null;
}

export class Line<T> {
  #head: Place<T> | null = null;
  #tail: Place<T> | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#head?.value;
  }

  /** Goes to the end. */
  join(value: T): Place<T> {
    const place: Place<T> = { value, isLeft: false, next: null, previous: this.#tail };
    if (this.#tail === null) this.#head = place;
    else this.#tail.next = place;
    this.#tail = place;
    this.#length += 1;
    return place;
  }

  /** Takes a place of this line out; nothing happens if it has been left already. */
  leave(place: Place<T>): void {
    if (place.isLeft) return;
    place.isLeft = true;
    const { previous, next } = place;
    if (previous === null) this.#head = next;
    else previous.next = next;
    if (next === null) this.#tail = previous;
    else next.previous = previous;
    // A dead place that an old one still points to would keep all later ones from being collected early.
    place.previous = null;
    place.next = null;
    this.#length -= 1;
  }

  /** Takes out the one that came first. */
  takeFirst(): T | undefined {
    const place = this.#head;
    if (place === null) return undefined;
    this.leave(place);
    return place.value;
  }

  /** Takes out all, in order. */
  takeAll(): T[] {
    const values: T[] = [];
    for (let place = this.#head; place !== null; place = this.#head) {
      values.push(place.value);
      this.leave(place);
    }
    return values;
  }

  /** Whether it is so for any of them. */
  some(holds: (value: T) => boolean): boolean {
    for (let place = this.#head; place !== null; place = place.next) if (holds(place.value)) return true;
    return false;
  }
}

import type { Order } from './order.js';
import { EventQueue, type QueuedEvent } from './queue.js';

/** A queue in which the events of one instant fall in an order of their own. */
export class OrderedQueue {
  readonly #queue = new EventQueue();

  constructor(private readonly order: Order) {}

  get size(): number {
    return this.#queue.size;
  }

  push(event: QueuedEvent): void {
    if (event.life !== null) event.tie = this.order.tieOf(event);
    this.#queue.push(event);
  }

  pop(): QueuedEvent | null {
    for (;;) {
      const event = this.#queue.pop();
      if (event === null || event.life === null) return event;
      const next = this.#queue.firstAt(event.atUs);
      const tie = this.order.tieAtTurn(event.tie, next !== null && next.tie !== event.tie);
      if (tie === event.tie) return event;
      event.tie = tie;
      this.#queue.push(event);
    }
  }

  remove(event: QueuedEvent): void {
    this.#queue.remove(event);
  }
}

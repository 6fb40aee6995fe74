/**
 * The reference's creation lock: the first caller creates, all others wait for that one attempt and share how it ended, be it an
 * error. Nobody queues behind a failure.
 */
import { spawn, type Ctx } from '../runtime/ctx.js';
import { Cancelled } from '../runtime/scope.js';
import { Watch } from '../runtime/watch.js';
import type { Creation, CreationLock } from './creation.js';

export class SharedFlight implements CreationLock {
  readonly #flights = new Map<string, Watch<Creation | null>>();

  async run(ctx: Ctx, topic: string, create: (ctx: Ctx) => Promise<Creation>): Promise<Creation> {
    const flight = this.#flights.get(topic) ?? this.#start(ctx, topic, create);
    const receiver = flight.subscribe();
    if (flight.value === null) await receiver.changed(ctx);
    return flight.value ?? { ok: false, error: 'UNKNOWN_SERVER_ERROR' };
  }

  /** A task of its own: the caller that began it may be dropped, the others still wait. */
  #start(ctx: Ctx, topic: string, create: (ctx: Ctx) => Promise<Creation>): Watch<Creation | null> {
    const flight = new Watch<Creation | null>(null);
    this.#flights.set(topic, flight);
    spawn(ctx.env, async (own) => {
      let creation: Creation = { ok: false, error: 'UNKNOWN_SERVER_ERROR' };
      try {
        creation = await create(own);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
      } finally {
        this.#flights.delete(topic);
        flight.send(creation);
      }
    });
    return flight;
  }
}

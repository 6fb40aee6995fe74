/**
 * The reference's creation lock: the first caller creates, others that want the same wait for that one
 * attempt and share how it ended, be it an error. Nobody queues behind a failure.
 *
 * The same is wanted by all automatic creations of a name, and by an explicit one and its own retries. Two
 * explicit ones are two: they may want different topics of one name, and only one can have created it.
 */
import { spawn, type Ctx } from '../../runtime/ctx.js';
import { Cancelled } from '../../runtime/scope.js';
import { Watch } from '../../runtime/watch.js';
import type { Creation, CreationLock, NewTopic } from './creation.js';

export class SharedFlight implements CreationLock {
  readonly #flights = new Map<string, Watch<Creation | null>>();

  async run(ctx: Ctx, topic: NewTopic, create: (ctx: Ctx) => Promise<Creation>): Promise<Creation> {
    const key = keyOf(topic);
    const flight = (key === null ? undefined : this.#flights.get(key)) ?? this.#start(ctx, key, create);
    const receiver = flight.subscribe();
    if (flight.value === null) await receiver.changed(ctx);
    return flight.value ?? { ok: false, error: 'UNKNOWN_SERVER_ERROR' };
  }

  /** A task of its own: the caller that began it may be dropped, the others still wait. */
  #start(ctx: Ctx, key: string | null, create: (ctx: Ctx) => Promise<Creation>): Watch<Creation | null> {
    const flight = new Watch<Creation | null>(null);
    if (key !== null) this.#flights.set(key, flight);
    spawn(ctx.env, async (own) => {
      let creation: Creation = { ok: false, error: 'UNKNOWN_SERVER_ERROR' };
      try {
        creation = await create(own);
      } catch (error) {
        if (!(error instanceof Cancelled)) throw error;
      } finally {
        if (key !== null) this.#flights.delete(key);
        flight.send(creation);
      }
    });
    return flight;
  }
}

/** What callers that share have in common; null: nobody shares. */
function keyOf({ name, mayExist, requestId }: NewTopic): string | null {
  if (mayExist) return `topic ${name}`;
  return requestId === null ? null : `request ${requestId.number} of ${requestId.origin}`;
}

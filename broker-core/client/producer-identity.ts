/**
 * An idempotent producer's identity: its id from the cluster, its epoch, and each partition's sequence
 * numbers.
 *
 * The client raises the epoch itself (KIP-360): after a gap it goes on under the next, and asks for another
 * id after the last. Other partitions start again too, each when it has nothing in flight.
 */
import type { NodeId, Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { Mutex } from '../runtime/locks.js';
import { Notify } from '../runtime/notify.js';
import type { ClientProfile } from './profile.js';
import { Sequences, type Identity, type Place, type Ticket } from './sequences.js';

const INIT: Wait = { kind: 'timeout', label: 'await producer id' };

/** Kafka's is a short. */
const EPOCH_MAX = 0x7fff;

/** The broker knows of a higher epoch, or of none: another step of our own would change nothing. */
const DISOWNED = new Set<FailureName>(['INVALID_PRODUCER_EPOCH', 'UNKNOWN_PRODUCER_ID']);

/** A partition's numbers, and who waits for one. */
interface Numbered {
  readonly sequences: Sequences;
  readonly sleepers: Map<Place, Notify>;
}

export class ProducerIdentity {
  readonly #lock = new Mutex('producer id');
  readonly #partitions = new Map<string, Numbered>();
  #current: Identity | null = null;

  constructor(
    private readonly rpc: Rpc,
    private readonly profile: ClientProfile,
  ) {}

  /** The number of a batch of `count` records for that partition, if it can be had at once. */
  tryNext(partition: string, count: number): Ticket | null {
    const { sequences } = this.#numbered(partition);
    const current = this.#current;
    if (current === null || sequences.first !== null) return null;
    if (!sequences.mayTake(current) || sequences.needsNewIdentity(current)) return null;
    return sequences.take(sequences.join(), current, count);
  }

  /** A place in the line for a number. It ends with {@link next} or {@link leave}. */
  join(partition: string): Place {
    return this.#numbered(partition).sequences.join();
  }

  leave(partition: string, place: Place): void {
    const numbered = this.#numbered(partition);
    numbered.sequences.leave(place);
    this.#wake(numbered);
  }

  /** Waits for that place's number; asks `host` for a producer id if there is none. Errors keep the place. */
  async next(
    ctx: Ctx,
    host: NodeId,
    partition: string,
    place: Place,
    count: number,
  ): Promise<Ticket | FailureName> {
    const numbered = this.#numbered(partition);
    const { sequences } = numbered;
    for (;;) {
      while (!this.#isTurnOf(place, sequences)) await sleepUntilTold(ctx, numbered, place);
      if (sequences.needsNewIdentity(this.#current)) this.#renew();
      const current = this.#current ?? (await this.#lock.hold(ctx, () => this.#init(ctx, host)));
      if (typeof current === 'string') return current;
      // Another partition may have had to renew it meanwhile.
      if (current !== this.#current || !this.#isTurnOf(place, sequences)) continue;
      const ticket = sequences.take(place, current, count);
      this.#wake(numbered);
      return ticket;
    }
  }

  acknowledge(partition: string, ticket: Ticket): void {
    const numbered = this.#numbered(partition);
    numbered.sequences.acknowledge(ticket);
    this.#wake(numbered);
  }

  /** The batch has failed for good, with this error. */
  giveUp(partition: string, ticket: Ticket, error: FailureName): void {
    const numbered = this.#numbered(partition);
    numbered.sequences.giveUp(ticket);
    const current = this.#current;
    const isOurs =
      ticket.producerId === current?.producerId && ticket.producerEpoch === current.producerEpoch;
    if (isOurs && DISOWNED.has(error)) this.#current = null;
    this.#wake(numbered);
  }

  /**
   * A leader misses something before the batch, so it has not taken it. If that may still come, the batch
   * keeps its number and is sent again; else it loses it, and stands in line for another.
   */
  outOfOrder(partition: string, ticket: Ticket): 'keeps' | 'lost' {
    const numbered = this.#numbered(partition);
    if (!numbered.sequences.isOldest(ticket)) return 'keeps';
    numbered.sequences.lose(ticket);
    this.#wake(numbered);
    return 'lost';
  }

  #isTurnOf(place: Place, sequences: Sequences): boolean {
    return sequences.first === place && sequences.mayTake(this.#current);
  }

  #wake({ sequences, sleepers }: Numbered): void {
    const { first } = sequences;
    if (first !== null && sequences.mayTake(this.#current)) sleepers.get(first)?.notifyOne();
  }

  #renew(): void {
    const current = this.#current;
    this.#current =
      current === null || current.producerEpoch >= EPOCH_MAX
        ? null
        : { producerId: current.producerId, producerEpoch: current.producerEpoch + 1 };
  }

  async #init(ctx: Ctx, host: NodeId): Promise<Identity | FailureName> {
    if (this.#current !== null) return this.#current;
    const { requestTimeoutUs } = this.profile;
    const called = await this.rpc.call(ctx, host, { type: 'initProducerId' }, requestTimeoutUs, INIT);
    if (!called.answered) return called.error;
    const { response } = called;
    if (response.error !== 'NONE') return response.error;
    const { producerId, producerEpoch } = response;
    return (this.#current = { producerId, producerEpoch });
  }

  #numbered(partition: string): Numbered {
    let numbered = this.#partitions.get(partition);
    if (numbered === undefined) {
      numbered = { sequences: new Sequences(), sleepers: new Map() };
      this.#partitions.set(partition, numbered);
    }
    return numbered;
  }
}

/** Between the look and the sleep nothing else runs, so nothing that it is told is missed. */
async function sleepUntilTold(ctx: Ctx, { sleepers }: Numbered, place: Place): Promise<void> {
  const told = new Notify();
  sleepers.set(place, told);
  try {
    await told.notified().wait(ctx);
  } finally {
    sleepers.delete(place);
  }
}

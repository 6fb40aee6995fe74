/**
 * An idempotent producer's identity: its id from the cluster, and a sequence number for each partition (KIP-98).
 */
import type { NodeId, Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import { addToSequence } from '../produce/log/batch.js';
import type { Rpc } from '../rpc/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { Mutex } from '../runtime/mutex.js';
import type { ClientProfile } from './profile.js';

const INIT: Wait = { kind: 'timeout', label: 'await producer id' };

export interface BatchIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

export class ProducerIdentity {
  readonly #rpc: Rpc;
  readonly #profile: ClientProfile;
  readonly #lock = new Mutex('producer id');
  readonly #nextSequence = new Map<string, number>();
  #producerId: number | null = null;
  #producerEpoch = 0;

  constructor(rpc: Rpc, { profile }: { readonly profile: ClientProfile }) {
    this.#rpc = rpc;
    this.#profile = profile;
  }

  /** The identity of the next `count` records for that partition; asks `host` for a producer id if there is none yet. */
  async next(ctx: Ctx, host: NodeId, partition: string, count: number): Promise<BatchIdentity | FailureName> {
    const producerId = this.#producerId ?? (await this.#lock.hold(ctx, () => this.#init(ctx, host)));
    if (typeof producerId === 'string') return producerId;
    const baseSequence = this.#nextSequence.get(partition) ?? 0;
    this.#nextSequence.set(partition, addToSequence(baseSequence, count));
    return { producerId, producerEpoch: this.#producerEpoch, baseSequence };
  }

  async #init(ctx: Ctx, host: NodeId): Promise<number | FailureName> {
    if (this.#producerId !== null) return this.#producerId;
    const called = await this.#rpc.call(
      ctx,
      host,
      { type: 'initProducerId' },
      this.#profile.requestTimeoutUs,
      INIT,
    );
    if (called.timedOut) return 'REQUEST_TIMED_OUT';
    const { response } = called;
    if (response.error !== 'NONE') return response.error;
    this.#producerId = response.producerId;
    this.#producerEpoch = response.producerEpoch;
    return response.producerId;
  }
}

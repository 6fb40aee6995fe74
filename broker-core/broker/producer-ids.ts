/** Hands out producer ids from blocks reserved in the metadata log: no two producers share one (KIP-730). */
import type { MetadataWriter } from '../metadata/writer.js';
import type { RequestId } from '../protocol/records.js';
import type { InitProducerIdResponse } from '../protocol/produce.js';
import type { Ctx } from '../runtime/ctx.js';
import { Mutex } from '../runtime/locks.js';

/** As Kafka's `producer.id.block.size`. */
const BLOCK_SIZE = 1_000;

export class ProducerIds {
  readonly #lock = new Mutex('producer ids');
  #nextId = 0;
  #endId = 0;

  /** `timeoutUs`: for a block; then REQUEST_TIMED_OUT, and the block, if it was reserved, is lost. */
  constructor(
    private readonly writer: Pick<MetadataWriter, 'write'>,
    private readonly nextRequestId: () => RequestId,
    private readonly timeoutUs: number,
  ) {}

  next(ctx: Ctx): Promise<InitProducerIdResponse> {
    return this.#lock.hold(ctx, async () => {
      if (this.#nextId === this.#endId) {
        const requestId = this.nextRequestId();
        const command = { type: 'allocateProducerIds', count: BLOCK_SIZE, requestId } as const;
        const result = await this.writer.write(ctx, command, this.timeoutUs);
        if (result.type === 'refused') return { type: 'initProducerId', error: result.error };
        if (result.reply.type !== 'producerIds')
          return { type: 'initProducerId', error: 'UNKNOWN_SERVER_ERROR' };
        this.#nextId = result.reply.firstId;
        this.#endId = result.reply.firstId + result.reply.count;
      }
      const producerId = this.#nextId;
      this.#nextId += 1;
      return { type: 'initProducerId', error: 'NONE', producerId, producerEpoch: 0 };
    });
  }
}

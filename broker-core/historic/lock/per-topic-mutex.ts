/**
 * The documents' creation lock: one mutex for each topic on each node, first come, first served (S2:L27-53).
 *
 * `sharesResult`: whoever comes after a success takes the topic as it is, unless it asked in so many words for one to be created. An error is never shared: each caller in the queue
 * then tries for itself, one after another (L12).
 */
import { Mutex } from '../../runtime/mutex.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Creation, CreationLock, NewTopic } from '../../broker/creation/creation.js';

export class PerTopicMutex implements CreationLock {
  readonly #sharesResult: boolean;
  readonly #entries = new Map<string, { readonly mutex: Mutex; created: boolean }>();

  constructor(sharesResult: boolean) {
    this.#sharesResult = sharesResult;
  }

  async run(
    ctx: Ctx,
    { name, mayExist }: NewTopic,
    create: (ctx: Ctx) => Promise<Creation>,
  ): Promise<Creation> {
    let entry = this.#entries.get(name);
    if (entry === undefined)
      this.#entries.set(name, (entry = { mutex: new Mutex('topic creation'), created: false }));
    const { mutex } = entry;
    const held = entry;
    return mutex.hold(ctx, async () => {
      if (held.created && this.#sharesResult && mayExist) return { ok: true };
      const creation = await create(ctx);
      held.created = creation.ok;
      return creation;
    });
  }
}

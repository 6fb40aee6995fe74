/**
 * The documents' loop: the lock is held from the tick until the Ready is on the disk and given back, however long the disk takes.
 * While it stalls nobody proposes, no tick passes, and no message is looked at (S4:L446-451; spec b R8).
 */
import type { Wait } from '../../env.js';
import type { ReadyIo, ReadyTurns } from './ready-io.js';
import type { Ready } from '../../raft/index.js';
import { sharedCompletion } from '../../runtime/callback.js';
import type { Ctx } from '../../runtime/ctx.js';

const PERSISTED: Wait = { kind: 'wake', label: 'ready persisted' };

export const ioInLock: ReadyIo = (ctx, turns) =>
  turns.lock.hold(ctx, async () => {
    const ready = await untilPersisted(ctx, turns);
    if (ready !== null) turns.complete(ready);
  });

/** Takes a Ready, writes it, and waits until it is durable. `taken` is told of it before the wait. */
export function untilPersisted(
  ctx: Ctx,
  turns: ReadyTurns,
  taken: (ready: Ready) => void = () => undefined,
): Promise<Ready | null> {
  return sharedCompletion<Ready | null>(ctx, PERSISTED, (done) =>
    turns.onBehalf(() => {
      const ready = turns.take();
      if (ready === null) {
        done(null);
        return;
      }
      taken(ready);
      turns.node.persist(ready, () => done(ready));
    }),
  );
}

/**
 * The Ready is given back before it is written (S4:L517, "move file I/O outside Raft lock scope", as audit 6 would have it): the loop
 * never waits for the disk, and acknowledges what a crash takes back (L28).
 */
import type { ReadyIo } from './ready-io.js';

export const advanceFirst: ReadyIo = (ctx, turns) =>
  turns.lock.hold(ctx, () =>
    turns.onBehalf(() => {
      const ready = turns.take();
      if (ready === null) return;
      turns.node.persist(ready, () => undefined);
      turns.complete(ready);
    }),
  );

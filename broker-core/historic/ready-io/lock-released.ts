/**
 * The lock is released for the write and taken again before the Ready is given back (P0.2, abandoned: spec d.1). Meanwhile the loop
 * turns on, and takes the next Ready if there is one; raft-rs then finds another number at `advance` than it handed out last, and
 * panics. Here the window is closed at once (`advanceAppendAsync`), which lets others touch Raft as they do there, and the numbers
 * are compared where raft-rs does.
 */
import type { ReadyIo, ReadyTurns } from './ready-io.js';
import { RaftPanic, type Ready } from '../../raft/index.js';
import { enterTask } from '../../runtime/ctx.js';

/** Keeps what one node has handed out: for one loop. */
export function lockReleased(): ReadyIo {
  let latestNumber = 0;
  return (ctx, turns) =>
    turns.lock.hold(ctx, () =>
      turns.onBehalf(() => {
        const { node, lock } = turns;
        const ready = turns.take();
        if (ready === null) return;
        latestNumber = ready.number;
        node.deps.raft.advanceAppendAsync(ready);
        node.persist(ready, () =>
          enterTask(node.deps.env, (later) => lock.hold(later, () => giveBack(turns, ready, latestNumber))),
        );
      }),
    );
}

function giveBack(turns: ReadyTurns, ready: Ready, latestNumber: number): void {
  const { node } = turns;
  if (ready.number !== latestNumber) {
    const mismatch = `the last Ready has number ${latestNumber}, not ${ready.number}`;
    node.panic(new RaftPanic('readyNumberMismatch', `advance: ${mismatch}`));
    return;
  }
  node.send(ready.persistedMessages);
  node.apply(ready.committedEntries);
  node.deps.raft.onPersistReady(ready.number);
  turns.rememberLeadership();
}

/** How a loop with a period carries a Ready to the disk and back, and what it holds meanwhile. */
import type { Wait } from '../../env.js';
import type { QuorumNode } from '../../quorum/node.js';
import { RaftPanic, type Ready } from '../../raft/index.js';
import { sharedCompletion } from '../../runtime/suspend.js';
import { enterTask } from '../../runtime/ctx.js';
import type { Mutex } from '../../runtime/locks.js';
import { timeout } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

const PERSISTED: Wait = { kind: 'wake', label: 'ready persisted' };
const IO_LIMIT: Wait = { kind: 'timeout', label: 'ready I/O limit' };

export interface ReadyTurns {
  readonly node: QuorumNode;
  /** The documents' `raft_node`: all that touches Raft holds it, proposers too. */
  readonly lock: Mutex;
  /** Runs `work` at once, on behalf of what has waited for this turn. */
  onBehalf(work: () => void): void;
  /** Ticks, takes in what has come since, and opens a Ready, whose `messages` it sends. Null: none. */
  take(): Ready | null;
  /** Sends and applies what waited for the Ready to be durable, and gives it back by `advance`. */
  complete(ready: Ready): void;
  /** Sets the flags that say who leads; part of {@link complete}, for those that give Readys back alone. */
  rememberLeadership(): void;
}

/** One turn: called at each tick, and the next tick is not looked for before it has ended. */
export type ReadyIo = (ctx: Ctx, turns: ReadyTurns) => Promise<void>;

/**
 * The documents' loop: the lock is held from the tick until the Ready is on disk and given back, however long
 * that takes. Meanwhile nobody proposes, no tick passes, no message is looked at (S4:L446-451; spec b R8).
 */
export const ioInLock: ReadyIo = (ctx, turns) =>
  turns.lock.hold(ctx, async () => {
    const ready = await untilPersisted(ctx, turns);
    if (ready !== null) turns.complete(ready);
  });

/** Takes a Ready, writes it, and waits until it is durable. `taken` is told of it before the wait. */
function untilPersisted(
  ctx: Ctx,
  turns: ReadyTurns,
  taken: (ready: Ready) => void = () => undefined,
): Promise<Ready | null> {
  return sharedCompletion<Ready | null>(ctx, PERSISTED, (done) =>
    turns.onBehalf(() => {
      const ready = turns.take();
      if (ready !== null) {
        taken(ready);
        turns.node.persist(ready, () => done(ready));
      } else done(null);
    }),
  );
}

/**
 * Logs the error and goes on, as the repository does with all errors of its storage: votes and
 * acknowledgements leave, and Raft is told that what they promise is durable. It is not (L27). The write
 * itself may still end well.
 */
export function timeOutGoesOn(limitUs: number): ReadyIo {
  return timeOut(limitUs, (node) => {
    node.deps.env.trace.note('the disk did not answer in time: logged, and on');
    return true;
  });
}

/** Takes the disk for failed: the node stops, and has promised nothing. */
export function timeOutStops(limitUs: number): ReadyIo {
  return timeOut(limitUs, (node) => {
    node.stop(`the metadata log did not answer within ${String(limitUs)} us`);
    return false;
  });
}

/**
 * The write of a Ready has a limit (S4:L515, "add timeout to WAL file I/O"). What happens then is not said
 * there and is everything: `goesOn` says whether the Ready counts as written all the same.
 */
function timeOut(limitUs: number, goesOn: (node: QuorumNode) => boolean): ReadyIo {
  return (ctx: Ctx, turns) =>
    turns.lock.hold(ctx, async () => {
      const { node } = turns;
      let open: Ready | null = null;
      const written = await timeout(ctx, limitUs, IO_LIMIT, (inner) =>
        untilPersisted(inner, turns, (ready) => {
          open = ready;
        }),
      );
      if (written.timedOut) {
        ctx.env.trace.count('ready_io_timeouts');
        if (!goesOn(node)) return;
      }
      const ready = written.timedOut ? open : written.value;
      if (ready !== null) turns.complete(ready);
    });
}

/**
 * The lock is released for the write and taken again before the Ready is given back (P0.2, abandoned: spec
 * d.1). Meanwhile the loop turns and takes the next Ready; raft-rs then finds another number at `advance`
 * than it handed out last, and panics. Here the window is closed at once (`advanceAppendAsync`), so others
 * may touch Raft as they do there, and numbers are compared as in raft-rs. Keeps the latest number of one
 * node: for one loop.
 */
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

/**
 * The Ready is given back before it is written (S4:L517, "move file I/O outside Raft lock scope", after audit
 * 6): the loop never waits for the disk, and acknowledges what a crash takes back (L28).
 */
export const advanceFirst: ReadyIo = (ctx, turns) =>
  turns.lock.hold(ctx, () =>
    turns.onBehalf(() => {
      const ready = turns.take();
      if (ready === null) return;
      turns.node.persist(ready, () => undefined);
      turns.complete(ready);
    }),
  );

/**
 * The write of a Ready may last so long and no longer (S4:L515, "add timeout to WAL file I/O"). What happens then is not said there,
 * and is everything.
 */
import type { Wait } from '../../env.js';
import type { QuorumNode } from '../../quorum/node.js';
import type { ReadyIo } from './ready-io.js';
import type { Ready } from '../../raft/index.js';
import { timeout } from '../../runtime/time.js';
import { untilPersisted } from './in-lock.js';
import type { Ctx } from '../trace/names.js';

const IO_LIMIT: Wait = { kind: 'timeout', label: 'ready I/O limit' };

/**
 * Logs the error and goes on, as the repository does with every error of its storage: votes and acknowledgements leave, and Raft is
 * told that what they promise is durable. It is not (L27). The write itself goes on by itself, and may still end well.
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

/** `goesOn` says whether the Ready counts as written all the same. */
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

/**
 * When a sync is served: one flush at a time, which serves all that wait when it begins.
 *
 * A sync that comes while a flush runs is not covered by it and waits for the next one, together with all
 * others that come meanwhile. So n syncs at once cost one or two flushes, not n, and not n at a time either:
 * - Linux keeps one flush of a device in progress, and those that come meanwhile share the next
 *   (block/blk-flush.c, condition C1);
 * - ext4's fsync waits for the commit of a transaction of jbd2: one commits at a time, and the next collects
 *   what comes meanwhile (fs/jbd2/commit.c; Documentation/filesystems/ext4/journal.rst).
 *
 * Those of one instant share a flush: a commit is begun by another thread, which takes a moment to wake.
 * docs/disk.md says how to compare this with a real disk.
 */
import type { Operation } from './operation.js';

interface Flush {
  /** It can be joined up to then. */
  readonly startUs: number;
  readonly serviceUs: number;
  readonly slowUs: number;
  dueUs: number;
}

export class Journal {
  /** The last that is planned; the one before it may still run. */
  #last: Flush | null = null;

  /** When the flush that serves it begins; it takes as long as the first sync of that flush does. */
  startUs(operation: Operation, nowUs: number): number {
    const last = this.#last;
    // What was being served when a stall began goes on with its rest, and is joined by nobody.
    const goesOn = operation.rest !== null;
    if (!goesOn && last !== null && last.startUs >= nowUs) {
      operation.serviceUs = last.serviceUs;
      operation.slowUs = last.slowUs;
      return last.startUs;
    }
    const { serviceUs, slowUs } = operation;
    const startUs = goesOn ? nowUs : Math.max(nowUs, last?.dueUs ?? 0);
    this.#last = { startUs: goesOn ? nowUs - 1 : startUs, serviceUs, slowUs, dueUs: startUs };
    return startUs;
  }

  /** It has been planned. */
  noteDue({ dueUs }: Operation): void {
    if (this.#last !== null) this.#last.dueUs = Math.max(this.#last.dueUs, dueUs);
  }

  clear(): void {
    this.#last = null;
  }
}

import { assert } from '../../assert.js';

/** An epoch and where its records begin. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Where the records of an epoch end. */
export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

/** Which leader epoch each offset was written in (KIP-101). Epochs and their start offsets grow together. */
export class EpochCache {
  readonly #starts: EpochStart[] = [];

  /** The epoch of the newest record, or `null` in an empty log. */
  get latest(): number | null {
    return this.#starts.at(-1)?.epoch ?? null;
  }

  /** Notes that a record of `epoch` stands at `offset`, the end of the log so far. */
  note(epoch: number, offset: number): void {
    const latest = this.latest ?? -1;
    assert(epoch >= latest, 'leader epochs in a log never decrease');
    if (epoch > latest) this.#starts.push({ epoch, startOffset: offset });
  }

  truncateTo(endOffset: number): void {
    while ((this.#starts.at(-1)?.startOffset ?? -1) >= endOffset) this.#starts.pop();
  }

  startOffsetOf(epoch: number): number | null {
    return this.#starts.find((start) => start.epoch === epoch)?.startOffset ?? null;
  }

  epochAt(offset: number): number | null {
    // A loop, as it is asked several times for each batch: `findLast` would make a function each time.
    for (let place = this.#starts.length - 1; place >= 0; place--) {
      const start = this.#starts[place];
      if (start !== undefined && start.startOffset <= offset) return start.epoch;
    }
    return null;
  }

  /**
   * The answer to OffsetsForLeaderEpoch, as `LeaderEpochFileCache.endOffsetFor` gives it: the largest known epoch up to the
   * one asked for, and where the next one starts. An epoch older than all gets the start of the oldest; one newer than all, `null`.
   */
  endOffsetOf(epoch: number, logEndOffset: number): EpochEnd | null {
    if (epoch === this.latest) return { epoch, endOffset: logEndOffset };
    const higher = this.#starts.find((start) => start.epoch > epoch);
    if (higher === undefined) return null;
    const floor = this.#starts.findLast((start) => start.epoch <= epoch);
    return { epoch: floor?.epoch ?? epoch, endOffset: higher.startOffset };
  }

  /** For comparing a live log with a recovered one. */
  snapshot(): readonly EpochStart[] {
    return [...this.#starts];
  }
}

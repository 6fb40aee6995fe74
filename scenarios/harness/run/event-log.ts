/**
 * What is kept of a run to find where another one parts from it: the running hash now and then, and, when
 * asked for, a line for each event of a stretch.
 */
import type { Kernel } from '../../../sim/kernel/kernel.js';
import type { EventStretch } from '../definition/api.js';
import type { CapsuleCheckpoint } from '../result/evidence.js';

/** Events between two checkpoints; doubled when there are too many of them. */
const EVENTS_PER_CHECKPOINT = 1_000;
const CHECKPOINTS_MAX = 256;
const LINES_MAX = 100_000;

export class EventLog {
  readonly lines: string[] = [];
  #checkpoints: CapsuleCheckpoint[] = [];
  #every = EVENTS_PER_CHECKPOINT;

  constructor(kernel: Kernel, stretch: EventStretch | null) {
    kernel.observe(({ atUs, life, kind, wait, digest }) => {
      const event = kernel.eventCount;
      if (event % this.#every === 0) this.#checkpoint(event, atUs / 1000, kernel.hashText());
      if (stretch === null || event < stretch.fromEvent || event > stretch.toEvent) return;
      if (this.lines.length >= LINES_MAX) return;
      const node = life?.nodeId ?? 'world';
      this.lines.push(
        `${event} ${(atUs / 1000).toFixed(3)} ms ${node} ${kind} ${wait.label} ${(digest >>> 0).toString(16)}`,
      );
    });
  }

  get checkpoints(): readonly CapsuleCheckpoint[] {
    return this.#checkpoints;
  }

  #checkpoint(event: number, atMs: number, hash: string): void {
    this.#checkpoints.push({ event, atMs, hash });
    if (this.#checkpoints.length < CHECKPOINTS_MAX) return;
    this.#every *= 2;
    this.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.event % this.#every === 0);
  }
}

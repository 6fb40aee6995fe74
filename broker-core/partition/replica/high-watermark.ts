import { assert } from '../../assert.js';
import type { ReplicaDeps } from './deps.js';

/** The end of what is committed, as far as known here. Outlives roles and, by the log, restarts. */
export class HighWatermark {
  private known: number;
  private advances = 0;

  constructor(private readonly deps: ReplicaDeps) {
    this.known = deps.log.highWatermarkCheckpoint;
    assert(this.known <= deps.log.logEndOffset, 'the high watermark is inside the log');
  }

  get offset(): number {
    return this.known;
  }

  /** Whether that is news. It never goes back. */
  advanceTo(offset: number, leaderEpoch: number): boolean {
    if (offset <= this.known) return false;
    assert(offset <= this.deps.log.logEndOffset, 'what is committed is in the log');
    this.known = offset;
    this.deps.observe({ type: 'highWatermarkAdvanced', leaderEpoch, highWatermark: offset });
    this.advances++;
    if (this.advances >= this.deps.config.checkpointEvery) this.checkpoint();
    return true;
  }

  /** Notes it for the next start. A log that cannot take it has failed, and says so itself. */
  checkpoint(): void {
    this.advances = 0;
    this.deps.log.checkpointHighWatermark(this.known);
  }

  /** Committed records were dropped: some {@link AckPolicy} calls records committed which are not. */
  dropTo(offset: number): void {
    assert(this.deps.config.ackPolicy.mayDropCommitted, 'no committed record is ever dropped');
    this.known = offset;
  }
}

import type { WalRecord } from '../open.js';

export interface Written {
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What a log was told and what it promised, kept outside it: the other side of every crash test. */
export class History {
  /** Record `lsn` is at `lsn - 1`. */
  readonly written: Written[] = [];
  ackedLsn = 0;
  /** Records before it may be gone, on purpose. */
  headLsn = 1;

  /**
   * Invariants 16, 17, 20: what was recovered is what was written, without a hole, from the head on, and has
   * all that was acknowledged. Gives what is wrong, or `null`.
   */
  judge(recovered: readonly WalRecord[], nextLsn: number): string | null {
    if (nextLsn <= this.ackedLsn)
      return `record ${this.ackedLsn} was acknowledged, and ${nextLsn} is the next`;
    if (nextLsn > this.written.length + 1) return `record ${nextLsn - 1} was never written`;
    const firstLsn = recovered[0]?.lsn ?? nextLsn;
    if (firstLsn > this.headLsn) return `records ${this.headLsn} to ${firstLsn - 1} are missing`;
    if (recovered.length !== nextLsn - firstLsn)
      return `${recovered.length} records from ${firstLsn} to ${nextLsn}`;
    for (const [at, record] of recovered.entries()) {
      const fault = this.#judgeRecord(record, firstLsn + at);
      if (fault !== null) return fault;
    }
    return null;
  }

  /**
   * A log was opened with this recovered: that is now what was written, and a recovered record is as good as
   * acknowledged.
   */
  goOnFrom(nextLsn: number): void {
    this.written.length = nextLsn - 1;
    this.ackedLsn = nextLsn - 1;
  }

  clone(): History {
    const copy = new History();
    copy.written.push(...this.written);
    copy.ackedLsn = this.ackedLsn;
    copy.headLsn = this.headLsn;
    return copy;
  }

  #judgeRecord(record: WalRecord, lsn: number): string | null {
    if (record.lsn !== lsn) return `record ${record.lsn} stands where ${lsn} belongs`;
    const written = this.written[lsn - 1];
    if (written?.type !== record.type || String(written.payload) !== String(record.payload))
      return `record ${lsn} is not what was written`;
    return null;
  }
}

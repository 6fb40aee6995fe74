/**
 * A write-ahead log as recovery would find it after a power cut at this moment, read on from where it was.
 */
import { FRAME_HEADER_BYTES, readFrame, type WalRecord } from '../../../broker-core/wal/frame.js';
import {
  decodeSegmentHeader,
  parseSegmentName,
  SEGMENT_HEADER_BYTES,
  segmentPath,
} from '../../../broker-core/wal/segment.js';
import type { DurableDisk } from '../../harness/definition/invariant.js';

export class DurableWal {
  #path: string | null = null;
  #atBytes = 0;
  #nextLsn = 0;

  constructor(
    private readonly disk: DurableDisk,
    private readonly directory: string,
  ) {}

  /** Passes on what is new, one segment after another, until `isEnough` or the end. */
  readOn(take: (record: WalRecord) => void, isEnough: () => boolean): void {
    if (!this.#readSegment(take) && !(this.#enter(this.#firstPath()) && this.#readSegment(take))) return;
    while (!isEnough() && this.#enter(segmentPath(this.directory, this.#nextLsn))) this.#readSegment(take);
  }

  #firstPath(): string | null {
    const names = this.disk.durableNames(this.directory);
    const first = names.find((name) => parseSegmentName(name) !== null);
    return first === undefined ? null : `${this.directory}/${first}`;
  }

  #enter(path: string | null): boolean {
    if (path === null || path === this.#path) return false;
    const header = this.disk.durableBytesFrom(path, 0);
    const firstLsn =
      header === null || header.length < SEGMENT_HEADER_BYTES ? null : decodeSegmentHeader(header);
    if (firstLsn === null) return false;
    this.#path = path;
    this.#atBytes = SEGMENT_HEADER_BYTES;
    this.#nextLsn = firstLsn;
    return true;
  }

  /**
   * False: there is none yet, or it has gone. 1. A reading ends with the entry that it was about. 2. A
   * snapshot takes the place of this segment. What else was in it nobody will ask about; the log goes on in
   * the first segment that is left.
   */
  #readSegment(take: (record: WalRecord) => void): boolean {
    const bytes = this.#path === null ? null : this.disk.durableBytesFrom(this.#path, this.#atBytes);
    if (bytes === null) return false;
    if (bytes.length < FRAME_HEADER_BYTES) return true;
    let atBytes = 0;
    for (;;) {
      const frame = readFrame(bytes, atBytes);
      if (frame?.lsn !== this.#nextLsn) break;
      take(frame);
      atBytes = frame.endBytes;
      this.#nextLsn += 1;
    }
    this.#atBytes += atBytes;
    return true;
  }
}

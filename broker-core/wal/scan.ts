import { assert } from '../assert.js';
import { FRAME_HEADER_BYTES, peekBatchFirstLsn, readFrame, type Frame, type WalRecord } from './frame.js';
import { SEGMENT_HEADER_BYTES } from './segment.js';

type ScanEnd =
  | { readonly kind: 'clean' }
  /** What a crash in the last commit may leave: nothing behind it is known to have been durable. */
  | { readonly kind: 'torn' }
  /** What no crash leaves: bytes that were durable have changed. */
  | { readonly kind: 'corrupt'; readonly reason: string };

export interface Scanned {
  readonly nextLsn: number;
  /** End of the last good record. */
  readonly endBytes: number;
  /** Start of the last good record's batch; 0 when there is no record. */
  readonly lastBatchBytes: number;
  readonly end: ScanEnd;
}

/**
 * Reads the records of one segment with a good header, and stops at the first that is not as it must be.
 *
 * A bad record is torn if all that follows may be of the same batch, and rot if a record of a later batch
 * follows:
 *
 * 1. Records 5, 6, 7 go to disk in one write; power fails during the sync; only the sector with 5 is lost.
 *    None was acknowledged. Refusing to start for a bad one before good ones would make a power cut an
 *    outage.
 * 2. Record 5 was synced, 6 was written after that, and 5 rots. Now 6 is proof that 5 was durable: cutting
 *    the log at 5 would lose what was acknowledged.
 *
 * Rot in the last batch looks like case 1; without a second copy nothing tells them apart: reported as torn.
 */
export function scanSegment(
  bytes: Uint8Array,
  firstLsn: number,
  onRecord: (record: WalRecord) => void,
): Scanned {
  assert(bytes.length >= SEGMENT_HEADER_BYTES, 'a segment that is scanned has a header');
  let nextLsn = firstLsn;
  let nextOrdinal = 0;
  let endBytes = SEGMENT_HEADER_BYTES;
  let lastBatchBytes = 0;
  while (endBytes < bytes.length) {
    const frame = readFrame(bytes, endBytes);
    if (frame === null)
      return { nextLsn, endBytes, lastBatchBytes, end: judgeBadFrame(bytes, endBytes, nextLsn) };
    const reason = sequenceFault(frame, nextLsn, nextOrdinal);
    if (reason !== null) return { nextLsn, endBytes, lastBatchBytes, end: { kind: 'corrupt', reason } };
    if (frame.ordinal === 0) lastBatchBytes = endBytes;
    onRecord(frame);
    nextLsn++;
    nextOrdinal = frame.ordinal + 1;
    endBytes = frame.endBytes;
  }
  return { nextLsn, endBytes, lastBatchBytes, end: { kind: 'clean' } };
}

/**
 * Whether a bad header is what a crash in the first commit leaves, which syncs it together with the first
 * batch. A device writes a sector whole or not at all:
 *
 * 1. Power fails in that sync; the sector with the header never reached the platter and reads as zeros, the
 *    first record's beginning with it. Nothing was acknowledged.
 * 2. One bit of a durable header rots. The rest of it, and the record behind it, still stand in the same
 *    sector: that it was written is proven, and to begin the log again would lose what was acknowledged.
 *
 * Nor is anything of a later batch behind it, which would have been written when the header was durable.
 */
export function tornHeader(bytes: Uint8Array, firstLsn: number, sectorBytes: number): boolean {
  const isUnwritten = bytes.subarray(0, sectorBytes).every((byte) => byte === 0);
  return isUnwritten && judgeBadFrame(bytes, 0, firstLsn).kind === 'torn';
}

/** A record with a right checksum in a wrong place was put there by a misdirected write, not by a crash. */
function sequenceFault(frame: Frame, nextLsn: number, nextOrdinal: number): string | null {
  if (frame.lsn !== nextLsn) return `record ${frame.lsn} stands where ${nextLsn} belongs`;
  // Ordinal 0 may come at any time: recovery may have cut the batch before short.
  const inOrder = frame.ordinal === 0 || frame.ordinal === nextOrdinal;
  return inOrder ? null : `record ${frame.lsn} has ordinal ${frame.ordinal}, not ${nextOrdinal}`;
}

/** Looks for a record of a later batch at every offset behind a bad one, whose length means nothing. */
function judgeBadFrame(bytes: Uint8Array, badBytes: number, badLsn: number): ScanEnd {
  const lsnEnd = badLsn + bytes.length;
  for (let offsetBytes = badBytes + 1; offsetBytes + FRAME_HEADER_BYTES <= bytes.length; offsetBytes++) {
    const batchFirstLsn = peekBatchFirstLsn(bytes, offsetBytes);
    if (batchFirstLsn <= badLsn || batchFirstLsn >= lsnEnd) continue;
    const later = readFrame(bytes, offsetBytes);
    if (later === null) continue;
    return {
      kind: 'corrupt',
      reason: `record ${badLsn} is damaged, and record ${later.lsn} was written after it was durable`,
    };
  }
  return { kind: 'torn' };
}

/**
 * One file's bytes, as the page cache and as the platter have them. Only the page cache's bytes are kept, and
 * a log of the changes that are not durable. Each change remembers what it overwrote, so taking all of them
 * back gives the durable bytes. An append overwrites nothing and remembers nothing.
 */
import { assert } from '../../checks/assert.js';

export interface FileContent {
  /** What a read sees. */
  readonly live: GrowableBytes;
  /** Changes that are not durable, oldest first. */
  log: Change[];
  /** How many changes have left the log at its front; with its length it makes a {@link Mark}. */
  logStart: number;
  /**
   * What is durable, when taking the log back would not give it; else null. A failed sync does that: its
   * changes are no longer written back, yet still read.
   */
  durable: GrowableBytes | null;
}

/** A place in a file's history of changes: all before it had been written by then. */
export type Mark = number;

type Change =
  | {
      readonly kind: 'write';
      readonly offsetBytes: number;
      readonly lengthBytes: number;
      readonly sizeBeforeBytes: number;
      readonly overwritten: Uint8Array | null;
    }
  | { readonly kind: 'resize'; readonly sizeBeforeBytes: number; readonly cut: Uint8Array | null };

/** A change with what it changed to, so that it can be made again. */
export type Redo =
  | { readonly kind: 'write'; readonly offsetBytes: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly sizeBytes: number };

export function createContent(): FileContent {
  return { live: createBytes(), log: [], logStart: 0, durable: null };
}

export function writeContent(content: FileContent, offsetBytes: number, bytes: Uint8Array): void {
  const { live, log } = content;
  const sizeBeforeBytes = live.sizeBytes;
  const overwritten =
    offsetBytes < sizeBeforeBytes ? sliceBytes(live, offsetBytes, offsetBytes + bytes.length) : null;
  log.push({ kind: 'write', offsetBytes, lengthBytes: bytes.length, sizeBeforeBytes, overwritten });
  putBytes(live, offsetBytes, bytes);
}

export function resizeContent(content: FileContent, sizeBytes: number): void {
  const { live, log } = content;
  const sizeBeforeBytes = live.sizeBytes;
  const cut = sizeBytes < sizeBeforeBytes ? sliceBytes(live, sizeBytes, sizeBeforeBytes) : null;
  log.push({ kind: 'resize', sizeBeforeBytes, cut });
  resizeBytes(live, sizeBytes);
}

/** The mark of all that has been written so far. */
export function markContent(content: FileContent): Mark {
  return content.logStart + content.log.length;
}

/** What was written before the mark is durable from now on. */
export function makeDurable(content: FileContent, mark: Mark): void {
  const count = countBefore(content, mark);
  if (content.durable !== null && count > 0) {
    const redos = rollBack(content);
    for (const redo of redos.slice(0, count)) applyRedo(content.durable, redo);
    replay(content, redos);
  }
  dropChanges(content, count);
}

/**
 * What was written before the mark and is not durable never will be, though it is still read. So does Linux:
 * pages are clean after a failed write-back, and the next `fsync` succeeds without them (PostgreSQL wiki,
 * "Fsync Errors"; Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
 */
export function abandonUnsynced(content: FileContent, mark: Mark): void {
  const count = countBefore(content, mark);
  if (count === 0) return;
  if (content.durable === null) {
    const redos = rollBack(content);
    content.durable = copyBytes(content.live);
    replay(content, redos);
  }
  dropChanges(content, count);
}

/** A copy of what a power cut would leave at least. */
export function durableBytes(content: FileContent): Uint8Array {
  if (content.durable !== null) return sliceBytes(content.durable, 0, content.durable.sizeBytes);
  const redos = rollBack(content);
  const bytes = sliceBytes(content.live, 0, content.live.sizeBytes);
  replay(content, redos);
  return bytes;
}

/**
 * As {@link durableBytes}, from an offset on: to be read at once, as it may be a view of the file. While all
 * that is not durable was appended, nothing is taken back or copied for it.
 */
export function durableBytesFrom(content: FileContent, fromBytes: number): Uint8Array {
  const { durable, live, log } = content;
  if (durable !== null) return viewBytes(durable, fromBytes, durable.sizeBytes);
  const appendsOnly = log.every((change) => change.kind === 'write' && change.overwritten === null);
  if (!appendsOnly) return durableBytes(content).subarray(fromBytes);
  return viewBytes(live, fromBytes, log[0]?.sizeBeforeBytes ?? live.sizeBytes);
}

/** Takes back all changes of the log, newest first, and empties it; returns them oldest first. */
export function rollBack(content: FileContent): Redo[] {
  const redos: Redo[] = [];
  for (let change = content.log.pop(); change !== undefined; change = content.log.pop())
    redos.push(undo(content.live, change));
  return redos.reverse();
}

/** Makes the changes again, and their log. */
function replay(content: FileContent, redos: readonly Redo[]): void {
  for (const redo of redos) {
    if (redo.kind === 'write') writeContent(content, redo.offsetBytes, redo.bytes);
    else resizeContent(content, redo.sizeBytes);
  }
}

export function applyRedo(target: GrowableBytes, redo: Redo): void {
  if (redo.kind === 'write') putBytes(target, redo.offsetBytes, redo.bytes);
  else resizeBytes(target, redo.sizeBytes);
}

function undo(live: GrowableBytes, change: Change): Redo {
  if (change.kind === 'resize') {
    const redo: Redo = { kind: 'resize', sizeBytes: live.sizeBytes };
    resizeBytes(live, change.sizeBeforeBytes);
    if (change.cut !== null) live.buffer.set(change.cut, redo.sizeBytes);
    return redo;
  }
  const bytes = sliceBytes(live, change.offsetBytes, change.offsetBytes + change.lengthBytes);
  resizeBytes(live, change.sizeBeforeBytes);
  if (change.overwritten !== null) live.buffer.set(change.overwritten, change.offsetBytes);
  return { kind: 'write', offsetBytes: change.offsetBytes, bytes };
}

/** How many changes at the front of the log were made before the mark. */
function countBefore(content: FileContent, mark: Mark): number {
  assert(mark <= markContent(content), 'a mark is not ahead of the file that it was taken from');
  return Math.max(0, mark - content.logStart);
}

function dropChanges(content: FileContent, count: number): void {
  if (count === content.log.length) content.log = [];
  else content.log.splice(0, count);
  content.logStart += count;
}

/**
 * Flips `bits` bits of the durable bytes at places that `draw`, keyed 0 and up, decides. Returns how many:
 * none in a file without durable bytes. They are read at once where nothing newer covers them.
 */
export function rotBits(content: FileContent, bits: number, draw: (key: number) => number): number {
  const redos = rollBack(content);
  const platter = content.durable ?? content.live;
  const flipped = platter.sizeBytes === 0 ? 0 : bits;
  for (let key = 0; key < flipped; key += 1) {
    const bit = Math.floor(draw(key) * platter.sizeBytes * 8);
    const offsetBytes = Math.floor(bit / 8);
    platter.buffer[offsetBytes] = (platter.buffer[offsetBytes] ?? 0) ^ (1 << (bit % 8));
  }
  replay(content, redos);
  return flipped;
}

/** Capacity doubles: appending costs O(1) a byte. Beyond `sizeBytes` lie zeros: a gap needs no filling. */
export interface GrowableBytes {
  buffer: Uint8Array;
  sizeBytes: number;
}

const CAPACITY_BYTES_MIN = 512;

function createBytes(): GrowableBytes {
  return { buffer: new Uint8Array(0), sizeBytes: 0 };
}

export function copyBytes(bytes: GrowableBytes): GrowableBytes {
  return { buffer: bytes.buffer.slice(0, bytes.sizeBytes), sizeBytes: bytes.sizeBytes };
}

/** Writes at the offset, growing as needed. */
export function putBytes(target: GrowableBytes, offsetBytes: number, bytes: Uint8Array): void {
  const endBytes = offsetBytes + bytes.length;
  if (endBytes > target.sizeBytes) resizeBytes(target, endBytes);
  target.buffer.set(bytes, offsetBytes);
}

/** Grows with zeros, or cuts. */
function resizeBytes(target: GrowableBytes, sizeBytes: number): void {
  assert(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0, 'a file has a size of whole bytes');
  if (sizeBytes < target.sizeBytes) {
    target.buffer.fill(0, sizeBytes, target.sizeBytes);
  } else if (sizeBytes > target.buffer.length) {
    const grown = new Uint8Array(Math.max(sizeBytes, target.buffer.length * 2, CAPACITY_BYTES_MIN));
    grown.set(target.buffer.subarray(0, target.sizeBytes));
    target.buffer = grown;
  }
  target.sizeBytes = sizeBytes;
}

/** A copy of what lies between the two offsets; less at the end of the file. */
export function sliceBytes(source: GrowableBytes, startBytes: number, endBytes: number): Uint8Array {
  return source.buffer.slice(Math.min(startBytes, source.sizeBytes), Math.min(endBytes, source.sizeBytes));
}

/** As {@link sliceBytes}, and not copied. */
function viewBytes(source: GrowableBytes, startBytes: number, endBytes: number): Uint8Array {
  return source.buffer.subarray(Math.min(startBytes, source.sizeBytes), Math.min(endBytes, source.sizeBytes));
}

/**
 * One file's bytes, as the page cache and as the platter have them.
 *
 * Only the page cache's bytes are kept, with a log of the changes that are not durable; each change remembers what it overwrote,
 * so that taking all of them back gives the durable bytes. An append overwrites nothing and so remembers nothing.
 */
import { assert } from '../../checks/assert.js';
import { copyBytes, createBytes, putBytes, resizeBytes, sliceBytes, type GrowableBytes } from './growable.js';

export interface FileContent {
  /** What a read sees. */
  readonly live: GrowableBytes;
  /** Changes that are not durable, oldest first. */
  log: Change[];
  /** How many changes have left the log at its front since the file was made; with the log's length it makes a {@link Mark}. */
  logStart: number;
  /**
   * What is durable, when taking the log back would not give it; null otherwise. A failed sync does that: its changes are no
   * longer written back, yet still read.
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
 * What was written before the mark and is not durable never will be, though it is still read: its pages are marked clean.
 * That is what Linux does after a failed write-back, so that the next `fsync` succeeds without having written them
 * (PostgreSQL wiki, "Fsync Errors"; A. Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
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

/** Takes back all changes of the log, newest first, and empties it; returns them oldest first. */
export function rollBack(content: FileContent): Redo[] {
  const redos: Redo[] = [];
  for (let change = content.log.pop(); change !== undefined; change = content.log.pop())
    redos.push(undo(content.live, change));
  return redos.reverse();
}

/** Makes the changes again, and their log. */
export function replay(content: FileContent, redos: readonly Redo[]): void {
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

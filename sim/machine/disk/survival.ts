/** What of a file's unsynced bytes is still there after a crash. */
import {
  applyRedo,
  copyBytes,
  putBytes,
  rollBack,
  type FileContent,
  type GrowableBytes,
  type Redo,
} from './content.js';

/**
 * What survives of what was not synced. `all`: the process crashed, the machine did not. Else a power cut:
 * `none`; a `prefix` of the changes, the last one cut at a sector; or any subset of `sectors`.
 */
export type Survival = 'none' | 'prefix' | 'sectors' | 'all';

/** What a device writes whole or not at all. */
export const SECTOR_BYTES = 512;

/** `draw` is keyed by small integers, 0 and up. What survives is durable. */
export function loseUnsyncedContent(
  content: FileContent,
  survival: Survival,
  draw: (key: number) => number,
): void {
  if (survival === 'all') return;
  const redos = rollBack(content);
  content.logStart += redos.length;
  if (content.durable !== null) {
    // Copied over, because what a failed sync gave up was only ever in the page cache.
    Object.assign(content.live, copyBytes(content.durable));
    content.durable = null;
  }
  if (survival === 'prefix') keepPrefix(content.live, redos, draw);
  if (survival === 'sectors') keepSectors(content.live, redos, draw);
}

function keepPrefix(target: GrowableBytes, redos: readonly Redo[], draw: (key: number) => number): void {
  const wholeCount = Math.floor(draw(0) * (redos.length + 1));
  for (const redo of redos.slice(0, wholeCount)) applyRedo(target, redo);
  const torn = redos[wholeCount];
  if (torn?.kind !== 'write') return;
  const parts = bySector(torn.offsetBytes, torn.bytes);
  for (const part of parts.slice(0, Math.floor(draw(1) * parts.length)))
    putBytes(target, part.offsetBytes, part.bytes);
}

/**
 * A sector that several changes touched is kept as it was after the first few: written back in between, or
 * never. A change of size survives or not on its own. The file ends with the last survivor; zeros fill gaps.
 */
function keepSectors(target: GrowableBytes, redos: readonly Redo[], draw: (key: number) => number): void {
  const touches = countTouches(redos);
  const keptTouches = new Map<number, number>();
  let key = 0;
  for (const [sector, count] of touches) keptTouches.set(sector, Math.floor(draw(key++) * (count + 1)));
  for (const redo of redos) {
    if (redo.kind === 'resize') {
      if (draw(key++) < 0.5) applyRedo(target, redo);
      continue;
    }
    for (const part of bySector(redo.offsetBytes, redo.bytes)) {
      const left = keptTouches.get(part.sector) ?? 0;
      if (left > 0) putBytes(target, part.offsetBytes, part.bytes);
      keptTouches.set(part.sector, left - 1);
    }
  }
}

function countTouches(redos: readonly Redo[]): Map<number, number> {
  const touches = new Map<number, number>();
  for (const redo of redos) {
    if (redo.kind === 'resize') continue;
    for (const { sector } of bySector(redo.offsetBytes, redo.bytes))
      touches.set(sector, (touches.get(sector) ?? 0) + 1);
  }
  return touches;
}

interface SectorPart {
  readonly sector: number;
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
}

/** The parts of a write, cut where sectors of the file begin. */
function bySector(offsetBytes: number, bytes: Uint8Array): SectorPart[] {
  const parts: SectorPart[] = [];
  const endBytes = offsetBytes + bytes.length;
  for (let start = offsetBytes; start < endBytes;) {
    const sector = Math.floor(start / SECTOR_BYTES);
    const end = Math.min(endBytes, (sector + 1) * SECTOR_BYTES);
    parts.push({ sector, offsetBytes: start, bytes: bytes.subarray(start - offsetBytes, end - offsetBytes) });
    start = end;
  }
  return parts;
}

/**
 * What is left of unsynced changes: nothing, a prefix of them, any subset of sectors, or all (only the
 * process died).
 */
export type Survival = 'none' | 'prefix' | 'sectors' | 'all';

/** Small, so that the few bytes of a test cover many sectors. */
export const SECTOR_BYTES = 32;

type Change =
  | { readonly kind: 'write'; readonly offsetBytes: number; readonly bytes: Uint8Array }
  | { readonly kind: 'resize'; readonly sizeBytes: number };

/** A file's bytes as programs see them, as the platter holds them, and the changes in between. */
export class MemoryFile {
  live: Uint8Array = new Uint8Array(0);
  private durable: Uint8Array = new Uint8Array(0);
  private changes: Change[] = [];

  write(offsetBytes: number, bytes: Uint8Array): void {
    this.change({ kind: 'write', offsetBytes, bytes: bytes.slice() });
  }

  resize(sizeBytes: number): void {
    this.change({ kind: 'resize', sizeBytes });
  }

  sync(): void {
    for (const change of this.changes) this.durable = applied(this.durable, change);
    this.changes = [];
  }

  /**
   * The kernel gives up on the changes: they stay readable, are clean as far as it knows, and will never
   * reach the platter.
   */
  failSync(): void {
    this.changes = [];
  }

  crash(survival: Survival, chance: () => number): void {
    if (survival === 'all') return;
    if (survival === 'prefix') this.keepPrefix(chance);
    if (survival === 'sectors') this.keepSectors(chance);
    this.changes = [];
    this.live = this.durable;
  }

  clone(): MemoryFile {
    const copy = new MemoryFile();
    // Bytes are replaced on every change, never changed in place, so the copies may share them.
    copy.live = this.live;
    copy.durable = this.durable;
    copy.changes = [...this.changes];
    return copy;
  }

  /** Bit rot: flips bits of one byte, on the platter and in memory. */
  rot(offsetBytes: number, mask: number): void {
    const flip = (bytes: Uint8Array): Uint8Array =>
      bytes.map((byte, at) => (at === offsetBytes ? byte ^ mask : byte));
    this.live = flip(this.live);
    this.durable = flip(this.durable);
  }

  private change(change: Change): void {
    this.live = applied(this.live, change);
    this.changes.push(change);
  }

  private keepPrefix(chance: () => number): void {
    const wholeCount = Math.floor(chance() * (this.changes.length + 1));
    for (const change of this.changes.slice(0, wholeCount)) this.durable = applied(this.durable, change);
    const torn = this.changes[wholeCount];
    if (torn?.kind !== 'write') return;
    const bytes = torn.bytes.subarray(0, Math.floor(chance() * torn.bytes.length));
    if (bytes.length > 0) this.durable = applied(this.durable, { ...torn, bytes });
  }

  /** A sector is kept as it was after the first few of its changes: a later one never without an earlier. */
  private keepSectors(chance: () => number): void {
    const kept = new Map<number, number>();
    for (const change of this.changes) {
      if (change.kind === 'resize') {
        if (chance() < 0.5) this.durable = applied(this.durable, change);
        continue;
      }
      for (const part of sectorsOf(change.offsetBytes, change.bytes)) {
        const sector = Math.floor(part.offsetBytes / SECTOR_BYTES);
        const left = kept.get(sector) ?? Math.floor(chance() * (this.touchCount(sector) + 1));
        if (left > 0) this.durable = applied(this.durable, part);
        kept.set(sector, left - 1);
      }
    }
  }

  private touchCount(sector: number): number {
    const writes = this.changes.flatMap((change) => (change.kind === 'write' ? [change] : []));
    const touches = writes.flatMap(({ offsetBytes, bytes }) => sectorsOf(offsetBytes, bytes));
    return touches.filter(({ offsetBytes }) => Math.floor(offsetBytes / SECTOR_BYTES) === sector).length;
  }
}

function applied(bytes: Uint8Array, change: Change): Uint8Array {
  if (change.kind === 'resize') {
    const resized = new Uint8Array(change.sizeBytes);
    resized.set(bytes.subarray(0, change.sizeBytes));
    return resized;
  }
  const written = new Uint8Array(Math.max(bytes.length, change.offsetBytes + change.bytes.length));
  written.set(bytes);
  written.set(change.bytes, change.offsetBytes);
  return written;
}

function sectorsOf(offsetBytes: number, bytes: Uint8Array): Extract<Change, { kind: 'write' }>[] {
  const parts: Extract<Change, { kind: 'write' }>[] = [];
  for (let start = offsetBytes; start < offsetBytes + bytes.length;) {
    const end = Math.min(offsetBytes + bytes.length, (Math.floor(start / SECTOR_BYTES) + 1) * SECTOR_BYTES);
    parts.push({
      kind: 'write',
      offsetBytes: start,
      bytes: bytes.subarray(start - offsetBytes, end - offsetBytes),
    });
    start = end;
  }
  return parts;
}

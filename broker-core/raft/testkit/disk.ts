import { EMPTY_STATE, type Entry, type HardState, type Ready, type Snapshot } from '../index.js';

/** What a node's disk holds. A write is whole or not there; tearing is the write-ahead log's concern. */
export interface Disk {
  hardState: HardState;
  entries: readonly Entry[];
  snapshot: Snapshot | null;
  /** False on a disk that was emptied, until its node has caught up. */
  isVoter: boolean;
}

/** How a Ready gets to the disk. A planted bug replaces {@link writeReady} by something worse. */
export type WriteReady = (disk: Disk, ready: Ready) => void;

/** A disk on which nothing was ever written. */
export function createDisk(): Disk {
  return { hardState: EMPTY_STATE.hardState, entries: [], snapshot: null, isVoter: true };
}

/** A second disk with the same content. */
export function copyDisk(disk: Disk): Disk {
  return { ...disk };
}

/** Stores snapshot, entries and hard state of a Ready, as its documentation asks. */
export function writeReady(disk: Disk, ready: Ready): void {
  if (ready.snapshot !== null) {
    disk.snapshot = ready.snapshot;
    disk.entries = [];
  }
  disk.entries = overwrite(disk.entries, ready.entries);
  if (ready.hardState !== null) disk.hardState = ready.hardState;
  if (ready.becomesVoter) disk.isVoter = true;
}

/** The entries before the first new one, and the new ones. */
export function overwrite(stored: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  const [first] = added;
  if (first === undefined) return stored;
  return [...stored.filter((entry) => entry.index < first.index), ...added];
}

/** Keeps a snapshot, and the entries after `throughIndex`. */
export function writeCompaction(disk: Disk, throughIndex: number, snapshot: Snapshot): void {
  disk.snapshot = snapshot;
  disk.entries = disk.entries.filter((entry) => entry.index > throughIndex);
}

/** The term stored at `index`; `covered` if only a snapshot has it; null if nothing does. */
export function storedTermAt(disk: Disk, index: number): number | 'covered' | null {
  const entry = disk.entries.find((candidate) => candidate.index === index);
  if (entry !== undefined) return entry.term;
  return disk.snapshot !== null && index <= disk.snapshot.index ? 'covered' : null;
}

/** The index of the last thing stored. */
export function storedLastIndex(disk: Disk): number {
  return disk.entries.at(-1)?.index ?? disk.snapshot?.index ?? 0;
}

/** Term and data of an entry in a form that can be compared. */
export function contentOf(entry: Entry): string {
  return `${entry.term}:${entry.data.join('.')}`;
}

import type { Entry, Snapshot } from '../index.js';

/** A state machine whose state is a digest of everything it applied, in order. */
export interface StateMachine {
  appliedIndex: number;
  digest: number;
}

/** One step of an FNV-1a digest over 32-bit words. */
export function mixDigest(digest: number, word: number): number {
  return Math.imul(digest ^ word, 0x01000193) >>> 0;
}

/** The state before anything was applied, or as of a snapshot. */
export function createStateMachine(snapshot: Snapshot | null): StateMachine {
  if (snapshot === null) return { appliedIndex: 0, digest: 0x811c9dc5 };
  const view = new DataView(snapshot.data.buffer, snapshot.data.byteOffset);
  return { appliedIndex: snapshot.index, digest: view.getUint32(0, true) };
}

/** Applies an entry. Whether it is the right one is the checker's question. */
export function applyEntry(machine: StateMachine, entry: Entry): void {
  let digest = mixDigest(mixDigest(machine.digest, entry.index), entry.term);
  for (const byte of entry.data) digest = mixDigest(digest, byte);
  machine.digest = digest;
  machine.appliedIndex = entry.index;
}

/** The state as bytes, with its place in the log. */
export function snapshotOf(machine: StateMachine, term: number): Snapshot {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, machine.digest, true);
  return { index: machine.appliedIndex, term, data };
}

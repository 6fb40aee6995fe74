/** The word for the end of a fault: the partner of its verb. */
import type { FaultType } from './entry.js';

const UNDO_VERBS: Readonly<Record<FaultType, string | null>> = {
  partition: 'heal',
  isolate: 'heal',
  cut: 'heal',
  ring: 'heal',
  slowLink: 'unslowLink',
  lossyLink: 'unlossyLink',
  duplicateLink: 'unduplicateLink',
  reorderLink: 'unreorderLink',
  hold: 'release',
  crash: 'restart',
  wipe: 'restart',
  pause: 'resume',
  stallDisk: 'unstallDisk',
  slowDisk: 'unslowDisk',
  failDisk: 'unfailDisk',
  fullDisk: 'unfullDisk',
  lyingSync: 'honestSync',
  misdirectDisk: 'unmisdirectDisk',
  slowCpu: 'unslowCpu',
  clockOffset: 'resetClock',
  clockDrift: 'steadyClock',
  rotDisk: null,
  command: null,
};

/** Every type of fault, in the order in which lists print them. */
export const FAULT_TYPES: readonly string[] = Object.keys(UNDO_VERBS);

/** Null for what happens at once: there is nothing to undo. */
export function undoVerb(type: FaultType): string | null {
  return UNDO_VERBS[type];
}

export function isFaultType(text: unknown): text is FaultType {
  return typeof text === 'string' && Object.hasOwn(UNDO_VERBS, text);
}

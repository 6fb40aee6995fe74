/** Operations on their way through the disk. */
import type { Cause, Disk, Wait } from '../../../broker-core/door.js';
import type { Life, Piece, Scheduled } from '../../kernel/types.js';
import type { Path } from './tree.js';

/** What a fault picks from. `write`: all that changes bytes or names; `look`: asks only the page cache. */
export type OperationClass = 'write' | 'read' | 'sync' | 'look';

export interface OperationTraits {
  /** For the hash. */
  readonly number: number;
  readonly class: OperationClass;
  /**
   * What it waits for: a slot of the device, the journal's next flush, earlier changes of its file, or
   * nothing.
   */
  readonly queue: 'device' | 'journal' | 'file' | 'none';
  readonly service: Wait;
  readonly queued: Wait;
}

export const OPERATIONS: Readonly<Record<keyof Disk, OperationTraits>> = {
  create: traits(1, 'write', 'none', 'create'),
  write: traits(2, 'write', 'file', 'write'),
  read: traits(3, 'read', 'device', 'read'),
  sync: traits(4, 'sync', 'journal', 'sync'),
  truncate: traits(5, 'write', 'file', 'truncate'),
  sizeBytes: traits(6, 'look', 'none', 'size'),
  rename: traits(7, 'write', 'none', 'rename'),
  remove: traits(8, 'write', 'none', 'remove'),
  makeDirectory: traits(9, 'write', 'none', 'make directory'),
  list: traits(10, 'look', 'none', 'list'),
  syncDirectory: traits(11, 'sync', 'journal', 'sync directory'),
};

export interface Operation {
  /** Counts the disk's operations, from 0 and through crashes: the identity that its draws are keyed by. */
  readonly number: number;
  readonly traits: OperationTraits;
  readonly path: Path;
  readonly life: Life;
  /** What asked for it. */
  readonly cause: Cause;
  readonly digest: number;
  readonly submittedUs: number;
  /** Service time, without what `slow` faults add. Of a sync that joins a flush: the flush's. */
  serviceUs: number;
  slowUs: number;
  /** Changes the state of the disk; once, at the device's time, also while the process is paused. */
  apply(): void;
  /** Tells the process; as an event of its life. */
  finish(): void;
  /** Replaced and never changed: an operation begins with {@link NO_PIECES}, which all share. */
  pieces: readonly Piece[];
  /** When it is done; while a stall holds it, when that began. */
  dueUs: number;
  event: Scheduled | null;
  /** Of the device, for what queues there; -1 before it was planned. */
  slot: number;
  /** What is left of its service after the stall that holds it; null if none of it was done. */
  rest: readonly Stretch[] | null;
}

/** A stretch of time that has not got its place yet. */
interface Stretch {
  readonly durationUs: number;
  readonly wait: Wait;
}

function traits(
  number: number,
  operationClass: OperationClass,
  queue: OperationTraits['queue'],
  label: string,
): OperationTraits {
  return {
    number,
    class: operationClass,
    queue,
    service: { kind: 'disk', label },
    queued: { kind: 'disk-queue', label },
  };
}

/** Of an operation that is not planned yet. */
export const NO_PIECES: readonly Piece[] = [];

const SLOW: Wait = { kind: 'disk-injected', label: 'slow' };
export const STALL: Wait = { kind: 'disk-injected', label: 'stall' };

/** Plans an operation, or its rest, that is served from `startUs` on and waits from `nowUs` until then. */
export function planPieces(operation: Operation, nowUs: number, startUs: number): void {
  const { service, queued } = operation.traits;
  const { serviceUs, slowUs } = operation;
  if (operation.rest === null && slowUs === 0 && operation.pieces.length === 0) {
    // Nearly every operation, and so without a list that grows.
    operation.dueUs = startUs + serviceUs;
    const served: Piece = { untilUs: operation.dueUs, wait: service };
    operation.pieces = startUs > nowUs ? [{ untilUs: startUs, wait: queued }, served] : [served];
    return;
  }
  const pieces = [...operation.pieces];
  if (startUs > nowUs) pieces.push({ untilUs: startUs, wait: queued });
  let untilUs = startUs;
  for (const { durationUs, wait } of operation.rest ?? [{ durationUs: serviceUs, wait: service }]) {
    untilUs += durationUs;
    pieces.push({ untilUs, wait });
  }
  if (operation.rest === null && slowUs > 0) {
    untilUs += slowUs;
    pieces.push({ untilUs, wait: SLOW });
  }
  operation.pieces = pieces;
  operation.rest = null;
  operation.dueUs = untilUs;
}

/** Cuts the plan at `nowUs`. What was being served keeps its rest; what was not is planned again later. */
export function cutPieces(operation: Operation, nowUs: number): void {
  const kept: Piece[] = [];
  const rest: Stretch[] = [];
  let startUs = operation.submittedUs;
  for (const { untilUs, wait } of operation.pieces) {
    if (startUs < nowUs) kept.push({ untilUs: Math.min(untilUs, nowUs), wait });
    if (untilUs > nowUs) rest.push({ durationUs: untilUs - Math.max(startUs, nowUs), wait });
    startUs = untilUs;
  }
  operation.pieces = kept;
  const { queued } = operation.traits;
  const isBegun = kept.some(({ wait }) => wait !== queued && wait !== STALL);
  operation.rest = isBegun ? rest.filter(({ wait }) => wait !== queued) : null;
  operation.dueUs = nowUs;
}

/** What passed up to `nowUs` was the stall. */
export function stallPiece(operation: Operation, nowUs: number): void {
  if (nowUs > operation.dueUs) operation.pieces = [...operation.pieces, { untilUs: nowUs, wait: STALL }];
}

/**
 * The pieces of an operation's time: planned, cut where a stall begins, and continued where it ends.
 */
import type { Wait } from '../../../broker-core/door.js';
import type { Piece } from '../../kernel/types.js';
import { OPERATIONS, type Operation, type Stretch } from './operation.js';

const SLOW: Wait = { kind: 'disk-injected', label: 'slow' };
const STALL: Wait = { kind: 'disk-injected', label: 'stall' };

/** Plans an operation, or the rest of one, that is served from `startUs` on and waits from `nowUs` until then. */
export function planPieces(operation: Operation, nowUs: number, startUs: number): void {
  const { service, queued } = OPERATIONS[operation.kind];
  const { pieces, serviceUs, slowUs } = operation;
  if (operation.rest === null && slowUs === 0 && pieces.length === 0) {
    // Nearly every operation, and so without a list that grows.
    operation.dueUs = startUs + serviceUs;
    const served: Piece = { untilUs: operation.dueUs, wait: service };
    operation.pieces = startUs > nowUs ? [{ untilUs: startUs, wait: queued }, served] : [served];
    return;
  }
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
  operation.rest = null;
  operation.dueUs = untilUs;
}

/** Cuts the plan at `nowUs`. What was being served keeps the rest of its service; what was not is planned anew after the stall. */
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
  const { queued } = OPERATIONS[operation.kind];
  const isBegun = kept.some(({ wait }) => wait !== queued && wait !== STALL);
  operation.rest = isBegun ? rest.filter(({ wait }) => wait !== queued) : null;
  operation.dueUs = nowUs;
}

/** What passed up to `nowUs` was the stall. */
export function stallPiece(operation: Operation, nowUs: number): void {
  if (nowUs > operation.dueUs) operation.pieces.push({ untilUs: nowUs, wait: STALL });
}

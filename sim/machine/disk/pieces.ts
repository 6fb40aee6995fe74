/**
 * The pieces of an operation's time: planned, cut where a stall begins, and continued where it ends.
 */
import type { Wait } from '../../../broker-core/env.js';
import type { Piece } from '../../kernel/types.js';
import { OPERATIONS, type Operation, type Stretch } from './operation.js';

const SLOW: Wait = { kind: 'disk-injected', label: 'slow' };
const STALL: Wait = { kind: 'disk-injected', label: 'stall' };

/** Plans an operation that is served from `startUs` on, and waits from `nowUs` until then. */
export function planPieces(operation: Operation, nowUs: number, startUs: number): void {
  const { service, queued } = OPERATIONS[operation.kind];
  const servedUs = startUs + operation.serviceUs;
  if (startUs > nowUs) operation.pieces.push({ untilUs: startUs, wait: queued });
  operation.pieces.push({ untilUs: servedUs, wait: service });
  if (operation.slowUs > 0) operation.pieces.push({ untilUs: servedUs + operation.slowUs, wait: SLOW });
  operation.dueUs = servedUs + operation.slowUs;
}

/** Cuts the plan at `nowUs` and keeps the rest for {@link continuePieces}. */
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
  operation.rest = rest;
  operation.dueUs = nowUs;
}

/** What passed up to `nowUs` was the stall. */
export function stallPiece(operation: Operation, nowUs: number): void {
  if (nowUs > operation.dueUs) operation.pieces.push({ untilUs: nowUs, wait: STALL });
}

/** Lays the rest of a plan that was cut from `nowUs` on. */
export function continuePieces(operation: Operation, rest: readonly Stretch[], nowUs: number): void {
  let untilUs = nowUs;
  for (const { durationUs, wait } of rest) {
    untilUs += durationUs;
    operation.pieces.push({ untilUs, wait });
  }
  operation.rest = null;
  operation.dueUs = untilUs;
}

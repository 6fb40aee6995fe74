/** Faults at moments that the seed draws, by name: each keeps its own when others come or go. */
import type { FaultEntry } from '../../../sim/faults/entry.js';
import type { Settings } from '../../harness/settings/table.js';
import type { Span } from './faults.js';

export type Draw = (name: string) => number;

export interface Window {
  /** Since the beginning of the load. */
  readonly fromMs: number;
  /** It begins within so long after that, */
  readonly withinMs: number;
  /** and lasts so long at least, and that much longer at most. */
  readonly leastMs: number;
  readonly spreadMs: number;
}

export function drawnSpan(
  settings: Settings,
  draw: Draw,
  id: string,
  { fromMs, withinMs, leastMs, spreadMs }: Window,
): Span & { readonly id: string } {
  const atMs = settings['run.startMs'] + fromMs + Math.floor(draw(`${id} at`) * withinMs);
  return { id, atMs, untilMs: atMs + leastMs + Math.floor(draw(`${id} for`) * spreadMs) };
}

/** Power fails for that span, and takes with it what is drawn. */
export function drawnCrash(draw: Draw, target: string, span: Span & { readonly id: string }): FaultEntry {
  const loses = pick(['all', 'prefix', 'sectors'] as const, draw(`${span.id} loses`));
  return { ...span, type: 'crash', target, loses };
}

export function pick<T>(from: readonly T[], draw: number): T {
  const picked = from[Math.floor(draw * from.length)];
  if (picked === undefined) throw new Error('a draw is below 1');
  return picked;
}

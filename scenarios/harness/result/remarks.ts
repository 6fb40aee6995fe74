/** What a run's figures say about the documents' own. Nothing here is said unless the run shows it. */
import type { Settings } from '../settings/table.js';
import { msOfUs } from './milliseconds.js';
import type { WaitName } from './names.js';

/** A commit never took less than the ready loop's period, whatever waited for it. */
export interface Remark {
  readonly type: 'loop-period';
  readonly periodMs: number;
  readonly commitMsMin: number;
  readonly commitMsMax: number;
  /** How often it was measured. */
  readonly count: number;
}

export function remarksOn(
  settings: Settings,
  waits: ReadonlyMap<WaitName, ReadonlyMap<number, number>>,
): readonly Remark[] {
  const periodMs = settings['loop.periodMs'];
  const commits = [...(waits.get('commit') ?? [])].sort(([a], [b]) => a - b);
  const least = commits[0];
  const most = commits[commits.length - 1];
  if (periodMs === 0 || least === undefined || most === undefined) return [];
  if (least[0] < periodMs * 1000) return [];
  const count = commits.reduce((total, [, times]) => total + times, 0);
  return [
    { type: 'loop-period', periodMs, commitMsMin: msOfUs(least[0]), commitMsMax: msOfUs(most[0]), count },
  ];
}

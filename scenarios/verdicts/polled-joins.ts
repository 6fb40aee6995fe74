/** What a coordinator that polls makes of the joins of a group, reckoned from when they were sent. */
import type { RunResult } from '../harness/result/run-result.js';
import { sum } from './figures.js';

export interface PolledRound {
  /** Milliseconds from the last join of the round to its end. */
  readonly afterLastMs: number;
  readonly joinerCount: number;
}

/**
 * Each member that joins has a task that looks every `pollMs`, for the first time after one interval. So a
 * round ends with the first look of any task once all have joined. A first round is complete with its first
 * member, so it ends with the first look of all. All joins have the same way to the coordinator.
 *
 * `rounds` are the joins that were answered together; joins that were refused are none.
 */
export function polledRounds(run: RunResult, pollMs: number): readonly PolledRound[] {
  const rounds = new Map<number, number[]>();
  for (const { operation, outcome, startMs, latencyMs } of run.requests) {
    if (operation !== 'joinGroup' || outcome !== 'ok' || latencyMs === null) continue;
    const endMs = sum([startMs, latencyMs]);
    rounds.set(endMs, [...(rounds.get(endMs) ?? []), startMs]);
  }
  return [...rounds]
    .sort(([left], [right]) => left - right)
    .map(([, startsMs]) => ({ afterLastMs: afterLastMs(startsMs, pollMs), joinerCount: startsMs.length }));
}

function afterLastMs(startsMs: readonly number[], pollMs: number): number {
  const lastMs = Math.max(...startsMs);
  const waits = startsMs.map((startMs) => {
    const sinceUs = Math.round((lastMs - startMs) * 1000);
    const pollUs = pollMs * 1000;
    // The task of the last one itself looks a whole interval later.
    return (sinceUs === 0 ? pollUs : Math.ceil(sinceUs / pollUs) * pollUs - sinceUs) / 1000;
  });
  return sum([Math.min(...waits)]);
}

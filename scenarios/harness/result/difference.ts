/** Where two runs of the same seed part. */
import type { Difference, RunEvidence } from './evidence.js';
import type { RunResult } from './run-result.js';

/** Where the hashes part, by checkpoints: after the last that agrees, up to the first that does not. */
export function differingStretch(
  first: Side,
  second: Side,
): { readonly fromEvent: number; readonly toEvent: number } | null {
  const theirs = new Map(second.evidence.checkpoints.map(({ event, hash }) => [event, hash]));
  const common = first.evidence.checkpoints.filter(({ event }) => theirs.has(event));
  if (common.length === 0) return null;
  let agreedEvent = 0;
  for (const { event, hash } of common) {
    if (theirs.get(event) !== hash) return { fromEvent: agreedEvent + 1, toEvent: event };
    agreedEvent = event;
  }
  return { fromEvent: agreedEvent + 1, toEvent: Math.max(first.events, second.events) };
}

/** One of the two runs, as far as it matters here. */
export interface Side {
  readonly hash: string;
  readonly events: number;
  readonly evidence: RunEvidence;
}

/** The first line in which two logs of a stretch differ; null if none does, or nothing was logged. */
export function firstDifferingEvent(
  first: readonly string[],
  second: readonly string[],
  fromEvent: number,
): Difference['event'] {
  const length = Math.max(first.length, second.length);
  for (let place = 0; place < length; place += 1) {
    const ours = first[place];
    const theirs = second[place];
    if (ours === theirs) continue;
    return { event: fromEvent + place, first: ours ?? 'no event', second: theirs ?? 'no event' };
  }
  return null;
}

/** A run that was not the same when it ran again: how the run itself ended no longer counts. */
export function asNondeterministic(result: RunResult, difference: Difference): RunResult {
  const { stall: _stall, error: _error, ...rest } = { stall: null, error: null, ...result };
  return { ...rest, verdict: 'nondeterministic', countsAs: 'nondeterministic', difference };
}

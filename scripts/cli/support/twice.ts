/** Runs something twice and says where the two runs part, if they do. */
import type { EventStretch } from '../../../scenarios/harness/definition/api.js';
import { differingStretch, firstDifferingEvent } from '../../../scenarios/harness/result/difference.js';
import { asNondeterministic } from '../../../scenarios/harness/result/nondeterministic.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';

/** Runs it, with a log of the events of that stretch if one is given. */
export type RunOnce = (logEvents: EventStretch | null) => Promise<RunResult>;

/** The first run, if the second was the same event by event. */
export async function runTwice(runOnce: RunOnce): Promise<RunResult> {
  const first = await runOnce(null);
  const second = await runOnce(null);
  if (first.hash === second.hash) return first;
  const stretch = differingStretch(first, second);
  return asNondeterministic(first, {
    firstHash: first.hash,
    secondHash: second.hash,
    stretch,
    event: stretch === null ? null : await differingEvent(runOnce, stretch),
  });
}

/** Two more runs, now with a log: what is not deterministic most often differs again, though not always at the same event. */
async function differingEvent(
  runOnce: RunOnce,
  stretch: EventStretch,
): Promise<ReturnType<typeof firstDifferingEvent>> {
  const first = await runOnce(stretch);
  const second = await runOnce(stretch);
  return firstDifferingEvent(first.evidence.eventLog, second.evidence.eventLog, stretch.fromEvent);
}

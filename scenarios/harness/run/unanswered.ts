/** What requests that have no answer at the end of a run wait for. */
import type { Recorder } from '../../../sim/cause/recorder.js';
import type { ScenarioNames } from '../result/names.js';
import type { RawEnd } from '../result/raw-run.js';

/** Different waits that are named; a cluster in which everything stands has one for each partition. */
const WAITS_NAMED_MAX = 5;

/** With these waits in the detail of a run that stalled. */
export function tellUnanswered(end: RawEnd, recorder: Recorder<ScenarioNames>): RawEnd {
  if (end.type !== 'stalled') return end;
  const counts = new Map<string, number>();
  for (const request of recorder.requests) {
    const wait = request.outcome === 'pending' ? recorder.timeouts.waitedFor(null, request.startCause) : null;
    if (wait === null) continue;
    const words = `${request.operation} for ${wait.wait.label} (${wait.nodeId})`;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  if (counts.size === 0) return end;
  const named = [...counts].slice(0, WAITS_NAMED_MAX).map(([words, count]) => `${String(count)} ${words}`);
  const more = counts.size > WAITS_NAMED_MAX ? `, and ${String(counts.size - WAITS_NAMED_MAX)} others` : '';
  return { ...end, detail: `${end.detail}; still waiting: ${named.join(', ')}${more}` };
}

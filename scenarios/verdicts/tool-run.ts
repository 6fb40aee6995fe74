/** Runs that stand for those of the documents' benchmark tool, and what that would have reported of them. */
import { DOCUMENTED_SYNC_JITTER_US } from '../harness/cluster/calibration.js';
import type { BenchmarkToolFigures } from '../harness/result/benchmark-tool.js';
import type { RunResult } from '../harness/result/run-result.js';
import type { UncheckedSettings } from '../harness/settings/table.js';

/**
 * 30 s by recipe (PERFORMANCE_INVESTIGATION_v2.2.7.md:30), librdkafka as the tool sets it (cli.rs:37-77), and
 * the topic created by a thousand messages before the clock starts (benchmark.rs:227-253); all @893843d.
 */
export const TOOL_RUN = {
  'client.count': 128,
  'client.messages': 10_000_000,
  'client.forMs': 30_000,
  'client.warmupMessages': 1000,
  'client.profile': 'librdkafka',
  'client.deliveryTimeoutMs': 60_000,
  'client.requestTimeoutMs': 30_000,
  'client.acks': '1',
  'client.recordBytes': 256,
  'disk.syncJitterUs': DOCUMENTED_SYNC_JITTER_US,
} as const satisfies UncheckedSettings;

/** Throws if the run has none: it is not of the tool's load, or one of its records has no end. */
export function reportedBy(run: RunResult): BenchmarkToolFigures {
  const reported = run.operations['produce']?.asReported;
  if (reported === undefined || reported === null)
    throw new Error(`${run.replay}: not a load of the benchmark tool, or not all of it was answered`);
  return reported;
}

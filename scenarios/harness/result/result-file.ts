/** Reads files of results. Unknown fields are let through: a later stallgrind may add some. */
import * as z from 'zod';
import type { WaitKind } from '../../../broker-core/env.js';
import type { FaultReport } from '../../../sim/faults/outcome.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { GivenSettings } from '../settings/table.js';
import type { OperationName } from './names.js';
import { readDocument } from './read-document.js';
import type { Remark } from './remarks.js';
import { RUN_SCHEMA, type RunDocument } from './run-result.js';
import { VERDICTS } from './verdict.js';

const count = z.int().min(0);
const ms = z.number();
const counts = z.record(z.string(), count);
const kind = z.custom<WaitKind>((value) => typeof value === 'string', 'is not the name of a kind of wait');
/** Of any stallgrind: another one may have more. */
const operation = z.custom<OperationName>((value) => typeof value === 'string', 'is not of type string');
const listOfObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null);

const latency = z.object({ min: ms, mean: ms, p50: ms, p90: ms, p99: ms, p999: ms, max: ms });
const asReported = z.object({
  runs: count,
  successes: count,
  failures: count,
  loadS: z.number(),
  elapsedS: z.number(),
  throughputPerS: z.number(),
  latencyMs: latency.nullable(),
});
const operationsSchema = z.record(
  z.string(),
  z.object({
    ok: count,
    failed: count,
    pending: count,
    errors: counts,
    throughputPerS: z.number().nullable(),
    latencyMs: latency.nullable(),
    asReported: asReported.nullable().exactOptional(),
  }),
);
const waitsSchema = z.record(z.string(), z.object({ count, histogramMs: counts }));
const request = {
  id: count,
  operation,
  node: z.string(),
  startMs: ms,
  latencyMs: ms.nullable(),
  outcome: z.string(),
};
const interval = z.object({ kind, label: z.string(), node: z.string(), fromMs: ms, toMs: ms });
const violation = z.object({ invariant: z.string(), atMs: ms, detail: z.string() });
const finding = z.object({
  type: z.string(),
  key: z.string(),
  node: z.string(),
  atMs: ms,
  costMs: ms,
  detail: z.string().exactOptional(),
});

const figures = {
  schema: z.literal(RUN_SCHEMA),
  scenario: z.string(),
  seed: count,
  variant: z.string(),
  hash: z.string(),
  events: count,
  virtualMs: ms,
  wallMs: ms,
  replay: z.string(),
  scheduleHash: z.string(),
  settings: z.custom<GivenSettings>((value) => typeof value === 'object' && value !== null, 'is no object'),
  unread: z.array(z.string()).default([]),
  // Files from before there were any have none.
  judged: z.record(z.string(), z.number()).default({}),
  sometimes: z.record(z.string(), z.object({ asked: z.number(), held: z.number() })).default({}),
  expects: z.array(z.string()).default([]),
  asExpected: z.array(z.string()).default([]),
  countsAs: z.enum(VERDICTS).exactOptional(),
  schedule: z.custom<FaultSchedule>(listOfObjects, 'is no list of faults'),
  faults: z.custom<readonly FaultReport[]>(listOfObjects, 'is no list of faults'),
  remarks: z.custom<readonly Remark[]>(listOfObjects, 'is no list of remarks'),
  operations: operationsSchema,
  waits: waitsSchema,
  counters: z.record(z.string(), z.number()),
  blame: z.record(
    z.string(),
    z.array(
      z.object({
        kind,
        label: z.string(),
        totalMs: ms,
        share: z.number(),
      }),
    ),
  ),
  findings: z.array(finding),
  explained: z.array(
    z.object({
      ...request,
      intervals: z.array(interval),
    }),
  ),
  requests: z.array(z.object(request)).exactOptional(),
  notes: z
    .array(
      z.object({
        atMs: ms,
        node: z.string(),
        text: z.string(),
      }),
    )
    .exactOptional(),
};

const stall = z.object({
  reason: z.enum(['no-progress', 'run.untilMs', 'run.eventsMax', 'heap']),
  detail: z.string(),
});
const difference = z.object({
  firstHash: z.string(),
  secondHash: z.string(),
  stretch: z
    .object({
      fromEvent: count,
      toEvent: count,
    })
    .nullable(),
  event: z
    .object({
      event: count,
      first: z.string(),
      second: z.string(),
    })
    .nullable(),
  otherProgram: z.string().exactOptional(),
});
const violations = z.array(violation);
const none = z.tuple([]);

const runSchema = z.discriminatedUnion('verdict', [
  z.object({ ...figures, verdict: z.literal('passed'), violations: none }),
  z.object({
    ...figures,
    verdict: z.literal('violated'),
    violations: z.tuple([violation], violation),
    stall: stall.nullable().default(null),
  }),
  z.object({
    ...figures,
    verdict: z.literal('stalled'),
    violations: none,
    stall,
  }),
  z.object({ ...figures, verdict: z.literal('nondeterministic'), violations, difference }),
  z.object({
    ...figures,
    verdict: z.literal('harnessError'),
    violations,
    error: z.object({
      message: z.string(),
      stack: z.string().exactOptional(),
    }),
  }),
]);

/** Throws a `UsageError` of one line that names the file and the problem. */
export function parseRunFile(text: string, file: string): RunDocument {
  const read = readDocument(text, { file, what: 'result', schema: RUN_SCHEMA, shape: runSchema });
  // Older ones expect nothing.
  return { ...read, countsAs: read.countsAs ?? read.verdict };
}

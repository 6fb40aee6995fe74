/** `stallgrind/capsule@1`, enough to run the same again: made of a run, and read back. */
import * as z from 'zod';
import { SEED_MAX } from '../../../sim/random/random.js';
import type { UncheckedSettings } from '../settings/table.js';
import type { CapsuleCheckpoint } from './evidence.js';
import { readDocument } from './read-document.js';
import type { RunResult } from './run-result.js';
import { VERDICTS, type Verdict } from './verdict.js';

const CAPSULE_SCHEMA = 'stallgrind/capsule@1';

/** What made the run: another version, or other code, may well make another one of the same seed. */
export interface Program {
  readonly version: string;
  /** 16 hex digits over all code that a run depends on. */
  readonly code: string;
}

export interface Capsule {
  readonly schema: typeof CAPSULE_SCHEMA;
  /** Absent in what older versions wrote. */
  readonly program?: Program;
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  /** The knobs that were set, with their final values; checked against the scenario when it runs. */
  readonly settings: UncheckedSettings;
  /** Resolved: nodes for roles, times for marks. Checked against the scenario when it runs. */
  readonly faults: readonly unknown[];
  readonly verdict: Verdict;
  /** The invariants that were violated, each once. Absent in what older versions wrote. */
  readonly violated?: readonly string[];
  /** What counts as passed although it happens. Absent in what older versions wrote: as declared. */
  readonly expects?: readonly string[];
  /** Of the run: every event with its time, node, kind and content. */
  readonly hash: string;
  readonly checkpoints: readonly CapsuleCheckpoint[];
}

/** Without `program`: which one this is, is for the command line to know. */
export function makeCapsule(result: RunResult): Capsule {
  const { scenario, seed, variant, settings, schedule, verdict, violations, expects, hash, evidence } =
    result;
  const { checkpoints } = evidence;
  return {
    schema: CAPSULE_SCHEMA,
    scenario,
    seed,
    variant,
    settings,
    faults: schedule,
    verdict,
    violated: [...new Set(violations.map(({ invariant }) => invariant))],
    expects,
    hash,
    checkpoints,
  };
}

const hash = z.string().regex(/^[0-9a-f]{16}$/, 'is not 16 hex digits');

/** Strict: a capsule with a field that nobody knows would not be the run that its author meant. */
const capsuleSchema = z.strictObject({
  schema: z.literal(CAPSULE_SCHEMA),
  program: z.strictObject({ version: z.string(), code: hash }).exactOptional(),
  scenario: z.string().min(1),
  seed: z.int().min(0).max(SEED_MAX),
  variant: z.string().min(1),
  settings: z.record(z.string(), z.unknown()),
  // Which nodes, roles and knobs there are is the scenario's to say, when it runs.
  faults: z.array(z.unknown()),
  verdict: z.enum(VERDICTS),
  violated: z.array(z.string()).exactOptional(),
  expects: z.array(z.string()).exactOptional(),
  hash,
  checkpoints: z.array(z.strictObject({ event: z.int().min(1), atMs: z.number().min(0), hash })),
});

/** Throws a `UsageError` of one line that names the file and the problem. */
export function parseCapsule(text: string, file: string): Capsule {
  return readDocument(text, { file, what: 'capsule', schema: CAPSULE_SCHEMA, shape: capsuleSchema });
}

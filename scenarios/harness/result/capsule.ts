/** Makes capsules of runs, and reads them back. */
import * as z from 'zod';
import { SEED_MAX } from '../../../sim/random/random.js';
import { CAPSULE_SCHEMA, type Capsule } from './capsule-types.js';
import { readDocument } from './read-document.js';
import type { RunResult } from './run-result.js';
import { VERDICTS } from './verdict.js';

/** Without `program`: which one this is, is for the command line to know. */
export function makeCapsule(result: RunResult): Capsule {
  const { scenario, seed, variant, settings, schedule, verdict, violations, hash, evidence } = result;
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
  hash,
  checkpoints: z.array(z.strictObject({ event: z.int().min(1), atMs: z.number().min(0), hash })),
});

/** Throws a `UsageError` of one line that names the file and the problem. */
export function parseCapsule(text: string, file: string): Capsule {
  return readDocument(text, { file, what: 'capsule', schema: CAPSULE_SCHEMA, shape: capsuleSchema });
}

/**
 * `npm run soak`: whatever the rows of the latent bugs (L1 to L30) run `reference` with, over 1,000 seeds
 * each. `npm run soak -- 1..50` takes other seeds. Ends with 1 unless all of them pass.
 */
import '../check-node.cjs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { parseSeeds } from '../cli/support/options.js';
import { referenceSweeps, type Evidence } from './reference-sweeps.js';

const CLI = fileURLToPath(new URL('../cli/cli.js', import.meta.url));
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

interface Answer<T> {
  readonly status: number | null;
  readonly document: T | null;
}

/** Progress goes to the terminal as it comes. */
function stallgrind<T>(args: readonly string[]): Answer<T> {
  const { status, stdout } = spawnSync(process.execPath, [CLI, ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { status, document: stdout === '' ? null : (JSON.parse(stdout) as T) };
}

/** Before anything runs: the verdicts alone take minutes. */
function checkSeeds(seeds: string, more: readonly string[]): void {
  try {
    if (more.length > 0) throw new UsageError(`one argument is enough, the seeds; not ${more.join(' ')}`);
    parseSeeds(seeds);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}

const [seeds = '1..1000', ...more] = process.argv.slice(2);
checkSeeds(seeds, more);
const verdicts = stallgrind<{ readonly rows: readonly Evidence[] }>(['verdicts']);
const latent = verdicts.document?.rows.filter(({ id }) => id.startsWith('L')) ?? [];
const sweeps = referenceSweeps(latent, seeds);
let failedCount = sweeps.length === 0 ? 1 : 0;
for (const { ids, args } of sweeps) {
  const { status, document } = stallgrind<{ readonly seeds: number; readonly passed: number }>(args);
  if (status !== 0) failedCount += 1;
  const result = document === null ? 'broke' : `${document.passed} of ${document.seeds} passed`;
  console.log(`${result}: stallgrind ${args.join(' ')} (${ids.join(', ')})`);
}
console.log(`${sweeps.length} sweeps, ${failedCount} failed`);
process.exitCode = failedCount === 0 ? 0 : 1;

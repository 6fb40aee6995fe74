/**
 * The Job of `deploy/kubernetes`, its pods as processes: each with the arguments and the index that it would
 * have.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { newFolder } from '../cli/testkit/run-fake.js';
import { ROOT } from './testkit/files.js';
import { jobsIn } from './testkit/kubernetes.js';

const CLI = join(ROOT, 'dist', 'scripts', 'cli', 'cli.js');
/** So that some shards have two, and some one. */
const SEEDS = '1..24';
/** Of cheap runs, of which some fail. */
const CHEAP = ['--only', 'topic-creation', '--variant', 'forward-then-register', '--expect', 'nothing'];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function stallgrind(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** As the manifest has them, with a folder of this machine for the volume, and few seeds. */
function argsOf(file: string, folder: string): readonly string[] {
  const [job] = jobsIn(file);
  const args = (job?.container.args ?? []).map((arg) => arg.replace(/^\/sweep/, folder));
  return args.map((arg, place) => (args[place - 1] === '--seeds' ? SEEDS : arg));
}

/** All but what a clock says, and where it was written. */
function documentOf(stdout: string, folder: string): unknown {
  const document = JSON.parse(stdout.replaceAll(folder, 'DIR')) as Readonly<Record<string, unknown>>;
  const CLOCKED = ['wallMs', 'eventsPerS', 'virtualPerWall'];
  return Object.fromEntries(Object.entries(document).filter(([name]) => !CLOCKED.includes(name)));
}

test('sixteen pods, one of them started twice, merged as the merge Job does, are one sweep', async (t) => {
  // A process takes a second to start, and on a busy machine ten.
  t.timeout(600_000);
  const [volume, wholeFolder] = [newFolder(), newFolder()];
  const args = argsOf('kubernetes/sweep.yaml', volume);
  const [job] = jobsIn('kubernetes/sweep.yaml');
  const pods = Array.from({ length: job?.spec.completions ?? 0 }, (_, index) => String(index));
  t.is(pods.length, 16);
  const waiting = pods.values();
  const codes: number[] = [];
  const takeTurns = async (): Promise<void> => {
    for (const index of waiting) {
      const { code, stderr } = await stallgrind([...args, ...CHEAP], { JOB_COMPLETION_INDEX: index });
      t.true([0, 2, 3].includes(code), stderr);
      codes.push(code);
    }
  };
  await Promise.all([takeTurns(), takeTurns()]);
  // What has ended has nothing left to do, and ends as it did.
  const again = await stallgrind([...args, ...CHEAP], { JOB_COMPLETION_INDEX: '3' });
  t.true([0, 2, 3].includes(again.code), again.stderr);
  const merged = await stallgrind([...argsOf('kubernetes/merge.yaml', volume), '--json']);
  const whole = await stallgrind([
    'sweep',
    'swarm',
    '--seeds',
    SEEDS,
    ...CHEAP,
    '--out',
    wholeFolder,
    '--json',
  ]);
  t.is(merged.code, whole.code, merged.stderr);
  t.deepEqual(documentOf(merged.stdout, join(volume, 'all')), documentOf(whole.stdout, wholeFolder));
  const capsules = readdirSync(wholeFolder).filter((name) => name.endsWith('.json'));
  t.true(capsules.length > 2);
  t.deepEqual(readdirSync(join(volume, 'all')).sort(), [...capsules, 'sweep.jsonl'].sort());
  for (const name of capsules)
    t.is(readFileSync(join(volume, 'all', name), 'utf8'), readFileSync(join(wholeFolder, name), 'utf8'));
  t.regex(readFileSync(join(volume, 'report.md'), 'utf8'), /^# Sweep of a bounded swarm/);
});

test('a pod without its index says what it is missing', async (t) => {
  const { code, stderr } = await stallgrind(argsOf('kubernetes/sweep.yaml', newFolder()));
  t.is(code, 1);
  t.regex(stderr, /JOB_COMPLETION_INDEX/);
});

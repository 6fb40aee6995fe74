import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { fieldOf, newFolder, runFake, type Printed } from './testkit/run-fake.js';

const CHILD = fileURLToPath(new URL('./testkit/interruptible-child.js', import.meta.url));

/** Ctrl-C a while after it has begun. */
const interruptReal = (...args: readonly string[]) => signalled('SIGINT', () => sleep(800), args);

async function signalled(
  signal: NodeJS.Signals,
  until: () => Promise<void>,
  args: readonly string[],
): Promise<Printed & { readonly signal: unknown }> {
  const child = spawn(process.execPath, [CHILD, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => void (stdout += text.toString()));
  const begun = new Promise<void>((resolve) =>
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      if (stderr.includes('begun')) resolve();
    }),
  );
  const ended = once(child, 'close');
  await begun;
  await until();
  child.kill(signal);
  await ended;
  return { code: child.exitCode ?? -1, signal: child.signalCode, stdout, stderr };
}

test('Ctrl-C ends a sweep with 130, its report, and nothing half-written', async (t) => {
  const out = join(newFolder(), 'failures');
  const { code, signal, stdout } = await interruptReal(
    'sweep',
    'topic-creation-cascade',
    '--seeds',
    '1..100000',
    '--jobs',
    '1',
    '--out',
    out,
    '--json',
  );
  t.deepEqual([code, signal], [130, null]);
  t.is(fieldOf(stdout, 'ended'), 'interrupted');
  t.is(fieldOf(stdout, 'seedsAsked'), 100_000);
  const written = readdirSync(out).filter((name) => name !== 'sweep.jsonl');
  t.is(fieldOf(stdout, 'capsules', 'length'), written.length);
  t.deepEqual(
    written.filter((name) => !name.endsWith('.json')),
    [],
  );
});

test('a sweep that is killed leaves the capsules that it had found', async (t) => {
  const out = join(newFolder(), 'failures');
  const found = (): readonly string[] => (existsSync(out) ? readdirSync(out) : []);
  const untilFound = async (): Promise<void> => {
    for (let waits = 0; waits < 500 && !found().some((name) => name.endsWith('.json')); waits += 1)
      await sleep(100);
  };
  const args = ['--seeds', '1..100000', '--jobs', '1', '--out', out];
  const violating = ['topic-creation', '--variant', 'forward-then-register', '--set', 'run.eventsMax=1000'];
  const { signal } = await signalled('SIGKILL', untilFound, ['sweep', ...violating, ...args]);
  t.is(signal, 'SIGKILL');
  const [capsule = 'none'] = found().filter((name) => name.endsWith('.json'));
  t.is(fieldOf(readFileSync(join(out, capsule), 'utf8'), 'verdict'), 'stalled');
});

test('Ctrl-C ends a run with 130, and says how far it came; no file is written', async (t) => {
  const out = join(newFolder(), 'report.json');
  const { code, signal, stdout, stderr } = await interruptReal(
    'run',
    'steady-produce',
    '--set',
    'client.messages=5000000',
    '--out',
    out,
    '--json',
  );
  t.deepEqual([code, signal, stdout], [130, null, '']);
  t.regex(stderr, /interrupted at [\d.]+ ms of virtual time, after \d+ events; nothing was written\n$/);
  t.false(existsSync(out));
});

const comparison = ['compare', 'passes', '--variants', 'slow,fast', '--seeds', '1..5'];

test('Ctrl-C ends a comparison with the seeds that all variants have run, and writes no part of it', async (t) => {
  const out = join(newFolder(), 'comparison.json');
  // Three runs a seed: the first variant runs twice.
  const { code, stdout, stderr } = await runFake([...comparison, '--out', out, '--json'], {
    interruptAfterRuns: 7,
  });
  t.is(code, 130);
  t.deepEqual(fieldOf(stdout, 'seeds'), [1, 2]);
  t.deepEqual([fieldOf(stdout, 'seedsAsked'), fieldOf(stdout, 'ended')], [5, 'interrupted']);
  t.is(stderr, `interrupted: ${out} was not written\n`);
  t.false(existsSync(out));
  const printed = await runFake(comparison, { interruptAfterRuns: 7 });
  t.regex(printed.stdout, /interrupted after 2 of 5 seeds; this is what they came to/);
});

test('a comparison that is interrupted within its first seed has nothing to say', async (t) => {
  const { code, stdout, stderr } = await runFake(comparison, { interruptAfterRuns: 1 });
  t.deepEqual([code, stdout], [130, '']);
  t.is(stderr, 'interrupted before the first seed had run under every variant; nothing was written\n');
});

test('a whole comparison says so', async (t) => {
  const { code, stdout } = await runFake([...comparison, '--json']);
  t.deepEqual([code, fieldOf(stdout, 'ended'), fieldOf(stdout, 'seedsAsked')], [0, 'complete', 5]);
});

test('Ctrl-C ends the verdicts with those that were settled', async (t) => {
  const { code, stderr } = await runFake(['verdicts'], { isInterrupted: true });
  t.is(code, 130);
  t.regex(stderr, /^interrupted: \d of 3 settled; nothing was written\n$/);
});

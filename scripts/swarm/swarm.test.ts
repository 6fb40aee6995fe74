import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const SCRIPT = fileURLToPath(new URL('./swarm.js', import.meta.url));

function run(...args: readonly string[]) {
  const out = mkdtempSync(join(tmpdir(), 'swarm-'));
  return spawnSync(process.execPath, [SCRIPT, '--out', out, ...args], { encoding: 'utf8' });
}

test('a swarm counts verdicts and faults, and says how long it took', (t) => {
  const { status, stdout, stderr } = run('--from', '2', '--count', '2', '--workers', '1');
  t.is(status, 0, stderr);
  t.regex(stdout, /\n2 runs: 2 passed, 0 violated, 0 stalled, 0 broken\n/);
  t.regex(stdout, /\nFaults\n/);
  t.regex(stderr, /\d+ s of CPU, \d+ s of wall time\n$/);
});

test('what cannot be read ends it before anything runs', (t) => {
  for (const args of [
    ['--from', 'x'],
    ['--count', '0'],
    ['--seeds', '1'],
  ]) {
    const { status, stdout, stderr } = run(...args);
    t.deepEqual([status, stdout], [1, '']);
    t.regex(stderr, /^error: [^\n]+\n$/);
  }
});

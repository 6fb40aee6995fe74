/** A line that a report prints to be typed is typed here, as it is, and has to give the same run. */
import { execSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { fieldOf, newFolder } from './testkit/run-fake.js';

const CLI = fileURLToPath(new URL('./cli.js', import.meta.url));
/** As in a shell that npm did not start. */
const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

function stallgrind(
  cwd: string,
  ...args: readonly string[]
): { readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [CLI, ...args], { cwd, env: ENV, encoding: 'utf8' });
}

/**
 * What a shell makes of the line, as JSON. What did not pass ends with another code than 0, and is here for
 * its hash.
 */
function typed(cwd: string, line: string): string {
  return execSync(`${line} --json 2>/dev/null || true`, { cwd, env: ENV, encoding: 'utf8' });
}

function lineIn(stdout: string, what: string): string {
  return stdout.split('\n').find((line) => line.trim().startsWith('node ') && line.includes(what)) ?? 'false';
}

const small = ['--set', 'client.profile=java', '--set', 'forward.onExhausted=wait'];

test('the line of a run and that of a capsule', (t) => {
  const folder = newFolder();
  const capsule = join(folder, "a capsule's.json");
  const run = stallgrind(folder, 'run', 'topic-creation-cascade', ...small, '--capsule', capsule);
  const hash = /hash ([0-9a-f]{16})/.exec(run.stdout)?.[1];
  t.truthy(hash);
  t.is(fieldOf(typed(folder, lineIn(run.stdout, ' run ')), 'hash'), hash);
  const replay = stallgrind(folder, 'replay', capsule);
  t.is(fieldOf(typed(folder, lineIn(replay.stdout, ' replay ')), 'hash'), hash);
});

test('the lines of a comparison, whose schedules are kept for them', (t) => {
  const folder = newFolder();
  const variants = 'forward-then-register,register-then-forward';
  const args = ['compare', 'topic-creation-cascade', '--variants', variants, '--seeds', '3', ...small];
  const { stdout } = stallgrind(folder, ...args, '--json');
  t.is(readdirSync(join(folder, 'out')).length, 1);
  const command = `node ${CLI}`;
  for (const place of [0, 1]) {
    const line = String(fieldOf(stdout, 'runs', place, 'replay')).replace(/^stallgrind/, command);
    t.is(fieldOf(typed(folder, line), 'hash'), fieldOf(stdout, 'runs', place, 'hash'), line);
  }
});

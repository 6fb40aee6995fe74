/** What becomes of output that nobody takes. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const programOf = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

for (const [name, args] of [
  ['cli', ['list']],
  ['demo', []],
] as const) {
  test(`${name}: a pipe that is closed early is no error`, async (t) => {
    const child = spawn(process.execPath, [programOf(name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => void (stderr += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    t.deepEqual([code, stderr], [0, '']);
  });
}

test('a disk that is full is told in one line', (t) => {
  if (!existsSync('/dev/full')) {
    t.pass();
    return;
  }
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [programOf('cli'), 'list'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  t.deepEqual([status, stderr], [1, 'error: cannot write to stdout: the disk is full\n']);
});

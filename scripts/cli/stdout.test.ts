/** What becomes of output that nobody takes. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { newFolder, runFake } from './testkit/run-fake.js';

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

test('a file that cannot be written after all loses no report', async (t) => {
  for (const option of ['--trace', '--capsule', '--out']) {
    const folder = newFolder();
    const file = join(folder, 'x.json');
    const { code, stdout, stderr } = await runFake(['run', 'passes', option, file], {
      onRun: () => rmSync(folder, { recursive: true }),
    });
    t.is(code, 1);
    t.regex(stdout, /^passes, variant slow, seed 1\n/);
    t.is(stderr, `error: cannot write ${file}: there is no such file or folder\n`);
  }
});

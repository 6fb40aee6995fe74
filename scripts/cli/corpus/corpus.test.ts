import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseCapsule } from '../../../scenarios/harness/result/capsule.js';
import { fieldOf, newFolder, runFake } from '../testkit/run-fake.js';

/** Capsules of two runs that violate an invariant, and the journal of their sweep beside them. */
async function filled(): Promise<string> {
  const folder = newFolder();
  await runFake(['sweep', 'violates', '--seeds', '1..2', '--jobs', '1', '--out', folder]);
  return folder;
}

/** As if its bug had been mended: of a scenario that passes. */
function mend(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace('"scenario": "violates"', '"scenario": "passes"'));
}

const corpus = (folder: string, ...args: readonly string[]) =>
  runFake(['corpus', folder, '--jobs', '1', ...args]);

test('every capsule of a folder is run again, and those that still fail are told with their line', async (t) => {
  const folder = await filled();
  const { code, stdout } = await corpus(folder, '--json');
  t.is(code, 2);
  t.deepEqual(
    ['schema', 'capsules', 'passed', 'noLonger'].map((name) => fieldOf(stdout, name)),
    ['stallgrind/corpus@1', 2, 0, []],
  );
  t.like(fieldOf(stdout, 'failed', 1), {
    file: join(folder, 'violates-2.json'),
    was: 'violated',
    countsAs: 'violated',
    replay: `stallgrind replay ${join(folder, 'violates-2.json')}`,
  });
});

test('one that fails no longer says so, and is no failure', async (t) => {
  const folder = await filled();
  mend(join(folder, 'violates-1.json'));
  const { code, stdout } = await corpus(folder);
  t.is(code, 2);
  t.regex(stdout, /2 capsules: 1 passed, 1 did not\n/);
  t.regex(
    stdout,
    /No longer so\n *passes \S+violates-1\.json: it violated election-safety\nWith --mark-passing /,
  );
  mend(join(folder, 'violates-2.json'));
  t.is((await corpus(folder)).code, 0);
});

test('one that fails no longer is marked when that is asked for, and then says nothing', async (t) => {
  const folder = await filled();
  mend(join(folder, 'violates-1.json'));
  const failing = readFileSync(join(folder, 'violates-2.json'), 'utf8');
  const { code, stdout } = await corpus(folder, '--mark-passing');
  t.is(code, 2);
  t.regex(stdout, /it violated election-safety\nThey are kept as runs that pass\.\n/);
  const marked = parseCapsule(readFileSync(join(folder, 'violates-1.json'), 'utf8'), 'it');
  t.like(marked, { verdict: 'passed', violated: [], scenario: 'passes', seed: 1 });
  t.is(readFileSync(join(folder, 'violates-2.json'), 'utf8'), failing);
  t.notRegex((await corpus(folder)).stdout, /No longer so/);
});

test('what is expected passes', async (t) => {
  const { code, stdout } = await corpus(await filled(), '--expect', 'violated:election-safety', '--json');
  t.is(code, 0);
  t.deepEqual([fieldOf(stdout, 'passed'), fieldOf(stdout, 'noLonger')], [2, []]);
});

test('nothing runs where there is nothing to run, or what is no capsule', async (t) => {
  const folder = await filled();
  for (const [args, message] of [
    [[join(folder, 'nowhere')], /^error: there is no folder \S+nowhere\n$/],
    [[newFolder()], /holds no capsule, which is a file that ends in \.json\n$/],
  ] as const) {
    const { code, stderr } = await corpus(...args);
    t.is(code, 1);
    t.regex(stderr, message);
  }
  writeFileSync(join(folder, 'broken.json'), '{}');
  t.regex((await corpus(folder)).stderr, /^error: capsule \S+broken\.json/);
  rmSync(join(folder, 'broken.json'));
  const file = join(folder, 'violates-1.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"scenario": "violates"', '"scenario": "gone"'));
  const { code, stderr, stdout } = await corpus(folder);
  t.deepEqual([code, stdout], [1, '']);
  t.regex(stderr, /^error: capsule \S+violates-1\.json: there is no scenario|unknown scenario/);
});

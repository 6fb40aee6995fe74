/**
 * A capsule that another program wrote: its run may well be another one here, and nothing is proved of
 * determinism by that.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { thisProgram } from './support/program.js';
import { fieldOf, newFolder, runFake, type Printed } from './testkit/run-fake.js';

/** Replays what `run` wrote, with these fields changed. */
async function replayChanged(
  fields: object,
  ...args: readonly string[]
): Promise<Printed & { readonly file: string }> {
  const file = join(newFolder(), 'c.json');
  await runFake(['run', 'passes', '--capsule', file]);
  const capsule: object = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...capsule, ...fields }));
  return { ...(await runFake(['replay', file, ...args])), file };
}

const DIFFERENT = { hash: 'ffffffffffffffff' };
const ours = thisProgram();

function saysSo(t: ExecutionContext, { code, stdout }: Printed, why: string): void {
  t.is(code, 4);
  t.is(stdout.split('\n')[1]?.startsWith(`ANOTHER RUN: ${why}: hash ffffffffffffffff, then `), true, stdout);
}

test('of another version, of other code, or of who knows which program', async (t) => {
  const older = await replayChanged({ ...DIFFERENT, program: { ...ours, version: '0.0.9' } });
  saysSo(t, older, `the capsule is of stallgrind 0.0.9, and this is ${ours.version}`);
  const other = await replayChanged({ ...DIFFERENT, program: { ...ours, code: '0000000000000000' } });
  saysSo(
    t,
    other,
    `the capsule is of stallgrind ${ours.version} with other code (0000000000000000, and here ${ours.code})`,
  );
  const unknown = await replayChanged({ ...DIFFERENT, program: undefined });
  saysSo(t, unknown, 'the capsule does not say which stallgrind wrote it, so it may have been another');
});

test('of this very program: then it is not deterministic', async (t) => {
  const { code, stdout } = await replayChanged(DIFFERENT);
  t.is(code, 4);
  t.regex(stdout, /^NOT DETERMINISTIC: hash ffffffffffffffff, then /m);
  t.is(fieldOf((await replayChanged(DIFFERENT, '--json')).stdout, 'difference', 'otherProgram'), undefined);
});

test('of another program, but the same run: nothing is said of it', async (t) => {
  const { code, stdout } = await replayChanged({ program: { version: '0.0.9', code: '0000000000000000' } });
  t.is(code, 0);
  t.true(stdout.endsWith('the same run: hash 0123456789abcdef\n'));
});

test('what this program does not have is said of the capsule', async (t) => {
  const { code, stdout, stderr, file } = await replayChanged({ scenario: 'pases' });
  t.deepEqual([code, stdout], [1, '']);
  t.is(
    stderr,
    `error: capsule ${file}: unknown scenario "pases"; did you mean passes?; there is no stallgrind.config.ts in this folder that could have it\n`,
  );
});

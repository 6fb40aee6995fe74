import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { UsageError } from '../../../scenarios/settings/usage-error.js';
import { makeFolder } from './files.js';

test('a folder is made with those above it, and may be there already', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  t.teardown(() => {
    rmSync(root, { recursive: true });
  });
  const folder = join(root, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  t.true(statSync(folder).isDirectory());
  const file = join(root, 'file');
  writeFileSync(file, '');
  const refused = (name: string): string | undefined =>
    t.throws(
      () => {
        makeFolder(name);
      },
      { instanceOf: UsageError },
    )?.message;
  t.is(refused(file), `cannot create ${file}: there is a file of that name`);
  t.is(refused(join(file, 'x')), `cannot create ${join(file, 'x')}: its folder is a file`);
});

// Node's own `recursive` goes round for ever there.
test('a folder where none can be made is refused at once', (t) => {
  if (!existsSync('/proc')) {
    t.pass();
    return;
  }
  t.throws(
    () => {
      makeFolder('/proc/failures/deep');
    },
    {
      instanceOf: UsageError,
      message: /^cannot create \/proc\/failures\/deep: there is no such file or folder$/,
    },
  );
});

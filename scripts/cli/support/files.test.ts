import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { checkWritable, makeFolder, writeWholeFile } from './files.js';

test('a folder is made with those above it, and may be there already', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  t.true(statSync(folder).isDirectory());
  const file = join(root, 'file');
  writeFileSync(file, '');
  const refused = (name: string): string | undefined =>
    t.throws(() => makeFolder(name), { instanceOf: UsageError })?.message;
  t.is(refused(file), `cannot create ${file}: there is a file of that name`);
  t.is(refused(join(file, 'x')), `cannot create ${join(file, 'x')}: its folder is a file`);
});

// Node's own `recursive` goes round for ever there.
test('a folder where none can be made is refused at once', (t) => {
  if (!existsSync('/proc')) {
    t.pass();
    return;
  }
  t.throws(() => makeFolder('/proc/failures/deep'), {
    instanceOf: UsageError,
    message: /^cannot create \/proc\/failures\/deep: there is no such file or folder$/,
  });
});

test('a link stays a link: what it leads to is written', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  t.teardown(() => rmSync(root, { recursive: true }));
  const [file, link] = [join(root, 'file'), join(root, 'link')];
  writeFileSync(file, 'before');
  symlinkSync(file, link);
  checkWritable({ out: link });
  t.is(readFileSync(file, 'utf8'), 'before');
  writeWholeFile(link, 'after');
  t.true(lstatSync(link).isSymbolicLink());
  t.is(readFileSync(file, 'utf8'), 'after');
  t.deepEqual(readdirSync(root).sort(), ['file', 'link']);
});

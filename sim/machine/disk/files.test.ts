import test from 'ava';
import fc from 'fast-check';
import { createRandomSource } from '../../random/random.js';
import { FileSystem } from './files.js';
import type { Survival } from './survival.js';

test('a name that was not synced vanishes with a power cut, its synced bytes with it', (t) => {
  const files = new FileSystem();
  files.makeDirectory('/wal');
  syncFolder(files, '/');
  files.create('/wal/1');
  files.write('/wal/1', 0, Uint8Array.of(1));
  syncFile(files, '/wal/1');
  files.loseUnsynced('none', () => 0);
  t.deepEqual(files.list('/wal'), { ok: true, value: [] });
});

test('a removal that was not synced is undone by a power cut', (t) => {
  const files = withFile('/a', Uint8Array.of(1, 2));
  files.remove('/a');
  t.deepEqual(files.sizeBytes('/a'), { ok: false, code: 'ENOENT' });
  files.loseUnsynced('none', () => 0);
  t.deepEqual(files.sizeBytes('/a'), { ok: true, value: 2 });
});

test('a move across folders needs both of them synced', (t) => {
  const afterSyncOf = (...folders: string[]): string => {
    const files = withFile('/from/a', Uint8Array.of(1));
    files.makeDirectory('/to');
    syncFolder(files, '/');
    files.rename('/from/a', '/to/a');
    for (const folder of folders) syncFolder(files, folder);
    files.loseUnsynced('none', () => 0);
    return ['/from', '/to'].filter((folder) => files.sizeBytes(`${folder}/a`).ok).join(' ');
  };
  t.is(afterSyncOf(), '/from');
  t.is(afterSyncOf('/to'), '/from /to');
  t.is(afterSyncOf('/from'), '');
  t.is(afterSyncOf('/from', '/to'), '/to');
});

test('a power cut in the middle of a move across folders leaves one name, old or new, unless one folder alone was synced', (t) => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 40; seed += 1) {
    const files = withFile('/from/a', Uint8Array.of(1));
    files.makeDirectory('/to');
    syncFolder(files, '/');
    files.rename('/from/a', '/to/a');
    files.create('/to/b');
    files.loseUnsynced('prefix', createRandomSource(seed).keyedBy('crash'));
    outcomes.add(['/from/a', '/to/a', '/to/b'].filter((path) => files.sizeBytes(path).ok).join(' '));
  }
  t.deepEqual([...outcomes].sort(), ['/from/a', '/to/a', '/to/a /to/b']);
});

test('a move within a folder happens whole or not at all, also over another file', (t) => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 20; seed += 1) {
    const files = withFile('/new', Uint8Array.of(2));
    files.create('/old');
    syncFolder(files, '/');
    files.rename('/new', '/old');
    files.loseUnsynced('prefix', createRandomSource(seed).keyedBy('crash'));
    outcomes.add(JSON.stringify([files.list('/'), files.sizeBytes('/old')]));
  }
  t.deepEqual([...outcomes].sort(), [
    '[{"ok":true,"value":["new","old"]},{"ok":true,"value":0}]',
    '[{"ok":true,"value":["old"]},{"ok":true,"value":1}]',
  ]);
});

test('errors have the codes of POSIX', (t) => {
  const files = withFile('/d/a', Uint8Array.of(1));
  const codes = [
    files.create('/d/a'),
    files.create('/none/a'),
    files.write('/d', 0, Uint8Array.of(1)),
    files.read('/d/a/b', 0, 1),
    files.truncate('/none', 0),
    files.remove('/d'),
    files.remove('/none'),
    files.rename('/none', '/b'),
    files.rename('/d', '/d/e'),
    files.rename('/d/a', '/d'),
    files.makeDirectory('/d/a/b'),
    files.list('/d/a'),
    files.write('/d/a', 2 ** 40, Uint8Array.of(1)),
  ].map((result) => (result.ok ? 'ok' : result.code));
  t.deepEqual(codes, [
    'EEXIST',
    'ENOENT',
    'ENOENT',
    'ENOENT',
    'ENOENT',
    'EEXIST',
    'ENOENT',
    'ENOENT',
    'EEXIST',
    'EEXIST',
    'EEXIST',
    'ENOENT',
    'ENOSPC',
  ]);
  t.throws(() => files.create('relative'), { message: /absolute/ });
  t.throws(() => files.create('/a/../b'), { message: /dotted/ });
});

test('nothing that was synced is lost, whatever happens to the rest', (t) => {
  const survivals = fc.constantFrom<Survival>('none', 'prefix', 'sectors', 'all');
  fc.assert(
    fc.property(fc.array(nameSteps, { maxLength: 20 }), survivals, fc.nat(1000), (steps, survival, seed) => {
      const files = withFile('/x/kept', Uint8Array.of(7, 7, 7));
      for (const step of steps) step.run(files);
      files.loseUnsynced(survival, createRandomSource(seed).keyedBy('crash'));
      t.deepEqual(files.durableBytes('/x/kept'), Uint8Array.of(7, 7, 7));
    }),
  );
});

test('without a sync, the names that a power cut leaves are those of some moment', (t) =>
  fc.assert(
    fc.property(fc.array(nameSteps, { maxLength: 20 }), fc.nat(1000), (steps, seed) => {
      const files = new FileSystem();
      const moments = [namesOf(files)];
      for (const step of steps) {
        if (step.syncs) continue;
        step.run(files);
        moments.push(namesOf(files));
      }
      files.loseUnsynced('prefix', createRandomSource(seed).keyedBy('crash'));
      t.true(moments.includes(namesOf(files)), namesOf(files));
    }),
  ));

test('once all folders were synced, all names survive', (t) =>
  fc.assert(
    fc.property(fc.array(nameSteps, { maxLength: 20 }), (steps) => {
      const files = new FileSystem();
      for (const step of steps) step.run(files);
      for (const folder of ['/', '/x', '/y']) syncFolder(files, folder);
      const before = namesOf(files);
      files.loseUnsynced('none', () => 0);
      t.is(namesOf(files), before);
    }),
  ));

interface NameStep {
  readonly syncs: boolean;
  readonly run: (files: FileSystem) => void;
}

/** Makes, moves, removes and syncs among a few names, never the one that the tests keep. */
const paths = fc.constantFrom('/a', '/x/a', '/x/b', '/y/a', '/y/b');
const nameSteps: fc.Arbitrary<NameStep> = fc.oneof(
  fc
    .constantFrom('/x', '/y')
    .map((path) => ({ syncs: false, run: (files: FileSystem) => files.makeDirectory(path) })),
  paths.map((path) => ({ syncs: false, run: (files: FileSystem) => files.create(path) })),
  paths.map((path) => ({ syncs: false, run: (files: FileSystem) => files.remove(path) })),
  fc
    .tuple(paths, paths)
    .map(([from, to]) => ({ syncs: false, run: (files: FileSystem) => files.rename(from, to) })),
  fc
    .constantFrom('/', '/x', '/y')
    .map((path) => ({ syncs: true, run: (files: FileSystem) => syncFolder(files, path) })),
);

function namesOf(files: FileSystem): string {
  return ['/', '/x', '/y'].map((path) => JSON.stringify(files.list(path))).join(' ');
}

/** A file system with one file in it, all of it durable. */
function withFile(path: string, bytes: Uint8Array): FileSystem {
  const files = new FileSystem();
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  files.makeDirectory(folder);
  files.create(path);
  files.write(path, 0, bytes);
  syncFile(files, path);
  syncFolder(files, folder);
  syncFolder(files, '/');
  return files;
}

function syncFile(files: FileSystem, path: string): void {
  const sync = files.beginSync(path);
  if (sync !== null) files.finishSync(sync);
}

function syncFolder(files: FileSystem, path: string): void {
  const sync = files.beginSyncDirectory(path);
  if (sync !== null) files.finishSync(sync);
}

import test from 'ava';
import { layer } from '../../index.js';
import { logFile } from './log-paths.js';

const rot = (path: string) =>
  layer.runScenario('steady-produce', {
    seed: 1,
    causes: 'none',
    set: { 'client.messages': 20, 'topic.partitions': 1 },
    variant: 'reference',
    faults: [{ id: 'rot', type: 'rotDisk', target: 'n3', path, bitCount: 8, atMs: 7900 }],
  });

test('words stand for the newest segment of a log', async (t) => {
  const paths = [
    '/data/metadata/0000000000000001.wal',
    '/data/metadata/0000000000000007.wal',
    '/data/partitions/load-0-5/0000000000000001.wal',
    '/data/partitions/load-0-5/checkpoint',
    '/data/partitions/load-01-5/0000000000000002.wal',
    '/data/partitions/old-1/0000000000000001.wal',
  ];
  t.is(logFile('log of __meta', paths), paths[1] ?? '');
  t.is(logFile('log of load/0', paths), paths[2] ?? '');
  t.is(logFile('log of old/1', paths), paths[5] ?? '');
  t.is(logFile('log of load/1', paths), null);
  const [fault] = (await rot('log of __meta')).faults;
  t.is(fault?.effects, 8);
});

test('a path that matches no file names those that are there', async (t) => {
  for (const path of ['/data/nosuch.wal', 'log of nosuch/0']) {
    const [fault] = (await rot(path)).faults;
    t.is(fault?.effects, 0);
    t.regex(fault?.missed ?? '', new RegExp(`^n3 has no file ${path}; there are /data/metadata/\\S+\\.wal`));
  }
});

test('words that stand for no file are refused', async (t) => {
  await t.throwsAsync(rot('journal of load/0'), {
    message: /path, which begins with \/, or one of log of __meta/,
  });
});

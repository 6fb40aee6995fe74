import test from 'ava';
import fc from 'fast-check';
import { judgeEveryFault, judgeRecovery } from './testkit/judge.js';
import { commands, mustOpen, SMALL } from './testkit/script.js';
import { World, type DiskFault } from './testkit/world.js';
import type { WalErrorCode } from './open.js';

const faults: readonly ReturnType<DiskFault>[] = [
  { ok: false, code: 'EIO' },
  { ok: false, code: 'ENOSPC' },
  'short',
];
const ONE = Uint8Array.of(1);

for (const createdBy of ['ownSync', 'firstCommit'] as const) {
  test(`whatever operation fails, what was acknowledged is there after a restart, with and without power: ${createdBy}`, (t) =>
    fc.assert(
      fc.property(commands, fc.constantFrom(...faults), (script, fault) => {
        const failOnce =
          (atOperation: number): DiskFault =>
          (_operation, _path, count) =>
            count === atOperation ? fault : null;
        const options = { ...SMALL, createdBy };
        t.is(judgeEveryFault(script, judgeRecovery, failOnce, { options }), null);
      }),
      { numRuns: 25 },
    ));
}

test('a first commit that makes the file durable answers when the file, its name and the record are', (t) => {
  for (const operation of ['sync', 'syncDirectory'] as const) {
    const world = new World();
    const wal = mustOpen(world, { createdBy: 'firstCommit' });
    const told: (WalErrorCode | null)[] = [];
    wal.append(1, ONE);
    world.fault = (what) => (what === operation ? { ok: false, code: 'EIO' } : null);
    wal.whenDurable(1, (error) => told.push(error));
    world.run();
    t.deepEqual([told, wal.durableLsn], [['WAL_FENCED'], 0]);
    t.is(wal.failed?.operation, operation);
  }
});

for (const operation of ['write', 'sync', 'create', 'syncDirectory'] as const) {
  for (const fault of faults) {
    if (fault === 'short' && operation !== 'write') continue;
    const name =
      fault === null || fault === 'short' ? 'falls short' : `fails with ${fault.ok ? '' : fault.code}`;
    test(`when a ${operation} ${name}, nothing is acknowledged ever again`, (t) => {
      const world = new World();
      const wal = mustOpen(world, { segmentBytesMax: 64 });
      const told: (WalErrorCode | null)[] = [];
      const tell = (error: WalErrorCode | null): unknown => told.push(error);
      // The first record fits into the first segment, the second does not: so every kind of operation occurs.
      wal.append(1, new Uint8Array(20));
      wal.whenDurable(1, tell);
      world.run();
      t.deepEqual(told, [null]);

      let failing = true;
      world.fault = (what) => (failing && what === operation ? fault : null);
      for (const lsn of [2, 3]) {
        t.is(wal.append(1, new Uint8Array(20)), lsn);
        wal.whenDurable(lsn, tell);
      }
      world.run();
      t.deepEqual(told, [null, 'WAL_FENCED', 'WAL_FENCED']);
      t.is(wal.failed?.operation, operation);
      t.is(wal.durableLsn, 1);

      // The disk is well again: that changes nothing.
      failing = false;
      t.is(wal.append(1, ONE), 'WAL_FENCED');
      wal.whenDurable(3, tell);
      wal.whenDurable(1, tell);
      wal.close(tell);
      world.run();
      t.deepEqual(told.slice(3), ['WAL_FENCED', null, 'WAL_FENCED']);
      t.is(wal.durableLsn, 1);
    });
  }
}

test('a removal that fails fences the log too, because nobody knows what a restart would find', (t) => {
  const world = new World();
  const wal = mustOpen(world, { segmentBytesMax: 64 });
  for (const lsn of [1, 2, 3]) t.is(wal.append(1, new Uint8Array(20)), lsn);
  wal.whenDurable(3, () => undefined);
  world.run();
  world.fault = (what) => (what === 'remove' ? { ok: false, code: 'EIO' } : null);
  wal.truncateHead(3);
  world.run();
  t.is(wal.failed?.operation, 'remove');
  t.is(wal.firstLsn, 1);
});

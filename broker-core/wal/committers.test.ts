/** What only some variants have: a second committer, a periodic flush, a queue bounded by its length. */
import test from 'ava';
import type { Wal, WalOptions } from './open.js';
import { mustOpen } from './testkit/script.js';
import { DISK_OPERATION_US, World } from './testkit/world.js';

const ONE = Uint8Array.of(1);
const COMMIT_US = 2 * DISK_OPERATION_US;
const PERIOD_US = 50_000;

function start(options: WalOptions): { world: World; wal: Wal; openedAtUs: number } {
  const world = new World();
  const wal = mustOpen(world, options);
  world.operations.length = 0;
  return { world, wal, openedAtUs: world.nowUs };
}

function append(wal: Wal): number {
  const lsn = wal.append(1, ONE);
  if (typeof lsn !== 'number') throw new Error(lsn);
  return lsn;
}

const writesOf = (world: World): number =>
  world.operations.filter((operation) => operation.startsWith('write')).length;

test('a second committer ticks by the process’s clock, the first by the log’s: two commits in a period', (t) => {
  const { world, wal, openedAtUs } = start({
    commit: { on: 'tick', periodUs: PERIOD_US },
    secondCommitterUs: PERIOD_US,
  });
  t.true(openedAtUs > COMMIT_US && openedAtUs < PERIOD_US - COMMIT_US);
  const durableAtUs: number[] = [];
  const produce = (): void => wal.whenDurable(append(wal), note);
  const note = (): void => {
    durableAtUs.push(world.nowUs - COMMIT_US);
    if (durableAtUs.length < 4) produce();
  };
  produce();
  world.run();
  t.deepEqual(durableAtUs, [PERIOD_US, openedAtUs + PERIOD_US, 2 * PERIOD_US, openedAtUs + 2 * PERIOD_US]);
});

test('what the second committer has taken is a batch by itself; the file takes one after the other, in order', (t) => {
  const { world, wal } = start({ commit: { on: 'notify' }, secondCommitterUs: PERIOD_US });
  world.runUntil(PERIOD_US - DISK_OPERATION_US);
  const order: number[] = [];
  const produce = (): void => {
    const lsn = append(wal);
    wal.whenDurable(lsn, () => order.push(lsn));
  };
  // Being written while the tick falls; queued before it; queued after it.
  produce();
  produce();
  produce();
  world.runUntil(PERIOD_US);
  produce();
  world.run();
  t.deepEqual(order, [1, 2, 3, 4]);
  t.is(writesOf(world), 3);
});

test('a committer alone takes together what has come while it was busy', (t) => {
  const { world, wal } = start({ commit: { on: 'notify' } });
  for (let count = 0; count < 4; count += 1) wal.whenDurable(append(wal), () => undefined);
  world.run();
  t.is(writesOf(world), 2);
});

test('a periodic flush commits between the ticks', (t) => {
  const { world, wal, openedAtUs } = start({
    commit: { on: 'tick', periodUs: 4 * PERIOD_US },
    flushEveryUs: PERIOD_US,
  });
  let durableAtUs = 0;
  wal.whenDurable(append(wal), () => (durableAtUs = world.nowUs));
  world.run();
  t.is(durableAtUs, openedAtUs + PERIOD_US + COMMIT_US);
});

test('the queue is full by its length, and has room again when a commit has ended', (t) => {
  const { world, wal } = start({ commit: { on: 'tick', periodUs: PERIOD_US }, queueRecordsMax: 3 });
  for (let count = 0; count < 3; count += 1) append(wal);
  t.is(wal.append(1, ONE), 'WAL_QUEUE_FULL');
  world.run();
  t.is(append(wal), 4);
});

test('an idle log makes no events, however many tick', (t) => {
  const { world, wal } = start({
    commit: { on: 'tick', periodUs: 1000 },
    secondCommitterUs: 1000,
    flushEveryUs: 700,
  });
  append(wal);
  world.run(1000);
  const { nowUs } = world;
  world.run(1000);
  t.is(world.nowUs, nowUs);
});

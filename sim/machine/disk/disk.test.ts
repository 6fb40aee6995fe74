import test from 'ava';
import { createRandomSource } from '../../random/random.js';
import { bytesOf, createDiskProcess } from '../testkit/disk-process.js';
import { createLife, spent, TestScheduler } from '../testkit/scheduler.js';
import { createDisk } from './disk.js';

test('what was written is read back, and lost in a power cut unless it was synced', (t) => {
  const p = createDiskProcess();
  p.wait.makeDirectory('/wal');
  p.wait.syncDirectory('/');
  p.wait.create('/wal/1');
  p.wait.syncDirectory('/wal');
  t.is(p.wait.write('/wal/1', 0, bytesOf(1, 100)), 100);
  p.wait.sync('/wal/1');
  p.wait.write('/wal/1', 100, bytesOf(2, 100));
  t.is(p.wait.sizeBytes('/wal/1'), 200);
  p.crash('none');
  t.deepEqual(p.wait.read('/wal/1', 0, 1000), bytesOf(1, 100));
});

test('the process crashes and the page cache survives', (t) => {
  const p = createDiskProcess();
  p.wait.create('/a');
  p.wait.write('/a', 0, bytesOf(1, 100));
  p.crash('all');
  t.deepEqual(p.wait.read('/a', 0, 1000), bytesOf(1, 100));
  p.crash('none');
  t.deepEqual(p.wait.list('/'), []);
});

test('a sync covers what had been written when it was submitted, not what is written while it runs', (t) => {
  const p = createDiskProcess();
  p.wait.create('/a');
  p.wait.syncDirectory('/');
  p.wait.write('/a', 0, bytesOf(1, 10));
  p.disk.sync('/a', p.tell('sync'));
  p.disk.write('/a', 10, bytesOf(2, 10), p.tell('write'));
  p.scheduler.run();
  const names = p.told.map(({ name }) => name);
  t.deepEqual(names, ['write', 'sync']);
  t.deepEqual(p.machine.durableBytes('/a'), bytesOf(1, 10));
});

test('syncs that come while one is served share the next flush, writes do not wait for them', (t) => {
  const p = createDiskProcess({ syncUs: 1000, writeUs: 5, writeBytesPerUs: 100 });
  p.disk.create('/a', p.tell('create'));
  p.scheduler.run();
  p.disk.sync('/a', p.tell('sync 1'));
  p.scheduler.run(6);
  for (const name of ['sync 2', 'sync 3']) p.disk.sync('/a', p.tell(name));
  p.disk.write('/a', 0, bytesOf(1, 1000), p.tell('write'));
  p.disk.write('/a', 0, bytesOf(2, 1), p.tell('small write'));
  p.scheduler.run(1_500);
  p.disk.syncDirectory('/', p.tell('sync 4'));
  p.scheduler.run();
  t.is(p.story(), 'create 5, write 21, small write 27, sync 1 1005, sync 2 2005, sync 3 2005, sync 4 3005');
  t.deepEqual(p.scheduler.fired.map(spent).slice(-3), [
    { 'disk-queue sync': 999, 'disk sync': 1000 },
    { 'disk-queue sync': 999, 'disk sync': 1000 },
    { 'disk-queue sync directory': 505, 'disk sync directory': 1000 },
  ]);
});

test('a device with two slots serves two at a time', (t) => {
  const p = createDiskProcess({ readUs: 100, readBytesPerUs: 1, queueDepth: 2 });
  for (const length of [100, 10, 10, 10]) p.disk.read('/none', 0, length, p.tell(`read ${length}`));
  p.scheduler.run();
  t.deepEqual(
    p.told.map(({ atUs }) => atUs),
    [110, 200, 220, 310],
  );
  t.true(p.told.every(({ result }) => !result.ok && result.code === 'ENOENT'));
});

test('a paused process hears late of what its disk did in time', (t) => {
  const p = createDiskProcess({ syncUs: 100 });
  p.wait.create('/a');
  p.wait.syncDirectory('/');
  p.wait.write('/a', 0, bytesOf(1, 10));
  p.disk.sync('/a', p.tell('sync'));
  p.life.paused = true;
  p.scheduler.run(10_000);
  t.deepEqual(p.told, []);
  t.deepEqual(p.machine.durableBytes('/a'), bytesOf(1, 10));
  p.scheduler.resume(p.life);
  p.scheduler.run();
  t.deepEqual(p.told, [{ atUs: 10_000, name: 'sync', result: { ok: true, value: null } }]);
});

test('a crash takes a sync that runs with it, and its process hears of nothing', (t) => {
  const p = createDiskProcess({ syncUs: 100 });
  p.wait.create('/a');
  p.wait.syncDirectory('/');
  p.wait.write('/a', 0, bytesOf(1, 10));
  const submittedUs = p.scheduler.nowUs();
  p.disk.sync('/a', p.tell('sync'));
  p.scheduler.run(submittedUs + 99);
  p.crash('none');
  p.scheduler.run();
  t.deepEqual(p.told, []);
  t.deepEqual(p.machine.durableBytes('/a'), new Uint8Array(0));
  // The device is free again, too.
  p.disk.sync('/a', p.tell('sync of the next life'));
  p.scheduler.run();
  t.is(p.told[0]?.atUs, submittedUs + 199);
});

test('of the writes that a crash interrupts, a prefix of any length has reached the page cache', (t) => {
  const sizes = new Set<number>();
  for (let seed = 0; seed < 50; seed += 1) {
    const p = createDiskProcess({}, seed);
    p.wait.create('/a');
    for (let i = 0; i < 3; i += 1) p.disk.write('/a', i * 10, bytesOf(i + 1, 10), p.tell('write'));
    p.crash('all');
    sizes.add(p.wait.sizeBytes('/a'));
    t.deepEqual(p.told, []);
  }
  t.deepEqual(
    [...sizes].sort((a, b) => a - b),
    [0, 10, 20, 30],
  );
});

test('an operation more on one disk changes no draw on another, nor of its own other operations', (t) => {
  /**
   * How long each of 20 syncs took on two disks; of the second, the n-th operation may be a read, of the
   * first many may come after.
   */
  const run = (readAt: number, more: number): number[][] => {
    const scheduler = new TestScheduler();
    const random = createRandomSource(3);
    const config = { syncJitter: { kind: 'exponential', meanUs: 1000 }, queueDepth: 100 } as const;
    return [1, 2].map((nodeNumber) => {
      const draw = random.keyedBy(`disk:n${nodeNumber}`);
      const disk = createDisk({ scheduler, nodeNumber, draw, config }).open(createLife(nodeNumber));
      const tookUs = new Array<number>(20).fill(-1);
      for (let n = 0; n < 20 + (nodeNumber === 1 ? more : 0); n += 1) {
        // One after the other: together they would share a flush, and its time.
        const sinceUs = scheduler.nowUs();
        if (nodeNumber === 2 && n === readAt) disk.read('/', 0, 1, () => undefined);
        else disk.sync('/', () => n < 20 && (tookUs[n] = scheduler.nowUs() - sinceUs));
        scheduler.run();
      }
      return tookUs;
    });
  };
  const [first, second] = run(-1, 0);
  t.notDeepEqual(first, second);
  t.true(new Set(first).size > 15);
  t.deepEqual(run(-1, 50), [first, second]);
  t.deepEqual(run(7, 0), [first, second?.with(7, -1)]);
});

test('a run’s digests tell different bytes, offsets and paths apart', (t) => {
  const digests = (write: readonly [string, number, number]): number[] => {
    const p = createDiskProcess();
    p.disk.write(write[0], write[1], bytesOf(write[2], 9), p.tell('write'));
    p.scheduler.run();
    return p.scheduler.fired.map(({ digest }) => digest);
  };
  t.deepEqual(digests(['/a', 0, 1]), digests(['/a', 0, 1]));
  const all = [digests(['/a', 0, 1]), digests(['/b', 0, 1]), digests(['/a', 1, 1]), digests(['/a', 0, 2])];
  t.is(new Set(all.flat()).size, 4);
});

test('a configuration that makes no sense is refused by the name of its field', (t) => {
  t.throws(() => createDiskProcess({ queueDepth: 0 }), {
    instanceOf: RangeError,
    message: /disk\.queueDepth/,
  });
  t.throws(() => createDiskProcess({ writeBytesPerUs: 0 }), { message: /disk\.writeBytesPerUs/ });
  t.throws(() => createDiskProcess({ syncUs: 0.5 }), { message: /disk\.syncUs/ });
});

test('threads that sync again and again share flushes: n of them get n syncs in two, and none waits longer than that', (t) => {
  for (const threads of [1, 2, 8, 30]) {
    const p = createDiskProcess({ syncUs: 1_500, queueDepth: 32 });
    let done = 0;
    let longestUs = 0;
    for (let thread = 0; thread < threads; thread += 1) {
      // Each works for a while of its own between two syncs, so they do not come in one instant.
      const work = (): void => {
        p.scheduler.schedule(1 + thread, p.life, 'cpu', { kind: 'cpu', label: 'work' }, 0, () => {
          const sinceUs = p.scheduler.nowUs();
          p.disk.sync('/', () => {
            done += 1;
            longestUs = Math.max(longestUs, p.scheduler.nowUs() - sinceUs);
            work();
          });
        });
      };
      work();
    }
    p.scheduler.run(1_500_000);
    // A thousand flushes at most fit in: alone it gets one of each, else all get one of every two.
    const most = threads === 1 ? 1_000 : 500 * threads;
    t.true(done <= most && done > 0.97 * most, `${String(threads)} threads: ${String(done)} syncs`);
    t.true(longestUs <= (threads === 1 ? 1_500 : 3_000));
  }
});

test('a disk that is first used after crashes has the luck of one that was there before them', (t) => {
  const survivors = [true, false].map((isThere) => {
    const p = createDiskProcess();
    if (isThere) t.is(p.machine.stats.crashes, 0);
    p.crash('none');
    p.crash('sectors');
    p.wait.create('/a');
    p.wait.syncDirectory('/');
    for (let place = 0; place < 16; place += 1) p.wait.write('/a', place * 512, bytesOf(place + 1, 512));
    p.crash('sectors');
    t.is(p.machine.stats.crashes, 3);
    return p.wait.read('/a', 0, 16 * 512);
  });
  t.deepEqual(survivors[0], survivors[1]);
});

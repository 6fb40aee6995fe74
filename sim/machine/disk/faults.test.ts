import test from 'ava';
import { bytesOf, createDiskProcess, type DiskProcess } from '../testkit/disk-process.js';
import { spent } from '../testkit/scheduler.js';
import type { FaultCounter } from '../fault-list.js';
import { SECTOR_BYTES } from './survival.js';

test('operations that fail do nothing, take their time, and are counted', (t) => {
  const { p, fault } = withFile({ writeUs: 5 });
  const { faults } = p.machine;
  faults.fail(fault, { operations: ['write'] });
  const sinceUs = p.scheduler.nowUs();
  p.disk.write('/a', 0, bytesOf(9, 10), p.tell('write'));
  p.disk.read('/a', 0, 10, p.tell('read'));
  p.scheduler.run();
  faults.unfail(fault);
  t.deepEqual(p.told[0], { atUs: sinceUs + 6, name: 'write', result: { ok: false, code: 'EIO' } });
  t.deepEqual(p.told[1]?.result, { ok: true, value: bytesOf(1, 10) });
  t.is(fault.effects, 1);
  t.is(p.machine.stats.failed, 1);
  t.is(p.wait.write('/a', 0, bytesOf(9, 10)), 10);
});

test('a probability of failure is met over many operations, each with its own draw', (t) => {
  const { p, fault } = withFile();
  p.machine.faults.fail(fault, { operations: ['write', 'sync'], probability: 0.25, code: 'ENOSPC' });
  for (let i = 0; i < 1000; i += 1) p.disk.write('/a', 0, bytesOf(1, 1), p.tell('write'));
  p.scheduler.run();
  const failed = p.told.filter(({ result }) => !result.ok && result.code === 'ENOSPC').length;
  t.is(failed, fault.effects);
  t.true(failed > 200 && failed < 300);
});

test('after a failed sync the next one succeeds, and what the failed one left out is gone after a power cut', (t) => {
  const { p, fault } = withFile();
  p.wait.write('/a', 10, bytesOf(2, 10));
  p.machine.faults.fail(fault, { operations: ['sync'] });
  t.throws(() => p.wait.sync('/a'), { message: 'EIO' });
  p.machine.faults.unfail(fault);
  p.wait.write('/a', 20, bytesOf(3, 10));
  p.wait.sync('/a');
  t.deepEqual(p.wait.read('/a', 10, 10), bytesOf(2, 10));
  p.crash('none');
  t.deepEqual(p.wait.read('/a', 10, 20), Uint8Array.of(...bytesOf(0, 10), ...bytesOf(3, 10)));
});

test('a disk that lies about syncs loses what it said was durable, unless a true sync comes first', (t) => {
  for (const [trueSync, kept] of [
    [false, 10],
    [true, 20],
  ] as const) {
    const { p, fault } = withFile();
    p.machine.faults.lieAboutSync(fault);
    p.wait.write('/a', 10, bytesOf(2, 10));
    p.wait.sync('/a');
    p.machine.faults.tellTruthAboutSync(fault);
    if (trueSync) p.wait.sync('/a');
    p.crash('none');
    t.is(p.wait.sizeBytes('/a'), kept);
    t.is(fault.effects, 1);
  }
});

test('a full disk refuses what grows a file, takes what does not, and has room again after a removal', (t) => {
  const { p, fault } = withFile();
  p.machine.faults.full(fault, { freeBytes: 5 });
  const write = (offset: number, length: number): string | number => {
    try {
      return p.wait.write('/a', offset, bytesOf(9, length));
    } catch (error) {
      return String(error);
    }
  };
  t.is(write(0, 10), 10);
  t.is(write(5, 10), 10);
  t.is(write(15, 1), 'Error: ENOSPC');
  t.is(fault.effects, 1);
  p.wait.truncate('/a', 5);
  t.is(write(5, 10), 10);
  p.machine.faults.unfull(fault);
  t.is(write(15, 100), 100);
  t.is(fault.effects, 1);
});

test('a full disk with short writes takes as much as fits', (t) => {
  const { p, fault } = withFile();
  p.machine.faults.full(fault, { freeBytes: 5, shortWrites: true });
  t.is(p.wait.write('/a', 8, bytesOf(9, 10)), 7);
  t.is(p.wait.sizeBytes('/a'), 15);
  t.throws(() => p.wait.write('/a', 15, bytesOf(9, 10)), { message: 'ENOSPC' });
  // The gap would need room, too: nothing of the write itself fits.
  t.throws(() => p.wait.write('/a', 99, bytesOf(9, 10)), { message: 'ENOSPC' });
  t.is(fault.effects, 3);
});

test('a misdirected write leaves a hole where it should be and lands at the beginning of another sector', (t) => {
  const places = new Set<number>();
  for (let seed = 0; seed < 20; seed += 1) {
    const { p, fault } = withFile({}, seed, 3 * SECTOR_BYTES);
    p.machine.faults.misdirect(fault, 1);
    p.wait.write('/a', 3 * SECTOR_BYTES, bytesOf(9, 10));
    const bytes = p.wait.read('/a', 0, 10_000);
    t.is(bytes.length, 3 * SECTOR_BYTES + 10);
    t.deepEqual(bytes.subarray(3 * SECTOR_BYTES), bytesOf(0, 10));
    places.add(bytes.indexOf(9) / SECTOR_BYTES);
    t.is(fault.effects, 1);
  }
  t.deepEqual(
    [...places].sort((a, b) => a - b),
    [0, 1, 2],
  );
});

test('bits that rot are durable, stay away from what is newer, and are the same ones however much else was done', (t) => {
  const rotten = (reads: number): Uint8Array => {
    const { p, fault } = withFile({}, 1, 1000);
    for (let i = 0; i < reads; i += 1) p.wait.read('/a', 0, 1);
    p.wait.write('/a', 0, bytesOf(7, 500));
    p.machine.faults.rot(fault, '/a', 8);
    t.is(fault.effects, 8);
    t.deepEqual(p.wait.read('/a', 0, 500), bytesOf(7, 500));
    p.crash('none');
    return p.wait.read('/a', 0, 1000);
  };
  const flipped = [...rotten(0)]
    .map((byte) => byte ^ 1)
    .reduce((bits, difference) => bits + bitCount(difference), 0);
  t.is(flipped, 8);
  t.deepEqual(rotten(0), rotten(3));
});

test('rot in a file without a durable byte does nothing and counts nothing', (t) => {
  const { p, fault } = withFile();
  p.wait.create('/b');
  p.machine.faults.rot(fault, '/b', 8);
  p.machine.faults.rot(fault, '/none', 8);
  t.is(fault.effects, 0);
});

test('a slow disk says how much of the time was injected', (t) => {
  const { p, fault } = withFile({ syncUs: 100 });
  p.machine.faults.slow(fault, 2.5);
  p.wait.sync('/a');
  t.deepEqual(p.scheduler.fired.map(spent).at(-1), { 'disk sync': 100, 'disk-injected slow': 150 });
  p.machine.faults.unslow(fault);
  p.wait.sync('/a');
  t.deepEqual(p.scheduler.fired.map(spent).at(-1), { 'disk sync': 100 });
  t.is(fault.effects, 1);
});

test('overlapping faults of one kind end one by one, and a wrong pairing is a defect', (t) => {
  const { p, fault } = withFile();
  const other: FaultCounter = { id: 'other', effects: 0 };
  p.machine.faults.fail(fault, { operations: ['read'] });
  p.machine.faults.fail(other, { operations: ['read'] });
  p.machine.faults.unfail(fault);
  t.throws(() => p.wait.read('/a', 0, 1), { message: 'EIO' });
  p.machine.faults.unfail(other);
  t.is(p.wait.read('/a', 0, 1).length, 1);
  t.deepEqual([fault.effects, other.effects], [0, 1]);
  t.throws(() => p.machine.faults.unfail(other), { message: /other ended without having begun/ });
  t.throws(() => p.machine.faults.unslow(other), { message: /without having begun/ });
});

test('a wiped disk is empty, and stays so after a crash', (t) => {
  const { p } = withFile();
  p.life.alive = false;
  p.machine.wipe();
  p.crash('none');
  t.deepEqual(p.wait.list('/'), []);
});

/** A disk with the file `/a` of ones, all of it durable, and a counter. */
function withFile(
  config: Parameters<typeof createDiskProcess>[0] = {},
  seed = 1,
  sizeBytes = 10,
): { p: DiskProcess; fault: FaultCounter } {
  const p = createDiskProcess(config, seed);
  p.wait.create('/a');
  p.wait.write('/a', 0, bytesOf(1, sizeBytes));
  p.wait.sync('/a');
  p.wait.syncDirectory('/');
  return { p, fault: { id: 'fault', effects: 0 } };
}

function bitCount(byte: number): number {
  return byte.toString(2).replaceAll('0', '').length;
}

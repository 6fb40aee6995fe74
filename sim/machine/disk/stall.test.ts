import test from 'ava';
import { bytesOf, createDiskProcess } from '../testkit/disk-process.js';
import { spent } from '../testkit/scheduler.js';
import type { FaultCounter } from '../fault-list.js';

const CONFIG = { syncUs: 100, writeUs: 5, writeBytesPerUs: 100, readUs: 50, readBytesPerUs: 100 };

test('a stall freezes what is served, what queues and what comes; all go on at its end where they stopped', (t) => {
  const p = createDiskProcess(CONFIG);
  const fault = counter('stall');
  p.disk.sync('/', p.tell('served'));
  p.scheduler.run(10);
  p.disk.sync('/', p.tell('queued'));
  p.scheduler.run(30);
  p.machine.faults.stall(fault);
  p.scheduler.run(400);
  p.disk.list('/', p.tell('came'));
  p.scheduler.run(1000);
  t.deepEqual(p.told, []);
  p.machine.faults.unstall(fault);
  p.scheduler.run();
  t.is(p.story(), 'came 1005, served 1070, queued 1170');
  t.deepEqual(p.scheduler.fired.map(spent), [
    { 'disk-injected stall': 600, 'disk list': 5 },
    { 'disk sync': 100, 'disk-injected stall': 970 },
    { 'disk-queue sync': 90, 'disk-injected stall': 970, 'disk sync': 100 },
  ]);
  t.is(fault.effects, 3);
});

test('what was due at the very moment at which the stall begins is done', (t) => {
  const p = createDiskProcess(CONFIG);
  p.disk.sync('/', p.tell('sync'));
  p.scheduler.run(99);
  const fault = counter('stall');
  p.scheduler.schedule(1, null, 'control', { kind: 'control', label: 'fault' }, 0, () =>
    p.machine.faults.stall(fault),
  );
  p.scheduler.run(500);
  t.is(p.told[0]?.atUs, 100);
  t.is(fault.effects, 0);
});

test('a stall of syncs alone lets reads and writes pass', (t) => {
  const p = createDiskProcess(CONFIG);
  const fault = counter('stall');
  p.disk.create('/a', p.tell('create'));
  p.scheduler.run();
  p.disk.sync('/a', p.tell('sync'));
  p.machine.faults.stall(fault, { syncOnly: true });
  p.disk.syncDirectory('/', p.tell('sync directory'));
  p.disk.write('/a', 0, bytesOf(1, 100), p.tell('write'));
  p.disk.read('/a', 0, 100, p.tell('read'));
  p.scheduler.run(10_000);
  t.is(p.story(), 'create 5, write 11, read 56');
  p.machine.faults.unstall(fault);
  p.scheduler.run();
  t.is(p.story(), 'create 5, write 11, read 56, sync 10100, sync directory 10100');
  t.is(fault.effects, 2);
});

test('a read that is being served when a stall of syncs begins keeps its slot', (t) => {
  const p = createDiskProcess(CONFIG);
  p.disk.read('/', 0, 100, p.tell('first'));
  p.machine.faults.stall(counter('stall'), { syncOnly: true });
  p.disk.read('/', 0, 100, p.tell('second'));
  p.scheduler.run();
  t.deepEqual(
    p.told.map(({ atUs }) => atUs),
    [51, 102],
  );
});

test('of two stalls that overlap, the one that ends last ends the wait', (t) => {
  const p = createDiskProcess(CONFIG);
  const [all, syncs] = [counter('all'), counter('syncs')];
  p.disk.sync('/', p.tell('sync'));
  p.machine.faults.stall(all);
  p.scheduler.run(1000);
  p.machine.faults.stall(syncs, { syncOnly: true });
  p.disk.list('/', p.tell('list'));
  p.scheduler.run(2000);
  p.machine.faults.unstall(all);
  p.scheduler.run(3000);
  t.is(p.story(), 'list 2005');
  p.machine.faults.unstall(syncs);
  p.scheduler.run();
  t.is(p.told[1]?.atUs, 3100);
  t.deepEqual([all.effects, syncs.effects], [2, 1]);
});

test('a stall outlasts a crash: it belongs to the disk', (t) => {
  const p = createDiskProcess(CONFIG);
  const fault = counter('stall');
  p.machine.faults.stall(fault);
  p.disk.sync('/', p.tell('before the crash'));
  p.scheduler.run(10);
  p.crash('none');
  p.disk.sync('/', p.tell('after the crash'));
  p.scheduler.run(1000);
  p.machine.faults.unstall(fault);
  p.scheduler.run();
  t.is(p.story(), 'after the crash 1100');
});

function counter(id: string): FaultCounter {
  return { id, effects: 0 };
}

import test from 'ava';
import fc from 'fast-check';
import { bytesOf, createDiskProcess, type DiskProcess } from '../testkit/disk-process.js';
import { spent } from '../testkit/scheduler.js';

const CONFIG = { syncUs: 100, writeUs: 5, writeBytesPerUs: 100, readUs: 50, readBytesPerUs: 100 };

interface Act {
  readonly afterUs: number;
  readonly run: (p: DiskProcess, name: string) => void;
}

const acts: fc.Arbitrary<Act> = fc.record({
  afterUs: fc.nat(60),
  run: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constant((p: DiskProcess, name: string) => p.disk.sync('/', p.tell(`journal ${name}`))),
    },
    fc
      .nat(5000)
      .map(
        (length) => (p: DiskProcess, name: string) => p.disk.read('/a', 0, length, p.tell(`device ${name}`)),
      ),
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom('/a', '/b'), fc.nat(9000)).map(
        ([path, length]) =>
          (p: DiskProcess, name: string) =>
            p.disk.write(path, 0, bytesOf(1, length), p.tell(`file ${path} ${name}`)),
      ),
    },
  ),
});

interface StallWindow {
  readonly startUs: number;
  readonly durationUs: number;
  readonly syncOnly: boolean;
}

const windowsOf = (syncOnly: fc.Arbitrary<boolean>): fc.Arbitrary<StallWindow[]> =>
  fc.array(fc.record({ startUs: fc.nat(1500), durationUs: fc.integer({ min: 1, max: 500 }), syncOnly }), {
    maxLength: 4,
  });
const loads = fc.array(acts, { maxLength: 30 });

test('under any load and any stalls, the pieces of each operation add up to all of its time, and each stall to its own', (t) =>
  fc.assert(
    fc.property(loads, windowsOf(fc.boolean()), (load, windows) => {
      const p = createDiskProcess(CONFIG);
      play(p, load, windows);
      t.is(p.told.length, load.length);
      for (const event of p.scheduler.fired.filter(({ kind }) => kind === 'disk')) {
        const untils = [event.sinceUs, ...event.pieces.map(({ untilUs }) => untilUs)];
        t.deepEqual(
          untils,
          [...untils].sort((a, b) => a - b),
        );
        t.is(untils.at(-1), event.atUs);
        const isSync = 'disk sync' in spent(event);
        const holding = windows.filter(({ syncOnly }) => isSync || !syncOnly);
        t.is(spent(event)['disk-injected stall'] ?? 0, stalledBetween(holding, event.sinceUs, event.atUs));
        if (isSync) t.is(spent(event)['disk sync'], CONFIG.syncUs);
      }
    }),
    { numRuns: 200 },
  ));

test('under any load and stalls of the whole disk, a device of one slot serves in order, and so does each file', (t) =>
  fc.assert(
    fc.property(loads, windowsOf(fc.constant(false)), (load, windows) => {
      const p = createDiskProcess(CONFIG);
      play(p, load, windows);
      for (const queue of ['device', 'journal', 'file /a', 'file /b']) {
        const served = p.told.filter(({ name }) => name.startsWith(queue));
        const order = served.map(({ name }) => Number(name.split(' ').at(-1)));
        t.deepEqual(
          order,
          [...order].sort((a, b) => a - b),
        );
      }
    }),
    { numRuns: 200 },
  ));

test('under any load and any stalls, a device never serves more reads at a time than it has slots, and never two flushes', (t) =>
  fc.assert(
    fc.property(
      loads,
      windowsOf(fc.boolean()),
      fc.integer({ min: 1, max: 3 }),
      (load, windows, queueDepth) => {
        const p = createDiskProcess({ ...CONFIG, queueDepth });
        play(p, load, windows);
        const served = p.scheduler.fired.flatMap(({ sinceUs, pieces }) =>
          pieces.map(({ untilUs, wait }, i) => ({
            startUs: pieces[i - 1]?.untilUs ?? sinceUs,
            untilUs,
            wait,
          })),
        );
        const servedAt = (label: string, us: number): typeof served =>
          served.filter(
            ({ wait, startUs, untilUs }) =>
              wait.kind === 'disk' && wait.label === label && startUs <= us && us < untilUs,
          );
        for (const { startUs } of served) {
          t.true(servedAt('read', startUs).length <= queueDepth);
          // Syncs that are served at one time are of one flush: they began, and end, together.
          t.true(new Set(servedAt('sync', startUs).map(({ untilUs }) => untilUs)).size <= 1);
        }
      },
    ),
    { numRuns: 200 },
  ));

/** Stalls, which may overlap, against a load. */
function play(p: DiskProcess, load: readonly Act[], windows: readonly StallWindow[]): void {
  const control = { kind: 'control', label: 'fault' } as const;
  windows.forEach(({ startUs, durationUs, syncOnly }, i) => {
    const fault = { id: `stall ${i}`, effects: 0 };
    p.scheduler.schedule(startUs, null, 'control', control, 0, () =>
      p.machine.faults.stall(fault, { syncOnly }),
    );
    p.scheduler.schedule(startUs + durationUs, null, 'control', control, 0, () =>
      p.machine.faults.unstall(fault),
    );
  });
  load.forEach(({ afterUs, run }, i) => {
    p.scheduler.run(p.scheduler.nowUs() + afterUs);
    run(p, String(i));
  });
  p.scheduler.run();
}

function stalledBetween(windows: readonly StallWindow[], fromUs: number, untilUs: number): number {
  let sumUs = 0;
  for (let us = fromUs; us < untilUs; us += 1) {
    if (windows.some(({ startUs, durationUs }) => startUs <= us && us < startUs + durationUs)) sumUs += 1;
  }
  return sumUs;
}

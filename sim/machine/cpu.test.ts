import test from 'ava';
import fc from 'fast-check';
import { CpuSlowness, createCpu } from './cpu.js';
import { createLife, spent, TestScheduler } from './testkit/scheduler.js';

test('with one worker, runs follow each other, and the wait for it is told apart from the work', (t) => {
  const { scheduler, cpu, ends } = processor(1);
  cpu.run(100, 'encode', ends('a'));
  cpu.run(50, 'apply', ends('b'));
  scheduler.run();
  t.is(ends.log.join(', '), 'a 100, b 150');
  t.deepEqual(scheduler.fired.map(spent), [
    { 'cpu encode': 100 },
    { 'cpu-queue apply': 100, 'cpu apply': 50 },
  ]);
});

test('with two workers, a long run blocks one of them alone', (t) => {
  const { scheduler, cpu, ends } = processor(2);
  cpu.run(1000, 'blocking call', ends('long'));
  for (const name of ['a', 'b', 'c']) cpu.run(10, 'work', ends(name));
  scheduler.run();
  t.is(ends.log.join(', '), 'a 10, b 20, c 30, long 1000');
});

test('what costs nothing is done at once, without an event, and also while all workers are busy', (t) => {
  const { scheduler, cpu, ends } = processor(1);
  cpu.run(10, 'work', ends('a'));
  cpu.run(0, 'nothing', ends('b'));
  t.is(ends.log.join(', '), 'b 0');
  scheduler.run();
  t.is(scheduler.fired.length, 1);
});

test('a slow processor takes longer from then on, says so, and counts it', (t) => {
  const { scheduler, cpu, ends, slowness } = processor(1);
  const [double, triple] = [
    { id: 'double', effects: 0 },
    { id: 'triple', effects: 0 },
  ];
  cpu.run(10, 'work', ends('before'));
  slowness.slowCpu(double, 2);
  cpu.run(10, 'work', ends('twice'));
  slowness.slowCpu(triple, 3);
  cpu.run(10, 'work', ends('six times'));
  slowness.unslowCpu(double);
  cpu.run(10, 'work', ends('three times'));
  slowness.unslowCpu(triple);
  cpu.run(10, 'work', ends('after'));
  scheduler.run();
  t.is(ends.log.join(', '), 'before 10, twice 30, six times 90, three times 120, after 130');
  t.deepEqual([double.effects, triple.effects], [2, 2]);
  t.deepEqual(scheduler.fired.map(spent)[1], {
    'cpu-queue work': 10,
    'cpu work': 10,
    'cpu slow cpu (injected)': 10,
  });
  t.throws(() => slowness.unslowCpu(double), { message: /without having begun/ });
});

test('at no moment are more runs being worked on than there are workers, nor a worker idle while one waits', (t) => {
  const arrivals = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 50 })), { maxLength: 40 });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 4 }), (runs, workers) => {
      const { scheduler, cpu, ends } = processor(workers);
      for (const [afterUs, costUs] of runs) {
        scheduler.run(scheduler.nowUs() + afterUs);
        cpu.run(costUs, 'work', ends('run'));
      }
      scheduler.run();
      t.is(scheduler.fired.length, runs.length);
      const spans = scheduler.fired.map((event) => ({ sinceUs: event.sinceUs, ...startAndEnd(event) }));
      for (const { sinceUs, startUs } of spans) {
        t.true(busyAt(spans, startUs) <= workers);
        for (let us = sinceUs; us < startUs; us += 1) t.is(busyAt(spans, us), workers);
      }
    }),
  );
});

test('a number of workers, or a cost, that makes no sense is refused by name', (t) => {
  t.throws(() => processor(0), { instanceOf: RangeError, message: /cpu\.workers/ });
  t.throws(() => processor(1).cpu.run(0.5, 'encode', () => undefined), { message: /cost of encode/ });
});

function processor(workers: number) {
  const scheduler = new TestScheduler();
  const slowness = new CpuSlowness();
  const cpu = createCpu({ scheduler, life: createLife(), workers, slowness });
  const log: string[] = [];
  const ends = Object.assign((name: string) => () => log.push(`${name} ${scheduler.nowUs()}`), { log });
  return { scheduler, cpu, ends, slowness };
}

interface WorkSpan {
  readonly startUs: number;
  readonly endUs: number;
}

function startAndEnd(event: TestScheduler['fired'][number]): WorkSpan {
  const endUs = event.atUs;
  return { startUs: endUs - (spent(event)['cpu work'] ?? Number.NaN), endUs };
}

function busyAt(spans: readonly WorkSpan[], us: number): number {
  return spans.filter(({ startUs, endUs }) => startUs <= us && us < endUs).length;
}

import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { Kernel } from './kernel.js';
import { orderOf, type EventOrder } from './order.js';
import type { EventKind, Life } from './types.js';
import { createLife } from './testkit/programs.js';

const ORDERS = ['permuted', 'pct:1', 'pct:3'] as const;
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

function labelled(label: string): Wait {
  return { kind: 'sleep', label };
}

interface Planned {
  readonly name: string;
  readonly kind: EventKind;
  readonly life?: Life | null;
  readonly wait?: Wait;
}

/** The names of events that are due at one instant, as they fire. */
async function fired(order: EventOrder, seed: number, events: readonly Planned[]): Promise<string> {
  const kernel = new Kernel({ seed, order });
  const process = createLife();
  const log: string[] = [];
  await kernel.run(() => {
    for (const { name, kind, life = process, wait = labelled(name) } of events)
      kernel.schedule(10, life, kind, wait, 0, () => log.push(name));
  });
  return log.join(' ');
}

async function everySeed(order: EventOrder, events: readonly Planned[]): Promise<ReadonlySet<string>> {
  return new Set(await Promise.all(SEEDS.map((seed) => fired(order, seed, events))));
}

const timers = (...names: readonly string[]): Planned[] => names.map((name) => ({ name, kind: 'timer' }));

for (const order of ORDERS) {
  test(`${order}: timers, messages, disk, cpu and wake-ups of one process fall in every order`, async (t) => {
    for (const kind of ['delivery', 'disk', 'cpu', 'wake'] as const) {
      const seen = await everySeed(order, [...timers('timer'), { name: kind, kind }]);
      t.deepEqual([...seen].sort(), [`${kind} timer`, `timer ${kind}`].sort());
    }
    t.is((await everySeed(order, timers('a', 'b', 'c'))).size, 6);
  });

  test(`${order}: what is called alike and due at once falls in every order, too`, async (t) => {
    const wait = labelled('notified');
    const woken = ['a', 'b', 'c'].map((name) => ({ name, kind: 'wake' as const, wait }));
    t.is((await everySeed(order, woken)).size, 6);
  });

  test(`${order}: one connection comes in order, and so does one disk; two connections do not`, async (t) => {
    const [first, second] = [labelled('rpc'), labelled('rpc')];
    const of = (name: string, wait: Wait): Planned => ({ name, kind: 'delivery', wait });
    const messages = [of('a1', first), of('b1', second), of('a2', first), of('b2', second)];
    const seen = await everySeed(order, messages);
    t.true(seen.size > 1);
    for (const log of seen) {
      t.true(log.indexOf('a1') < log.indexOf('a2'), log);
      t.true(log.indexOf('b1') < log.indexOf('b2'), log);
    }
    const done = ['write', 'sync'].map((name): Planned => ({ name, kind: 'disk' }));
    t.deepEqual([...(await everySeed(order, done))], ['write sync']);
  });

  test(`${order}: faults go first, then machines; what lets all else go first is last`, async (t) => {
    const events: Planned[] = [
      { name: 'yield', kind: 'yield' },
      ...timers('a', 'b'),
      { name: 'machine', kind: 'machine', life: null },
      { name: 'fault', kind: 'control', life: null },
    ];
    t.deepEqual(
      [...(await everySeed(order, events))].sort(),
      ['fault machine a b yield', 'fault machine b a yield'].sort(),
    );
  });

  test(`${order}: what a paused process missed comes in order, kind by kind`, async (t) => {
    const seen = new Set<string>();
    for (const seed of SEEDS) {
      const kernel = new Kernel({ seed, order });
      const life = createLife();
      const log: string[] = [];
      await kernel.run(() => {
        kernel.pause(life);
        for (const atUs of [10, 20, 30])
          for (const kind of ['timer', 'cpu'] as const)
            kernel.schedule(atUs, life, kind, labelled(`${kind} ${atUs}`), 0, () =>
              log.push(`${kind}${atUs}`),
            );
        kernel.schedule(100, null, 'control', labelled('resume'), 0, () => kernel.resume(life));
      });
      const of = (kind: string): string => log.filter((name) => name.startsWith(kind)).join(' ');
      t.is(of('timer'), 'timer10 timer20 timer30');
      t.is(of('cpu'), 'cpu10 cpu20 cpu30');
      seen.add(log.join(' '));
    }
    t.true(seen.size > 1);
  });
}

test('an event runs only after what scheduled it, and may overtake what was due before', async (t) => {
  const seen = new Set<string>();
  for (const seed of SEEDS) {
    const kernel = new Kernel({ seed, order: 'permuted' });
    const life = createLife();
    const log: string[] = [];
    await kernel.run(() => {
      kernel.schedule(10, life, 'timer', labelled('first'), 0, () => {
        log.push('first');
        kernel.schedule(0, life, 'wake', labelled('woken'), 0, () => log.push('woken'));
      });
      kernel.schedule(10, life, 'timer', labelled('other'), 0, () => log.push('other'));
    });
    seen.add(log.join(' '));
  }
  t.deepEqual([...seen].sort(), ['first other woken', 'first woken other', 'other first woken']);
});

/** Whether b went before a, at each of many instants. */
async function flips(order: EventOrder, seed: number): Promise<readonly boolean[]> {
  const kernel = new Kernel({ seed, order });
  const life = createLife();
  const log: string[] = [];
  await kernel.run(() => {
    for (let instant = 1; instant <= 200; instant += 1)
      for (const name of ['a', 'b'])
        kernel.schedule(instant * 10, life, 'timer', labelled(name), 0, () => log.push(name));
  });
  return Array.from({ length: 200 }, (_, instant) => log[2 * instant] === 'b');
}

function changesIn(order: readonly boolean[]): number {
  return order.filter((flip, place) => place > 0 && flip !== order[place - 1]).length;
}

test('pct:1 keeps the priorities of a run, each change lowers one of them, and permuted draws each time', async (t) => {
  const counted = async (order: EventOrder): Promise<readonly number[]> =>
    Promise.all(SEEDS.map(async (seed) => changesIn(await flips(order, seed))));
  t.true((await counted('pct:1')).every((changes) => changes === 0));
  const one = await counted('pct:2');
  t.true(one.every((changes) => changes <= 1));
  t.true(one.some((changes) => changes === 1));
  const four = await counted('pct:5');
  t.true(four.every((changes) => changes <= 4));
  t.true(four.some((changes) => changes > 1));
  t.true((await counted('permuted')).every((changes) => changes > 50));
});

test('what happens on one node changes no draw of another', async (t) => {
  const run = async (isBusy: boolean): Promise<string> => {
    const kernel = new Kernel({ seed: 7, order: 'permuted' });
    const [one, other] = [createLife('n1', 1), createLife('n2', 2)];
    const log: string[] = [];
    await kernel.run(() => {
      for (let atUs = 10; atUs < 400; atUs += 10) {
        if (isBusy) kernel.schedule(atUs, one, 'timer', labelled('a'), 0, () => undefined);
        for (const name of ['a', 'b'])
          kernel.schedule(atUs, other, 'timer', labelled(name), 0, () => log.push(name));
      }
    });
    return log.join('');
  };
  t.is(await run(true), await run(false));
});

test('an order that is none is refused', (t) => {
  for (const name of ['pct:0', 'pct:65', 'pct:', 'lifo'])
    t.throws(() => orderOf(name as EventOrder, 1), { instanceOf: RangeError, message: /permuted or pct:1/ });
  t.is(orderOf('fifo', 1), null);
});

import test from 'ava';
import fc from 'fast-check';
import { EventQueue, NOT_QUEUED, type QueuedEvent } from './queue.js';

function createEvent(atUs: number, digest: number, tie = 0): QueuedEvent {
  return {
    atUs,
    tie,
    life: null,
    kind: 'timer',
    wait: { kind: 'sleep', label: 'test' },
    pieces: null,
    digest,
    cause: 0,
    fire: () => undefined,
    place: NOT_QUEUED,
    next: null,
    previous: null,
  };
}

/**
 * A step of a random life of the queue: put in so long from now, take the next one out, or take an earlier
 * one out.
 */
type Step =
  | { readonly type: 'push'; readonly delayUs: number; readonly tie: number }
  | { readonly type: 'pop' }
  | { readonly type: 'remove'; readonly pick: number };

/** Around every edge of the wheel: the instant itself, each level, the window, and far beyond. */
const delays = fc.oneof(
  fc.constant(0),
  fc.nat({ max: 3 }),
  fc.nat({ max: 40 }),
  fc.nat({ max: 40_000 }),
  fc.integer({ min: 2 ** 30 - 3, max: 2 ** 30 + 3 }),
  fc.integer({ min: 0, max: 2 ** 45 }),
);

const steps = (ties: fc.Arbitrary<number>): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constant('push' as const), delayUs: delays, tie: ties }) },
      { weight: 3, arbitrary: fc.record({ type: fc.constant('pop' as const) }) },
      { weight: 1, arbitrary: fc.record({ type: fc.constant('remove' as const), pick: fc.nat() }) },
    ),
    { maxLength: 200 },
  );

/**
 * Does the steps on the queue and on a sorted list, and compares what comes out; `digest` numbers the
 * events.
 */
function agreesWithSortedList(script: readonly Step[]): boolean {
  const queue = new EventQueue();
  const all: QueuedEvent[] = [];
  let list: QueuedEvent[] = [];
  let nowUs = 0;
  for (const step of [...script, ...script.map((): Step => ({ type: 'pop' }))]) {
    if (step.type === 'push') {
      const event = createEvent(nowUs + step.delayUs, all.length, step.tie);
      queue.push(event);
      all.push(event);
      list.push(event);
    } else if (step.type === 'pop') {
      list.sort((a, b) => a.atUs - b.atUs || a.tie - b.tie || a.digest - b.digest);
      const expected = list.shift() ?? null;
      if (queue.pop() !== expected) return false;
      nowUs = expected?.atUs ?? nowUs;
    } else if (all.length > 0) {
      const event = all[step.pick % all.length];
      if (event !== undefined) queue.remove(event);
      list = list.filter((other) => other !== event);
    }
    if (queue.size !== list.length) return false;
  }
  return true;
}

test('events come out by time, those of one instant first in first out, whatever is taken out between', (t) => {
  fc.assert(fc.property(steps(fc.constant(0)), agreesWithSortedList), { numRuns: 500 });
  t.pass();
});

test('events of one instant come out by their ties, and equal ties first in first out', (t) => {
  const ties = fc.constantFrom(-(2 ** 32), -5, 0, 5);
  fc.assert(fc.property(steps(ties), agreesWithSortedList), { numRuns: 500 });
  t.pass();
});

test('taking out twice, or after it came out, does nothing', (t) => {
  const queue = new EventQueue();
  const [first, second] = [createEvent(5, 1), createEvent(5, 2)];
  queue.push(first);
  queue.push(second);
  queue.remove(first);
  queue.remove(first);
  t.is(queue.size, 1);
  t.is(queue.pop(), second);
  queue.remove(second);
  t.is(queue.size, 0);
  t.is(queue.pop(), null);
});

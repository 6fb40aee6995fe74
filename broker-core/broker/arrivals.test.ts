import test from 'ava';
import fc from 'fast-check';
import type { Callback } from '../env.js';
import { Arrivals } from './arrivals.js';

/** A processor whose runs end when the test says so, in whatever order. */
function processor(): { arrivals: Arrivals; done: string[]; ends: Map<string, Callback>; take: Take } {
  const done: string[] = [];
  const ends = new Map<string, Callback>();
  const arrivals = new Arrivals(
    { run: (_costUs, label, end) => void ends.set(label, end) },
    { here: () => 0, handoff: (_since, _wait, work) => work() },
  );
  const take: Take = (from, costUs, name) => arrivals.handle(from, costUs, name, () => done.push(name));
  return { arrivals, done, ends, take };
}

type Take = (from: string, costUs: number, name: string) => void;

test('what costs nothing waits for what the same peer sent before', (t) => {
  const { done, ends, take } = processor();
  take('n1', 60, 'records');
  take('n1', 0, 'news');
  t.deepEqual(done, []);
  ends.get('records')?.();
  t.deepEqual(done, ['records', 'news']);
});

test('it is done at once if nothing waits, and other peers have lines of their own', (t) => {
  const { done, ends, take } = processor();
  take('n1', 0, 'first');
  take('n1', 60, 'records');
  take('n2', 0, 'other');
  t.deepEqual(done, ['first', 'other']);
  ends.get('records')?.();
  take('n1', 0, 'last');
  t.deepEqual(done, ['first', 'other', 'records', 'last']);
});

test('with several processors, a short run that ends first waits for a long one before it', (t) => {
  const { done, ends, take } = processor();
  take('n1', 600, 'long');
  take('n1', 60, 'short');
  take('n1', 0, 'news');
  ends.get('short')?.();
  t.deepEqual(done, []);
  ends.get('long')?.();
  t.deepEqual(done, ['long', 'short', 'news']);
});

test('whatever the costs, and in whatever order the runs end, each peer’s order is kept and nothing is left', (t) => {
  const messages = fc.array(
    fc.record({ from: fc.constantFrom('n1', 'n2'), costUs: fc.constantFrom(0, 60) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(messages, fc.infiniteStream(fc.nat()), (sent, choices) => {
      const { done, ends, take } = processor();
      sent.forEach(({ from, costUs }, place) => take(from, costUs, `${from} ${place}`));
      while (ends.size > 0) {
        const names = [...ends.keys()];
        const name = names[Number(choices.next().value) % names.length] ?? '';
        ends.get(name)?.();
        ends.delete(name);
      }
      for (const peer of ['n1', 'n2']) {
        const inOrder = sent.flatMap(({ from }, place) => (from === peer ? [`${from} ${place}`] : []));
        t.deepEqual(
          done.filter((name) => name.startsWith(peer)),
          inOrder,
        );
      }
    }),
  );
});

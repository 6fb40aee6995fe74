import test from 'ava';
import fc from 'fast-check';
import { hashBytes32, hashString32 } from './mix.js';
import { createRandomSource, SEED_MAX } from './random.js';

test('a keyed draw does not depend on what was drawn before', (t) => {
  const quiet = createRandomSource(7);
  const busy = createRandomSource(7);
  for (let i = 0; i < 100; i += 1) busy.keyed('network', i);
  busy.stream('network')();
  t.is(busy.keyed('network', 1000), quiet.keyed('network', 1000));
});

test('streams of different names, and of different seeds, differ from the first draw on', (t) => {
  const draws = new Set<number>();
  for (let seed = 0; seed < 50; seed += 1) {
    const source = createRandomSource(seed);
    for (const name of ['network', 'disk:n1', 'disk:n2']) draws.add(source.stream(name)());
  }
  t.is(draws.size, 150);
});

test('a seed outside 0..2^32-1 is refused by name', (t) => {
  for (const seed of [-1, 1.5, SEED_MAX + 1, Number.NaN])
    t.throws(() => createRandomSource(seed), { instanceOf: RangeError, message: /seed must be an integer/ });
});

test('keyed draws are uniform over keys, and over seeds at one key', (t) => {
  const overKeys = createRandomSource(3).keyedBy('uniform');
  t.true(chiSquare((i) => overKeys(i)) < CHI_SQUARE_15_P001);
  t.true(chiSquare((i) => createRandomSource(i).keyed('uniform', 0)) < CHI_SQUARE_15_P001);
});

test('a hash changes when any one byte does', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, by) => {
        const other = bytes.slice();
        const index = at % bytes.length;
        other[index] = (other[index] ?? 0) ^ by;
        return hashBytes32(bytes) !== hashBytes32(other);
      },
    ),
  );
  t.not(hashString32('topic:a'), hashString32('topic:b'));
});

/** Upper 0.1 % point of chi-square with 15 degrees of freedom. */
const CHI_SQUARE_15_P001 = 37.7;

function chiSquare(draw: (i: number) => number): number {
  const cells = new Array<number>(16).fill(0);
  const draws = 16_000;
  for (let i = 0; i < draws; i += 1) {
    const cell = Math.floor(draw(i) * 16);
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  return cells.reduce((sum, count) => sum + (count - draws / 16) ** 2 / (draws / 16), 0);
}

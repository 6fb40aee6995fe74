import test from 'ava';
import fc from 'fast-check';
import { decodeEntry, decodeHardState, encodeEntry, encodeHardState } from './index.js';

const place = { term: fc.maxSafeNat().map(atLeastOne), index: fc.maxSafeNat().map(atLeastOne) };
const anyEntry = fc.record({ ...place, data: fc.uint8Array({ maxLength: 40 }) });
const anyHardState = fc.record({
  term: fc.maxSafeNat(),
  votedFor: fc.option(fc.string({ unit: 'binary', maxLength: 10 })),
  commitIndex: fc.maxSafeNat(),
});

test('what was encoded is decoded the same', (t) =>
  fc.assert(
    fc.property(anyEntry, anyHardState, (entry, hardState) => {
      t.deepEqual(decodeEntry(encodeEntry(entry)), entry);
      t.deepEqual(decodeHardState(encodeHardState(hardState)), hardState);
    }),
  ));

for (const { name, any, decode } of [
  { name: 'entry', any: anyEntry.map(encodeEntry), decode: decodeEntry },
  { name: 'hard state', any: anyHardState.map(encodeHardState), decode: decodeHardState },
]) {
  test(`${name}: a record that ends too soon or too late is none, wherever it ends`, (t) =>
    fc.assert(
      fc.property(any, (bytes) => {
        for (let sizeBytes = 0; sizeBytes < bytes.length; sizeBytes += 1)
          t.is(decode(bytes.subarray(0, sizeBytes)), null);
        t.is(decode(Uint8Array.of(...bytes, 0)), null);
      }),
      { numRuns: 30 },
    ));

  test(`${name}: garbage never throws`, (t) =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 48 }), (bytes) => void t.notThrows(() => decode(bytes))),
    ));
}

test('a number beyond 2^53 - 1 is refused, not rounded', (t) => {
  const bytes = encodeEntry({ term: 1, index: 1, data: new Uint8Array(0) });
  bytes[6] = 0x20;
  t.is(decodeEntry(bytes), null);
});

test('an entry at index 0, or a vote flag that is neither 0 nor 1, is none', (t) => {
  const entry = encodeEntry({ term: 1, index: 1, data: new Uint8Array(0) });
  entry[8] = 0;
  t.is(decodeEntry(entry), null);
  const state = encodeHardState({ term: 1, votedFor: null, commitIndex: 0 });
  state[16] = 2;
  t.is(decodeHardState(state), null);
});

test('the layout is fixed: what was stored once must be readable for ever', (t) => {
  t.deepEqual(
    [...encodeEntry({ term: 258, index: 2 ** 32 + 3, data: Uint8Array.of(7) })],
    [2, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 7],
  );
  t.deepEqual(
    [...encodeHardState({ term: 1, votedFor: 'n2', commitIndex: 3 })],
    [1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 110, 0, 50, 0],
  );
});

function atLeastOne(value: number): number {
  return Math.max(1, value);
}

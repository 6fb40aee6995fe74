import test from 'ava';
import fc from 'fast-check';
import {
  decodeEntry,
  decodeHardState,
  decodeSnapshot,
  encodeEntry,
  encodeHardState,
  encodeSnapshot,
  type Decoded,
} from './index.js';

const place = { term: fc.maxSafeNat().map(atLeastOne), index: fc.maxSafeNat().map(atLeastOne) };
const anyPlacedData = fc.record({ ...place, data: fc.uint8Array({ maxLength: 40 }) });
const anyHardState = fc.record({
  term: fc.maxSafeNat(),
  votedFor: fc.option(fc.string({ unit: 'binary', maxLength: 10 })),
  commitIndex: fc.maxSafeNat(),
});

/** Each kind of record: a way to make one, to write it and to read it. */
const KINDS = [
  { name: 'entry', any: anyPlacedData.map(encodeEntry), decode: decodeEntry },
  { name: 'snapshot', any: anyPlacedData.map(encodeSnapshot), decode: decodeSnapshot },
  { name: 'hard state', any: anyHardState.map(encodeHardState), decode: decodeHardState },
] satisfies {
  name: string;
  any: fc.Arbitrary<Uint8Array>;
  decode: (bytes: Uint8Array) => Decoded<unknown>;
}[];

test('what was encoded is decoded the same, wherever it stands among other bytes', (t) => {
  const around = fc.uint8Array({ maxLength: 8 });
  fc.assert(
    fc.property(anyPlacedData, anyHardState, around, around, (placed, hardState, before, after) => {
      const entry = encodeEntry(placed);
      const entryBytes = Uint8Array.of(...before, ...entry, ...after);
      t.deepEqual(decodeEntry(entryBytes, before.length), {
        ok: true,
        value: placed,
        sizeBytes: entry.length,
      });
      t.deepEqual(decodeSnapshot(encodeSnapshot(placed)), {
        ok: true,
        value: placed,
        sizeBytes: entry.length,
      });
      const state = encodeHardState(hardState);
      const stateBytes = Uint8Array.of(...before, ...state, ...after);
      t.deepEqual(decodeHardState(stateBytes, before.length), {
        ok: true,
        value: hardState,
        sizeBytes: state.length,
      });
    }),
  );
});

for (const { name, any, decode } of KINDS) {
  test(`${name}: a record that ends too soon is truncated, wherever it ends`, (t) =>
    fc.assert(
      fc.property(any, (bytes) => {
        for (let sizeBytes = 0; sizeBytes < bytes.length; sizeBytes += 1)
          t.like(decode(bytes.subarray(0, sizeBytes)), { ok: false, error: 'truncated' });
      }),
      { numRuns: 30 },
    ));

  test(`${name}: garbage gives a typed error or a value, and never throws`, (t) =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 48 }), (bytes) => void t.notThrows(() => decode(bytes))),
    ));
}

test('a number beyond 2^53 - 1 is refused, not rounded', (t) => {
  const bytes = encodeEntry({ term: 1, index: 1, data: new Uint8Array(0) });
  bytes[6] = 0x20;
  t.deepEqual(decodeEntry(bytes), { ok: false, error: 'integerOutOfRange' });
});

test('an entry at index 0, or a vote flag that is neither 0 nor 1, is malformed', (t) => {
  const entry = encodeEntry({ term: 1, index: 1, data: new Uint8Array(0) });
  entry[8] = 0;
  t.deepEqual(decodeEntry(entry), { ok: false, error: 'malformed' });
  const state = encodeHardState({ term: 1, votedFor: null, commitIndex: 0 });
  state[16] = 2;
  t.deepEqual(decodeHardState(state), { ok: false, error: 'malformed' });
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

import test from 'ava';
import fc from 'fast-check';
import type { Payload } from '../../../broker-core/door.js';
import { digestPayload, verifyPayload } from './digest.js';

const payloads = fc.letrec<{ any: Payload }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.uint8Array({ maxLength: 9 }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), tie('any'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).any;

/** A copy that shares nothing, with every number moved by the least that it can be. */
function copy(payload: Payload | undefined): Payload {
  if (payload instanceof Uint8Array) return payload.slice();
  if (typeof payload !== 'object' || payload === null) return payload ?? null;
  if (Array.isArray(payload)) return payload.map(copy);
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, copy(value)]));
}

test('equal content has an equal digest, a 32-bit integer', (t) => {
  const same = fc.property(payloads, (payload) => {
    const digest = digestPayload(payload);
    return digest === (digest | 0) && digest === digestPayload(copy(payload));
  });
  t.notThrows(() => fc.assert(same, { seed: 1, numRuns: 500 }));
});

test('content that differs, or is built otherwise, has another digest', (t) => {
  const different: readonly Payload[] = [
    null,
    true,
    false,
    0,
    1,
    -1,
    2 ** 32,
    0.1,
    0.1 + Number.EPSILON,
    NaN,
    Infinity,
    '',
    '0',
    'a',
    [],
    {},
    [0],
    [0, 0],
    [[0]],
    [null],
    { a: 1 },
    { a: 2 },
    { b: 1 },
    { a: { b: 1 } },
    {
      a: {},
      b: 1,
    },
    { a: undefined },
    {
      a: 1,
      b: 2,
    },
    {
      b: 2,
      a: 1,
    },
    ['a', 1],
    'x'.repeat(100),
    'x'.repeat(101),
    new Uint8Array(0),
    new Uint8Array(1),
    new Uint8Array([0, 1]),
    new Uint8Array([1, 0]),
  ];
  t.is(new Set(different.map(digestPayload)).size, different.length);
});

test('a long list has one digest, however often it is sent and in whatever it lies, and another one if anything in it differs', (t) => {
  const list = (last: number, length = 64): Payload[] =>
    Array.from({ length }, (_, place) => ({ place: place === length - 1 ? last : place }));
  const sent = list(7);
  t.is(digestPayload(sent), digestPayload(sent));
  t.is(digestPayload(sent), digestPayload(list(7)));
  t.is(digestPayload({ a: sent, b: 1 }), digestPayload({ a: list(7), b: 1 }));
  const different: readonly Payload[] = [sent, list(8), list(7, 65), [sent], [sent, sent], { a: sent }];
  t.is(new Set(different.map(digestPayload)).size, different.length);
});

test('what was seen before, and how much of it is remembered, changes no digest', (t) => {
  const payload = (n: number): Payload => ({
    type: 'a',
    [`key ${n}`]: `value ${n}`,
    inner: { type: 'b', n },
  });
  const digests = Array.from({ length: 10_000 }, (_, n) => digestPayload(payload(n)));
  for (let n = 9999; n >= 0; n -= 1) t.is(digestPayload(payload(n)), digests[n] ?? NaN, String(n));
  t.is(new Set(digests).size, digests.length);
});

test('a payload that contains itself is refused, not followed for ever', (t) => {
  const loop: Payload[] = [];
  loop.push(loop);
  t.throws(() => digestPayload(loop), { message: /contain itself/ });
  const long: Payload[] = new Array<Payload>(100).fill(null);
  long.push(long);
  t.throws(() => digestPayload(long), { message: /contain itself/ });
  t.throws(() => verifyPayload(loop), { message: /contains itself/ });
});

test('what is not plain data is refused, with its path', (t) => {
  const bad = (value: unknown, message: RegExp): void => {
    t.throws(() => verifyPayload(value as Payload), { message });
  };
  bad({ a: [1, () => 1] }, /payload\.a\[1\] is function/);
  bad({ a: new Map() }, /payload\.a is an instance of a class/);
  bad([undefined], /payload\[0\] is undefined/);
  bad(new Array(1), /payload\[0\] is undefined/);
  bad(10n, /payload is bigint/);
  bad({ a: NaN }, /payload\.a is NaN/);
  bad(
    {
      get a() {
        return 1;
      },
    },
    /payload\.a is computed/,
  );
  bad({ [Symbol('a')]: 1 }, /symbols/);
});

test('a verified payload is frozen all the way down', (t) => {
  const payload = { list: [{ a: 1 }], absent: undefined };
  verifyPayload(payload);
  t.true([payload, payload.list, payload.list[0]].every((part) => Object.isFrozen(part)));
});

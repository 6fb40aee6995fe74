import test from 'ava';
import fc from 'fast-check';
import { decodeSnapshot, encodeSnapshot } from './snapshot.js';
import { MetadataState } from './state/state.js';
import { commands } from './testkit/arbitraries.js';
import { step, withOrders } from './testkit/image.js';

test('a node that starts from a snapshot has the same content and answers whatever comes the same', (t) =>
  fc.assert(
    fc.property(commands, commands, (past, future) => {
      const state = new MetadataState();
      for (const command of past) step(state, command);
      const decoded = decodeSnapshot(encodeSnapshot(state));
      if (!decoded.ok) return t.fail();
      t.is(decoded.state.appliedIndex, state.appliedIndex);
      for (const command of future) {
        t.deepEqual(step(decoded.state, command), step(state, command));
        t.is(decoded.state.contentHash, state.contentHash);
      }
    }),
  ));

test('a node that starts from a snapshot forgets the same answers next', (t) => {
  const allocate = (number: number) =>
    ({
      type: 'allocateProducerIds',
      count: 1,
      requestId: { origin: `n${number % 7}`, number, seenIndex: number },
    }) as const;
  const state = new MetadataState();
  for (let number = 0; number < 2000; number++) step(state, allocate(number));
  const decoded = decodeSnapshot(encodeSnapshot(state));
  if (!decoded.ok) return t.fail();
  for (let number = 2000; number < 2100; number++) step(state, allocate(number));
  for (let number = 2000; number < 2100; number++) step(decoded.state, allocate(number));
  t.deepEqual(decoded.state.answers(), state.answers());
});

test('a damaged snapshot is refused, whichever byte is damaged, and wherever it is cut', (t) => {
  const bytes = encodeSnapshot(withOrders());
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x10;
    // The applied index lies outside the content; no hash says what it should be.
    if (at !== 1) t.false(decodeSnapshot(damaged).ok, `byte ${at}`);
    t.false(decodeSnapshot(bytes.subarray(0, at)).ok, `${at} bytes`);
  }
});

test('garbage is refused and never throws', (t) =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) =>
      t.deepEqual(decodeSnapshot(Uint8Array.of(2, ...garbage)), { ok: false, error: 'CORRUPT_MESSAGE' }),
    ),
    { numRuns: 2000 },
  ));

test('an empty image has a snapshot too', (t) =>
  t.true(decodeSnapshot(encodeSnapshot(new MetadataState())).ok));

import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../../bytes/writer.js';
import type { Payload } from '../../env.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import { decodeEntry, encodeEntry, typeOf, type LogEntry } from './codec.js';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const records = fc.array(
  fc.record({
    key: fc.option(text),
    value: text,
    timestampUs: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
  }),
  { minLength: 1, maxLength: 10 },
);
const identities = fc.oneof(
  fc.constant({ producerId: -1, producerEpoch: -1, baseSequence: -1 }),
  fc.record({ producerId: fc.nat(), producerEpoch: fc.nat(100), baseSequence: fc.nat() }),
);
const batches: fc.Arbitrary<RecordBatch> = fc
  .tuple(identities, records, fc.nat(), fc.nat())
  .map(([identity, list, baseOffset, leaderEpoch]) => ({
    ...identity,
    baseOffset,
    leaderEpoch,
    records: list,
  }));

const entries: fc.Arbitrary<LogEntry> = fc.oneof(
  batches.map((batch) => ({ kind: 'batch' as const, batch })),
  fc.maxSafeNat().map((endOffset) => ({ kind: 'truncate' as const, endOffset })),
  fc.maxSafeNat().map((offset) => ({ kind: 'high-watermark' as const, offset })),
);

function encoded(entry: LogEntry): Uint8Array {
  const writer = new ByteWriter();
  encodeEntry(entry, writer);
  return writer.copy();
}

test('every entry is read back as it was written', (t) =>
  fc.assert(
    fc.property(entries, (entry) => {
      const decoded = decodeEntry({ type: typeOf(entry), payload: encoded(entry) });
      t.is(JSON.stringify(decoded), JSON.stringify(entry.kind === 'batch' ? inOrder(entry.batch) : entry));
    }),
  ));

/** With the fields in the order in which the decoder puts them. */
function inOrder(batch: RecordBatch): LogEntry {
  const { baseOffset, leaderEpoch, producerId, producerEpoch, baseSequence } = batch;
  const list = batch.records.map(({ key, value, timestampUs }) => ({
    key,
    value,
    timestampUs: timestampUs + 0,
  }));
  return {
    kind: 'batch',
    batch: { baseOffset, leaderEpoch, producerId, producerEpoch, baseSequence, records: list },
  };
}

test('a truncated entry, or one with something behind it, is none', (t) =>
  fc.assert(
    fc.property(entries, (entry) => {
      const bytes = encoded(entry);
      const type = typeOf(entry);
      for (let sizeBytes = 0; sizeBytes < bytes.length; sizeBytes++)
        t.is(decodeEntry({ type, payload: bytes.subarray(0, sizeBytes) }), null);
      t.is(decodeEntry({ type, payload: Uint8Array.of(...bytes, 0) }), null);
    }),
  ));

test('garbage never throws, and what is accepted is what would have been written', (t) => {
  let accepted = 0;
  const check = (type: number, payload: Uint8Array): void => {
    const entry = decodeEntry({ type, payload });
    if (entry === null) return;
    accepted++;
    t.deepEqual(encoded(entry), payload);
  };
  fc.assert(fc.property(fc.nat(5), fc.uint8Array({ maxLength: 30 }), check), { numRuns: 3000 });
  const damaged = fc.tuple(entries, fc.nat(), fc.nat(255)).map(([entry, place, byte]) => {
    const payload = encoded(entry);
    payload[place % payload.length] = byte;
    return [typeOf(entry), payload] as const;
  });
  fc.assert(
    fc.property(damaged, ([type, payload]) => check(type, payload)),
    { numRuns: 2000 },
  );
  t.true(accepted > 100);
});

test('a count beyond what the bytes can hold is refused at once', (t) => {
  const payload = new ByteWriter()
    .varint(0)
    .varint(0)
    .varint(0)
    .varint(0)
    .varint(0)
    .varint(2 ** 50)
    .copy();
  t.is(decodeEntry({ type: 1, payload }), null);
});

test('a batch is plain data that the network carries as it is', (t) => {
  const entry = decodeEntry({
    type: 1,
    payload: encoded({ kind: 'batch', batch: fc.sample(batches, 1)[0] as RecordBatch }),
  });
  if (entry?.kind !== 'batch') return t.fail();
  const payload: Payload = entry.batch;
  t.true(Object.isFrozen(payload) && Object.isFrozen(entry.batch.records));
});

import test from 'ava';
import fc from 'fast-check';
import { ByteReader } from './reader.js';
import { ByteWriter } from './writer.js';

test('every kind of value is read back as it was written', (t) => {
  const anyString = fc.string({ unit: 'binary', maxLength: 40 });
  const anyUtf16 = fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(
      fc.maxSafeNat(),
      fc.nat(0xffff_ffff),
      fc.oneof(anyString, anyUtf16),
      fc.uint8Array(),
      fc.double(),
      (large, small, text, raw, real) => {
        const signed = Math.floor(large / 2) * (small % 2 === 0 ? 1 : -1);
        const writer = new ByteWriter(1);
        writer
          .u8(small & 0xff)
          .u16(small & 0xffff)
          .u32(small)
          .u64(large)
          .varint(large)
          .varint(small)
          .zigzag(signed);
        writer.string(text).bytes(raw).f64(real).bool(true).raw(raw);
        const reader = new ByteReader(writer.written());
        t.is(reader.u8(), small & 0xff);
        t.is(reader.u16(), small & 0xffff);
        t.is(reader.u32(), small);
        t.is(reader.u64(), large);
        t.is(reader.varint(), large);
        t.is(reader.varint(), small);
        t.is(reader.zigzag() + 0, signed + 0);
        t.is(reader.string(), text);
        t.deepEqual(new Uint8Array(reader.bytes()), raw);
        t.is(reader.f64(), real);
        t.true(reader.bool());
        t.deepEqual(new Uint8Array(reader.raw(raw.length)), raw);
        t.true(reader.finished);
      },
    ),
  );
});

test('well-formed text gets the same bytes as from TextEncoder', (t) =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const encoded = new TextEncoder().encode(text);
      t.deepEqual(new ByteWriter().string(text).copy(), new ByteWriter().bytes(encoded).copy());
    }),
  ));

test('a truncated input fails at whatever byte it ends, and goes on failing', (t) => {
  const whole = new ByteWriter()
    .varint(300)
    .string('añ€😀')
    .u64(2 ** 40)
    .bytes(Uint8Array.of(1, 2))
    .copy();
  for (let sizeBytes = 0; sizeBytes < whole.length; sizeBytes++) {
    const reader = new ByteReader(whole.subarray(0, sizeBytes));
    reader.varint();
    reader.string();
    reader.u64();
    reader.bytes();
    t.true(reader.failed, `${sizeBytes} bytes`);
    t.is(reader.u8(), 0);
    t.is(reader.remainingBytes, 0);
    t.false(reader.finished);
  }
});

test('garbage never throws, and what is accepted is what a writer would have written', (t) =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (garbage) => {
      const reader = new ByteReader(garbage);
      const number = reader.varint();
      const text = reader.string();
      const raw = reader.bytes();
      t.is(reader.failed, reader.remainingBytes === 0 && !reader.finished);
      if (!reader.finished) return;
      t.deepEqual(new ByteWriter().varint(number).string(text).bytes(raw).copy(), garbage);
    }),
    { numRuns: 2000 },
  ));

test('overlong, oversized and broken encodings are refused', (t) => {
  const refused: readonly [string, (reader: ByteReader) => unknown, number[]][] = [
    ['overlong varint', (r) => r.varint(), [0x80, 0x00]],
    ['varint above 2^53-1', (r) => r.varint(), [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['varint of nine bytes', (r) => r.varint(), [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['u64 above 2^53-1', (r) => r.u64(), [0, 0, 0, 0, 0, 0, 0x20, 0]],
    ['boolean of 2', (r) => r.bool(), [2]],
    ['overlong slash', (r) => r.string(), [2, 0xc0, 0xaf]],
    ['lone continuation byte', (r) => r.string(), [1, 0x80]],
    ['above U+10FFFF', (r) => r.string(), [4, 0xf4, 0x90, 0x80, 0x80]],
    ['surrogate pair in two halves', (r) => r.string(), [6, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['a length beyond the input', (r) => r.bytes(), [200, 1, 0]],
  ];
  for (const [name, read, bytes] of refused) {
    const reader = new ByteReader(Uint8Array.from(bytes));
    read(reader);
    t.true(reader.failed, name);
  }
});

test('numbers that do not fit are the writer’s mistake', (t) => {
  t.throws(() => new ByteWriter().u8(256));
  t.throws(() => new ByteWriter().u32(-1));
  t.throws(() => new ByteWriter().varint(2 ** 53));
  t.throws(() => new ByteWriter().u64(0.5));
  t.throws(() => new ByteWriter().zigzag(2 ** 53));
});

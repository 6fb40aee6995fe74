import test from 'ava';
import fc from 'fast-check';
import { ByteWriter } from '../bytes/writer.js';
import { crc32c } from './crc32c.js';
import { readFrame, writeFrame } from './frame.js';
import { decodeSegmentHeader, encodeSegmentHeader, parseSegmentName, segmentPath } from './segment.js';

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

test('the checksum is CRC-32C', (t) => {
  // The check value of RFC 3720's polynomial, and 32 zeros from its appendix B.4.
  t.is(crc32c(new TextEncoder().encode('123456789')), 0xe306_9283);
  t.is(crc32c(new Uint8Array(32)), 0x8a91_36aa);
});

test('the format on disk is this one, to the byte', (t) => {
  const writer = new ByteWriter();
  writeFrame(writer, 258, 1, 7, Uint8Array.of(0xaa, 0xbb));
  // magic "SGWL", version, first lsn, crc
  t.is(hex(encodeSegmentHeader(258)), '5347574c' + '01000000' + '0201000000000000' + 'a18e798a');
  // crc, payload bytes, lsn, ordinal, type, payload
  t.is(hex(writer.written()), 'd8546550' + '02000000' + '0201000000000000' + '01000000' + '07' + 'aabb');
});

test('a frame is read back as it was written, and with any byte changed it is none', (t) =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 52 }),
      fc.nat(),
      fc.nat(255),
      fc.uint8Array(),
      fc.nat(),
      (lsn, ordinal, type, payload, place) => {
        const writer = new ByteWriter();
        const sizeBytes = writeFrame(writer, lsn, ordinal, type, payload);
        const bytes = writer.copy();
        const view = new DataView(bytes.buffer);
        const frame = readFrame(bytes, 0);
        t.deepEqual(
          { ...frame, payload: hex(frame?.payload ?? new Uint8Array()) },
          { lsn, ordinal, type, payload: hex(payload), endBytes: sizeBytes },
        );
        const at = place % bytes.length;
        view.setUint8(at, view.getUint8(at) ^ (1 + (place % 255)));
        t.is(readFrame(bytes, 0), null);
      },
    ),
  ));

test('zeros, which a file has where a write was lost, are neither a frame nor a header', (t) => {
  const zeros = new Uint8Array(64);
  t.is(readFrame(zeros, 0), null);
  t.is(decodeSegmentHeader(zeros), null);
});

test('segment names sort as their numbers do, and other names are none of ours', (t) => {
  const path = segmentPath('/data/wal', Number.MAX_SAFE_INTEGER);
  t.is(parseSegmentName(path.slice('/data/wal/'.length)), Number.MAX_SAFE_INTEGER);
  t.true(segmentPath('/d', 999) < segmentPath('/d', 1000));
  for (const name of [
    '1.wal',
    '0000000000000000.wal',
    '9999999999999999.wal',
    '0000000000000001.wal.tmp',
    'x',
  ])
    t.is(parseSegmentName(name), null, name);
});

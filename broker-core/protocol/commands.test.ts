import test from 'ava';
import fc from 'fast-check';
import { command } from '../metadata/testkit/arbitraries.js';
import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { decodeCommand, encodeCommand } from './commands.js';
import { count, list } from '../bytes/codec.js';

test('every command is read back as it was written', (t) =>
  fc.assert(
    fc.property(command, (written) =>
      t.deepEqual(decodeCommand(encodeCommand(written)), { ok: true, command: written }),
    ),
    { numRuns: 1000 },
  ));

test('garbage is CORRUPT_MESSAGE or a command that has just these bytes, and never throws', (t) =>
  fc.assert(
    fc.property(fc.nat(20), fc.uint8Array({ maxLength: 60 }), (type, rest) => {
      const bytes = Uint8Array.of(type, ...rest);
      const decoded = decodeCommand(bytes);
      if (decoded.ok) t.deepEqual(encodeCommand(decoded.command), bytes);
      else t.is(decoded.error, 'CORRUPT_MESSAGE');
    }),
    { numRuns: 5000 },
  ));

test('a command cut short, or with something behind it, is refused', (t) =>
  fc.assert(
    fc.property(command, (written) => {
      const bytes = encodeCommand(written);
      t.false(decodeCommand(bytes.subarray(0, bytes.length - 1)).ok);
      t.false(decodeCommand(Uint8Array.of(...bytes, 0)).ok);
    }),
  ));

test('a batch that claims more commands than there are bytes is refused without a loop over them', (t) => {
  t.false(decodeCommand(Uint8Array.of(0, 0xff, 0xff, 0x01)).ok);
  t.false(decodeCommand(Uint8Array.of()).ok);
});

test('a list is as long as its bound allows, written and read', (t) => {
  const upToTwo = list(count, 2);
  t.deepEqual(upToTwo.read(new ByteReader(Uint8Array.of(2, 7, 8))), [7, 8]);
  const reader = new ByteReader(Uint8Array.of(3, 7, 8, 9));
  upToTwo.read(reader);
  t.true(reader.failed);
  t.throws(() => upToTwo.write(new ByteWriter(), [7, 8, 9]));
});

test('a flipped bit never becomes the same command', (t) =>
  fc.assert(
    fc.property(command, fc.nat(), fc.nat(7), (written, place, bit) => {
      const bytes = encodeCommand(written);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      const decoded = decodeCommand(bytes);
      if (decoded.ok) t.notDeepEqual(decoded.command, written);
      else t.pass();
    }),
  ));

import { assert } from '../assert.js';
import { readU32 } from './little-endian.js';
import { readUtf8 } from './utf8.js';

const TWO_TO_32 = 0x1_0000_0000;
const TWO_TO_21 = 0x20_0000;
const NOTHING = new Uint8Array(0);

/**
 * Reads what {@link ByteWriter} wrote. It never throws for what the bytes hold: reading past the end, or a
 * value that no writer writes, sets {@link failed} for good; from then on every read gives 0, `''` or
 * nothing. So a decoder reads straight on and asks once, at the end, with {@link finished}. One that loops
 * over a count it has read bounds it by {@link remainingBytes} first.
 */
export class ByteReader {
  private at = 0;
  private broken = false;

  constructor(private readonly buffer: Uint8Array) {}

  /** A read went wrong; nothing read since then means anything. */
  get failed(): boolean {
    return this.broken;
  }

  /** Nothing went wrong and nothing is left over. */
  get finished(): boolean {
    return !this.broken && this.at === this.buffer.length;
  }

  get offsetBytes(): number {
    return this.at;
  }

  get remainingBytes(): number {
    return this.broken ? 0 : this.buffer.length - this.at;
  }

  /** For a decoder that finds a value to be nonsense: the same as a read that went wrong. */
  fail(): void {
    this.broken = true;
  }

  u8(): number {
    const at = this.advance(1);
    return this.broken ? 0 : (this.buffer[at] ?? 0);
  }

  bool(): boolean {
    const value = this.u8();
    if (value > 1) this.broken = true;
    return value === 1;
  }

  u16(): number {
    const at = this.advance(2);
    return this.broken ? 0 : (this.buffer[at] ?? 0) | ((this.buffer[at + 1] ?? 0) << 8);
  }

  u32(): number {
    const at = this.advance(4);
    return this.broken ? 0 : readU32(this.buffer, at);
  }

  /** Fails above 2^53-1, which no writer wrote. */
  u64(): number {
    const at = this.advance(8);
    if (this.broken) return 0;
    const high = readU32(this.buffer, at + 4);
    if (high >= TWO_TO_21) return this.refuse();
    return high * TWO_TO_32 + readU32(this.buffer, at);
  }

  f64(): number {
    const at = this.advance(8);
    if (this.broken) return 0;
    const { buffer, byteOffset } = this.buffer;
    return new DataView(buffer, byteOffset + at).getFloat64(0, true);
  }

  /** Fails above 2^53-1 and on a form longer than need be: one value has one encoding. */
  varint(): number {
    let value = 0;
    let unit = 1;
    for (let digit = 0; digit < 8; digit++) {
      const byte = this.u8();
      if (this.broken) return 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        const overlong = byte === 0 && digit > 0;
        return overlong || value > Number.MAX_SAFE_INTEGER ? this.refuse() : value;
      }
      unit *= 128;
    }
    return this.refuse();
  }

  zigzag(): number {
    const folded = this.varint();
    return folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
  }

  string(): string {
    const sizeBytes = this.varint();
    const at = this.advance(sizeBytes);
    if (this.broken) return '';
    const text = readUtf8(this.buffer, at, sizeBytes);
    if (text === null) this.broken = true;
    return text ?? '';
  }

  /** A view of the reader's own buffer behind a length, not a copy. */
  bytes(): Uint8Array {
    return this.raw(this.varint());
  }

  /** A view of `sizeBytes` bytes of the reader's own buffer, not a copy. */
  raw(sizeBytes: number): Uint8Array {
    assert(Number.isInteger(sizeBytes) && sizeBytes >= 0, 'sizeBytes is an integer >= 0');
    const at = this.advance(sizeBytes);
    return this.broken ? NOTHING : this.buffer.subarray(at, at + sizeBytes);
  }

  private advance(sizeBytes: number): number {
    const at = this.at;
    if (this.broken || sizeBytes > this.buffer.length - at) {
      this.broken = true;
      return at;
    }
    this.at = at + sizeBytes;
    return at;
  }

  private refuse(): number {
    this.broken = true;
    return 0;
  }
}

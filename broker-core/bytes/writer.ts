import { assert } from '../assert.js';
import { writeU32 } from './little-endian.js';
import { utf8SizeBytes, writeUtf8 } from './utf8.js';

const INITIAL_SIZE_BYTES = 256;
const TWO_TO_32 = 0x1_0000_0000;

/**
 * A buffer that grows as it is written to: little endian, LEB128 varints, strings and byte arrays behind
 * their length. {@link ByteReader} reads the same things in the same order. Numbers out of range assert.
 */
export class ByteWriter {
  #buffer: Uint8Array;
  #used = 0;

  /** `initialSizeBytes` is a hint, default 256; the buffer doubles when it is full. */
  constructor(initialSizeBytes: number = INITIAL_SIZE_BYTES) {
    assert(
      Number.isSafeInteger(initialSizeBytes) && initialSizeBytes > 0,
      'initialSizeBytes is a positive integer',
    );
    this.#buffer = new Uint8Array(initialSizeBytes);
  }

  /** Bytes written since the start or the last {@link reset}. */
  get sizeBytes(): number {
    return this.#used;
  }

  /** Forgets what was written and keeps the buffer. Earlier {@link written} views are overwritten. */
  reset(): void {
    this.#used = 0;
  }

  /** What was written, all or from an offset on, not copied: valid until the next write or {@link reset}. */
  written(fromBytes = 0): Uint8Array {
    // A view costs more than most of what is written: of a buffer of just this size none is needed.
    return fromBytes === 0 && this.#used === this.#buffer.length
      ? this.#buffer
      : this.#buffer.subarray(fromBytes, this.#used);
  }

  /** A copy of what was written, the caller's to keep. */
  copy(): Uint8Array {
    return this.#buffer.slice(0, this.#used);
  }

  u8(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xff, 'u8 is an integer in 0..255');
    const at = this.#reserve(1);
    this.#buffer[at] = value;
    return this;
  }

  bool(value: boolean): this {
    return this.u8(value ? 1 : 0);
  }

  u16(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value <= 0xffff, 'u16 is an integer in 0..65535');
    const at = this.#reserve(2);
    this.#buffer[at] = value;
    this.#buffer[at + 1] = value >>> 8;
    return this;
  }

  u32(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value < TWO_TO_32, 'u32 is an integer in 0..2^32-1');
    const at = this.#reserve(4);
    writeU32(this.#buffer, at, value);
    return this;
  }

  /** A safe integer >= 0 in eight bytes. */
  u64(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'u64 is a safe integer >= 0');
    const at = this.#reserve(8);
    writeU32(this.#buffer, at, value % TWO_TO_32);
    writeU32(this.#buffer, at + 4, Math.floor(value / TWO_TO_32));
    return this;
  }

  /** Any number, in eight bytes. */
  f64(value: number): this {
    const at = this.#reserve(8);
    new DataView(this.#buffer.buffer).setFloat64(at, value, true);
    return this;
  }

  /** A safe integer >= 0, in one to eight bytes. */
  varint(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'varint is a safe integer >= 0');
    let rest = value;
    // Beyond 31 bits JavaScript's shifts would drop the upper half, so those digits go by division.
    while (rest > 0x7fff_ffff) {
      const at = this.#reserve(1);
      this.#buffer[at] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      const at = this.#reserve(1);
      this.#buffer[at] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    const at = this.#reserve(1);
    this.#buffer[at] = rest;
    return this;
  }

  /** An integer of either sign below 2^52, small ones in few bytes (zigzag). */
  zigzag(value: number): this {
    assert(Number.isSafeInteger(value * 2), 'zigzag is an integer below 2^52 either way');
    return this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** Its length in UTF-8 as a varint, then the text. */
  string(text: string): this {
    const startBytes = this.#used;
    // Nearly all text is ASCII, and need not be measured first; else it begins again.
    if (this.#ascii(text)) return this;
    this.#used = startBytes;
    const sizeBytes = utf8SizeBytes(text);
    this.varint(sizeBytes);
    const at = this.#reserve(sizeBytes);
    const end = writeUtf8(text, this.#buffer, at);
    assert(end === at + sizeBytes, 'the measured size of a string is the written one');
    return this;
  }

  /** Its length as a varint, then the bytes. */
  bytes(value: Uint8Array): this {
    return this.varint(value.length).raw(value);
  }

  /** The bytes alone: the reader must know how many there are. */
  raw(value: Uint8Array): this {
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
    return this;
  }

  /** Overwrites four bytes written earlier: for a length or a checksum that is known only afterwards. */
  patchU32(offsetBytes: number, value: number): void {
    assert(offsetBytes >= 0 && offsetBytes + 4 <= this.#used, 'a patch lies within what was written');
    assert(Number.isInteger(value) && value >= 0 && value < TWO_TO_32, 'u32 is an integer in 0..2^32-1');
    writeU32(this.#buffer, offsetBytes, value);
  }

  /** As {@link string}; false, with something written, if the text is not ASCII. */
  #ascii(text: string): boolean {
    const { length } = text;
    this.varint(length);
    const at = this.#reserve(length);
    const buffer = this.#buffer;
    for (let place = 0; place < length; place++) {
      const unit = text.charCodeAt(place);
      if (unit >= 0x80) return false;
      buffer[at + place] = unit;
    }
    return true;
  }

  /**
   * Makes room for `sizeBytes` more and gives the offset of it. Take it in a statement of its own: in
   * `this.#buffer[this.#reserve(1)] = …` the buffer is looked up first, and is the old one after growing.
   */
  #reserve(sizeBytes: number): number {
    const at = this.#used;
    this.#used = at + sizeBytes;
    if (this.#used > this.#buffer.length) this.#grow(at);
    return at;
  }

  #grow(keepBytes: number): void {
    // Doubling keeps the copying linear in what is written, however small the pieces are.
    const larger = new Uint8Array(Math.max(this.#used, this.#buffer.length * 2));
    larger.set(this.#buffer.subarray(0, keepBytes));
    this.#buffer = larger;
  }
}

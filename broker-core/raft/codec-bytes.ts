import { assert } from '../assert.js';

const TWO_TO_32 = 2 ** 32;
const HIGH_WORD_MAX = 2 ** 21 - 1;

/** Writes little endian into a buffer of exactly the size that was announced. */
export class CodecWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(sizeBytes: number) {
    this.#bytes = new Uint8Array(sizeBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  writeU8(value: number): void {
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
  }

  /** A 64-bit field that holds what a `number` holds exactly, without BigInt. */
  writeU53(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'codec: not an integer in [0, 2^53)');
    this.#view.setUint32(this.#at, value % TWO_TO_32, true);
    this.#view.setUint32(this.#at + 4, Math.floor(value / TWO_TO_32), true);
    this.#at += 8;
  }

  writeBytes(value: Uint8Array): void {
    assert(value.length < TWO_TO_32, 'codec: data of 4 GiB or more');
    this.#view.setUint32(this.#at, value.length, true);
    this.#bytes.set(value, this.#at + 4);
    this.#at += 4 + value.length;
  }

  /** UTF-16 units as they are: ids are short, and any string comes back the same. */
  writeText(value: string): void {
    assert(value.length <= 0xffff, 'codec: text of 64 Ki units or more');
    this.#view.setUint16(this.#at, value.length, true);
    this.#at += 2;
    for (let i = 0; i < value.length; i += 1) {
      this.#view.setUint16(this.#at, value.charCodeAt(i), true);
      this.#at += 2;
    }
  }

  finish(): Uint8Array {
    assert(this.#at === this.#bytes.length, 'codec: the announced size was wrong');
    return this.#bytes;
  }
}

/** Reads what {@link CodecWriter} writes. After the first error every read returns zero or nothing and `error` stays. */
export class CodecReader {
  error: 'truncated' | 'integerOutOfRange' | null = null;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #startBytes: number;
  #at: number;

  constructor(bytes: Uint8Array, offsetBytes: number) {
    assert(Number.isInteger(offsetBytes) && offsetBytes >= 0, 'codec: the offset is a count of bytes');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#startBytes = offsetBytes;
    this.#at = offsetBytes;
  }

  /** How many bytes were read. */
  get sizeBytes(): number {
    return this.#at - this.#startBytes;
  }

  readU8(): number {
    return this.#take(1) ? this.#view.getUint8(this.#at - 1) : 0;
  }

  readU53(): number {
    if (!this.#take(8)) return 0;
    const low = this.#view.getUint32(this.#at - 8, true);
    const high = this.#view.getUint32(this.#at - 4, true);
    if (high > HIGH_WORD_MAX) {
      this.error = 'integerOutOfRange';
      return 0;
    }
    return high * TWO_TO_32 + low;
  }

  /** A copy: the buffer is the disk's and may be used again. */
  readBytes(): Uint8Array {
    const sizeBytes = this.#take(4) ? this.#view.getUint32(this.#at - 4, true) : 0;
    return this.#take(sizeBytes) ? this.#bytes.slice(this.#at - sizeBytes, this.#at) : new Uint8Array(0);
  }

  readText(): string {
    const unitCount = this.#take(2) ? this.#view.getUint16(this.#at - 2, true) : 0;
    if (!this.#take(2 * unitCount)) return '';
    const units: number[] = [];
    for (let at = this.#at - 2 * unitCount; at < this.#at; at += 2)
      units.push(this.#view.getUint16(at, true));
    return String.fromCharCode(...units);
  }

  /** Moves past `sizeBytes` if they are there. */
  #take(sizeBytes: number): boolean {
    if (this.error === null && this.#at + sizeBytes > this.#bytes.length) this.error = 'truncated';
    if (this.error !== null) return false;
    this.#at += sizeBytes;
    return true;
  }
}

/**
 * UTF-8 by hand: `TextEncoder` belongs to no ECMAScript library, and the broker core may use nothing else.
 *
 * A lone surrogate, which a JavaScript string may hold and UTF-8 may not, keeps its three bytes (WTF-8): with
 * U+FFFD in its place a log would give back another string after a crash than it served before.
 */

const SURROGATE_FIRST = 0xd800;
const LOW_SURROGATE_FIRST = 0xdc00;
const SURROGATE_END = 0xe000;
const CODE_POINT_MAX = 0x10ffff;

/** How many bytes {@link writeUtf8} takes for `text`. */
export function utf8SizeBytes(text: string): number {
  let sizeBytes = text.length;
  for (let at = 0; at < text.length; at++) {
    // Nearly all text is ASCII and goes through this loop: a unit is looked at in full only when it is not.
    if (text.charCodeAt(at) < 0x80) continue;
    const point = text.codePointAt(at) ?? 0;
    // What it takes beyond the one byte for each of its units.
    sizeBytes += point < 0x800 ? 1 : 2;
    if (point > 0xffff) at++;
  }
  return sizeBytes;
}

/** Writes `text` into `bytes` from `offsetBytes` on, which must have room; gives the offset behind it. */
export function writeUtf8(text: string, bytes: Uint8Array, offsetBytes: number): number {
  let to = offsetBytes;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      bytes[to++] = unit;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    if (point < 0x800) {
      bytes[to++] = 0xc0 | (point >> 6);
    } else {
      if (point <= 0xffff) {
        bytes[to++] = 0xe0 | (point >> 12);
      } else {
        at++;
        bytes[to++] = 0xf0 | (point >> 18);
        bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
      }
      bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
    }
    bytes[to++] = 0x80 | (point & 0x3f);
  }
  return to;
}

/**
 * The text that {@link writeUtf8} made these bytes of, or `null` for what it cannot write: truncated or
 * overlong sequences, code points above U+10FFFF, a surrogate pair in two halves.
 */
export function readUtf8(bytes: Uint8Array, offsetBytes: number, sizeBytes: number): string | null {
  const end = offsetBytes + sizeBytes;
  let text = '';
  let afterHighSurrogate = false;
  for (let at = offsetBytes; at < end;) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(lead);
    if (length === 0 || at + length > end) return null;
    const point = length === 1 ? lead : readSequence(bytes, at, length, lead);
    if (point < 0) return null;
    if (afterHighSurrogate && point >= LOW_SURROGATE_FIRST && point < SURROGATE_END) return null;
    afterHighSurrogate = point >= SURROGATE_FIRST && point < LOW_SURROGATE_FIRST;
    text += String.fromCodePoint(point);
    at += length;
  }
  return text;
}

/** Bytes in the sequence that starts with `lead`; 0 when none does. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}

/** The code point of a sequence of two to four bytes, or -1. */
function readSequence(bytes: Uint8Array, at: number, length: number, lead: number): number {
  let point = lead & (0x7f >> length);
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  return point < smallest || point > CODE_POINT_MAX ? -1 : point;
}

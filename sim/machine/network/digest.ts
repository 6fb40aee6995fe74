/**
 * A 32-bit digest of a payload, for the hash of the run: two runs that send different content differ in it.
 * One is made for each message, so it allocates nothing. The order of an object's keys counts: code that
 * builds it in another order is other code.
 */
import type { Payload } from '../../../broker-core/door.js';
import { finish32, hashBytes32, hashString32, mix32 } from '../../random/mix.js';
import { assert, AssertionFailed } from '../../checks/assert.js';

/** Deeper than any message; reached only by a payload that contains itself. */
const PAYLOAD_DEPTH_MAX = 64;

/** Object keys repeat in message after message: hash each once. Other strings would only push them out. */
const CACHED_NAMES_MAX = 4096;

/** Of strings that are values; longer ones are the content of records, and seldom the same twice. */
const REMEMBERED_LENGTH_MAX = 64;

/**
 * A key, the one that was last seen behind it, and the last string that was its value. To guess right costs
 * less than to look up or to hash: together a tenth of a run of `leader-loss`.
 */
interface Name {
  readonly text: string;
  readonly digest: number;
  next: Name | null;
  value: string;
  valueDigest: number;
}

function createName(text: string): Name {
  return { text, digest: hashString32(text), next: null, value: '', valueDigest: hashString32('') };
}

const TAG_NULL = 0x6e75;
const TAG_UNDEFINED = 0x756e;
const TAG_TRUE = 0x7472;
const TAG_FALSE = 0x6661;
const TAG_INTEGER = 0x696e;
const TAG_FRACTION = 0x6672;
const TAG_NAN = 0x6e61;
const TAG_STRING = 0x7374;
const TAG_BYTES = 0x6279;
const TAG_ARRAY = 0x6172;
const TAG_OBJECT = 0x6f62;
const TAG_LONG_ARRAY = 0x6c61;

/** Where the keys of an object begin. */
const BEFORE_ALL = createName('');

const fraction = new Float64Array(1);
const fractionWords = new Uint32Array(fraction.buffer);
// Which half of a double comes first depends on the machine; the hash must not.
fraction[0] = 1;
const HIGH_WORD = fractionWords[1] === 0 ? 0 : 1;

const cachedNames = new Map<string, Name>();

/** A signed 32-bit digest of the content, the same on every engine and machine. */
export function digestPayload(payload: Payload): number {
  return finish32(mixPayload(0, payload, 0));
}

function mixPayload(digest: number, value: Payload | undefined, depth: number): number {
  if (typeof value === 'number') return mixNumber(digest, value);
  if (typeof value === 'string') return mixString(digest, hashString32(value));
  if (typeof value === 'boolean') return mix32(digest, value ? TAG_TRUE : TAG_FALSE);
  if (value === undefined) return mix32(digest, TAG_UNDEFINED);
  if (value === null) return mix32(digest, TAG_NULL);
  assert(
    depth < PAYLOAD_DEPTH_MAX,
    'a payload is nested deeper than PAYLOAD_DEPTH_MAX; does it contain itself?',
  );
  return mixContainer(digest, value, depth + 1);
}

type Container = Uint8Array | readonly Payload[] | { readonly [key: string]: Payload | undefined };

function mixContainer(digest: number, value: Container, depth: number): number {
  if (value instanceof Uint8Array) return mix32(mix32(digest, TAG_BYTES), hashBytes32(value));
  if (isArray(value)) {
    if (value.length >= LONG_LENGTH_MIN)
      return mix32(mix32(digest, TAG_LONG_ARRAY), digestOfLong(value, depth));
    let mixed = mix32(mix32(digest, TAG_ARRAY), value.length);
    // By index: for…of makes an iterator and a result for each element where frozen and other arrays meet.
    for (let i = 0; i < value.length; i += 1) mixed = mixPayload(mixed, value[i], depth);
    return mixed;
  }
  let mixed = mix32(digest, TAG_OBJECT);
  let name = BEFORE_ALL;
  // for…in makes no array and is twice as fast as Object.keys; payloads have no inherited keys.
  for (const key in value) {
    name = nameBehind(name, key);
    const property = value[key];
    mixed = mix32(mixed, name.digest);
    mixed =
      typeof property === 'string'
        ? mixString(mixed, digestOfValue(name, property))
        : mixPayload(mixed, property, depth);
  }
  return mix32(mixed, TAG_OBJECT);
}

/** Longer arrays have a digest of their own, made once however often they are sent: payloads never change. */
const LONG_LENGTH_MIN = 64;
const digestsOfLong = new WeakMap<readonly Payload[], number>();

function digestOfLong(value: readonly Payload[], depth: number): number {
  const known = digestsOfLong.get(value);
  if (known !== undefined) return known;
  let mixed = mix32(0, value.length);
  for (let i = 0; i < value.length; i += 1) mixed = mixPayload(mixed, value[i], depth);
  digestsOfLong.set(value, mixed);
  return mixed;
}

/** `Array.isArray` does not narrow a union with a readonly array. */
function isArray(value: Container): value is readonly Payload[] {
  return Array.isArray(value);
}

function mixNumber(digest: number, value: number): number {
  const integer = value | 0;
  if (integer === value) return mix32(mix32(digest, TAG_INTEGER), integer);
  // Engines are free in the bits of a NaN.
  if (Number.isNaN(value)) return mix32(digest, TAG_NAN);
  fraction[0] = value;
  const high = fractionWords[HIGH_WORD] ?? 0;
  const low = fractionWords[1 - HIGH_WORD] ?? 0;
  return mix32(mix32(mix32(digest, TAG_FRACTION), high), low);
}

function forgetNames(): void {
  cachedNames.clear();
  // Names lead to those behind them: this one would keep all that were forgotten.
  BEFORE_ALL.next = null;
}

function mixString(digest: number, ofText: number): number {
  return mix32(mix32(digest, TAG_STRING), ofText);
}

function digestOfValue(name: Name, value: string): number {
  if (value.length > REMEMBERED_LENGTH_MAX) return hashString32(value);
  if (name.value === value) return name.valueDigest;
  name.value = value;
  name.valueDigest = hashString32(value);
  return name.valueDigest;
}

function nameBehind(before: Name, text: string): Name {
  const guess = before.next;
  if (guess?.text === text) return guess;
  const name = nameOf(text);
  before.next = name;
  return name;
}

function nameOf(text: string): Name {
  const cached = cachedNames.get(text);
  if (cached !== undefined) return cached;
  const name = createName(text);
  // Emptying it costs some repeated work and never an answer: what is cached depends on the text alone.
  if (cachedNames.size >= CACHED_NAMES_MAX) forgetNames();
  cachedNames.set(text, name);
  return name;
}

/**
 * Freezes the payload, all the way down. Throws {@link AssertionFailed} with the path of the first part that
 * is not plain data (`payload.entries[3].value`): a function, a class instance, NaN, undefined in an array.
 * Bytes cannot be frozen; the network compares their digest on arrival instead.
 */
export function verifyPayload(payload: Payload): void {
  verify(payload, 'payload', 0);
}

function verify(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (Number.isNaN(value)) fail(path, 'NaN');
    return;
  }
  if (typeof value !== 'object') fail(path, typeof value);
  if (depth >= PAYLOAD_DEPTH_MAX) fail(path, 'nested too deeply, or contains itself');
  if (value instanceof Uint8Array) return;
  if (Array.isArray(value)) verifyArray(value, path, depth);
  else verifyObject(value, path, depth);
  Object.freeze(value);
}

function verifyArray(elements: readonly unknown[], path: string, depth: number): void {
  // By place, because forEach skips the holes of a sparse array.
  for (let place = 0; place < elements.length; place += 1)
    verify(elements[place], `${path}[${place}]`, depth + 1);
}

function verifyObject(value: object, path: string, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) fail(path, 'an instance of a class');
  if (Object.getOwnPropertySymbols(value).length > 0) fail(path, 'an object with symbols for keys');
  for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (property.get !== undefined || property.set !== undefined)
      fail(`${path}.${key}`, 'computed by a getter');
    if (property.enumerable !== true) fail(`${path}.${key}`, 'hidden');
    if (property.value !== undefined) verify(property.value, `${path}.${key}`, depth + 1);
  }
}

function fail(path: string, what: string): never {
  throw new AssertionFailed(`${path} is ${what}; a payload is plain data`);
}

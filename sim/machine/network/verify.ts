/**
 * A check, for tests, that a payload is what its type says: data that any serializer carries, and that nobody changes later.
 */
import type { Payload } from '../../../broker-core/door.js';
import { AssertionFailed } from '../../checks/assert.js';
import { PAYLOAD_DEPTH_MAX } from './digest.js';

/**
 * Freezes the payload, all the way down. Throws {@link AssertionFailed} with the path of the first part that is not plain data
 * (`payload.entries[3].value`): a function, a class instance, a Map, a number that is no number, undefined in an array.
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

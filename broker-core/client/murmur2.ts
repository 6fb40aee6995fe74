/**
 * Kafka's partitioner for keyed records: murmur2 of the key's bytes, made positive, modulo the partition
 * count (`org.apache.kafka.common.utils.Utils.murmur2`; the algorithm is A. Appleby's, in the public domain).
 */
import { utf8SizeBytes, writeUtf8 } from '../bytes/utf8.js';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** The partition of a key, 0..partitionCount-1. */
export function partitionOfKey(key: string, partitionCount: number): number {
  const bytes = new Uint8Array(utf8SizeBytes(key));
  writeUtf8(key, bytes, 0);
  return (murmur2(bytes) & 0x7fff_ffff) % partitionCount;
}

function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  let h = SEED ^ length;
  const at = (index: number): number => bytes[index] ?? 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24);
    k = Math.imul(k, M);
    k = Math.imul(k ^ (k >>> 24), M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length - i;
  if (rest >= 3) h ^= at(i + 2) << 16;
  if (rest >= 2) h ^= at(i + 1) << 8;
  if (rest >= 1) h = Math.imul(h ^ at(i), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

import castagnoli from 'crc-32/crc32c.js';

/** CRC-32C (Castagnoli, RFC 3720 B.4), an unsigned 32-bit integer: the checksum of Kafka's batches too. */
export function crc32c(bytes: Uint8Array): number {
  return castagnoli.buf(bytes) >>> 0;
}

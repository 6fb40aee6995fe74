/**
 * Bits that flip on the platter.
 */
import { replay, rollBack, type FileContent } from './content.js';

/**
 * Flips `bits` bits of the durable bytes, at places that `draw`, keyed 0 and up, decides; returns how many it flipped: none in a
 * file that has no durable byte. Read at once where nothing newer covers it, as if the page had been evicted in between.
 */
export function rotBits(content: FileContent, bits: number, draw: (key: number) => number): number {
  const redos = rollBack(content);
  const platter = content.durable ?? content.live;
  const flipped = platter.sizeBytes === 0 ? 0 : bits;
  for (let key = 0; key < flipped; key += 1) {
    const bit = Math.floor(draw(key) * platter.sizeBytes * 8);
    const offsetBytes = Math.floor(bit / 8);
    platter.buffer[offsetBytes] = (platter.buffer[offsetBytes] ?? 0) ^ (1 << (bit % 8));
  }
  replay(content, redos);
  return flipped;
}

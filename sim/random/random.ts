/**
 * Chance, all of it from one root seed, in two forms. A **stream** is a generator for a name; its n-th draw
 * depends on how many were made before. A **keyed** draw depends on name and key alone: message 17 on a link
 * is late or lost whatever else was drawn. What decides a fault or a delay is keyed, so a variant that does
 * one thing more meets the same faults.
 */
import seedrandom from 'seedrandom';
import { requireInteger } from '../checks/require.js';
import { finish32, hashString32, mix32 } from './mix.js';

export interface RandomSource {
  /** The stream of that name: draws in [0, 1). The same name gives the same stream. */
  stream(name: string): () => number;
  /** A draw in [0, 1) with 32 bits, from root seed, name and key alone. `key` is an integer. */
  keyed(name: string, key: number): number;
  /** The keyed draws of one name, without looking the name up each time. */
  keyedBy(name: string): (key: number) => number;
}

/** The largest seed, 2^32 - 1. */
export const SEED_MAX = 0xffff_ffff;

/** All chance of a run. `seed` is an integer in 0..2^32-1. */
export function createRandomSource(seed: number): RandomSource {
  requireInteger('seed', seed, 0, SEED_MAX);
  const streams = new Map<string, () => number>();
  const keyedDraws = new Map<string, (key: number) => number>();

  function stream(name: string): () => number {
    let draw = streams.get(name);
    if (draw === undefined) {
      // Integer state, six times as fast as seedrandom's default ARC4, and not seeded from the surroundings.
      const generator = seedrandom.xor128(`${seed}/${name}`);
      draw = () => generator.quick();
      streams.set(name, draw);
    }
    return draw;
  }

  function keyedBy(name: string): (key: number) => number {
    let draw = keyedDraws.get(name);
    if (draw === undefined) {
      draw = keyedDraw(hashString32(name, seed | 0), hashString32(name, ~seed));
      keyedDraws.set(name, draw);
    }
    return draw;
  }

  return { stream, keyedBy, keyed: (name, key) => keyedBy(name)(key) };
}

/** Two rounds with different constants: neighbouring keys and neighbouring seeds have nothing in common. */
function keyedDraw(low: number, high: number): (key: number) => number {
  return (key) => {
    const k = finish32(mix32(low, key | 0)) ^ Math.floor(key / 0x1_0000_0000);
    return (finish32(mix32(k, high)) >>> 0) / 0x1_0000_0000;
  };
}

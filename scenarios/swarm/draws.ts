/** All chance of a swarm: keyed by seed and name, so that a new draw changes no other. */
import { createRandomSource } from '../../sim/random/random.js';

export interface Draws {
  /** From 0 to below 1. */
  readonly fraction: (name: string) => number;
  /** True so often, of 1. */
  readonly chance: (name: string, probability: number) => boolean;
  readonly pick: <T>(name: string, from: readonly T[]) => T;
  /** A whole number, both ends included. */
  readonly int: (name: string, least: number, most: number) => number;
  /** The same, as often from 1 to 10 as from 100 to 1000: short and long ones are equally rare. */
  readonly spread: (name: string, least: number, most: number) => number;
  /** So many of them at most, none twice, in their order. */
  readonly some: <T>(name: string, from: readonly T[], count: number) => readonly T[];
  /** Whether a part of a case stays in it: always, but where a case is being made smaller (`choices.ts`). */
  readonly keeps: (name: string) => boolean;
}

/** `within`: before each name, for draws that share none with others of the seed. */
export function drawsOf(seed: number, within = ''): Draws {
  const random = createRandomSource(seed);
  const draw = (name: string, key = 0): number => random.keyed(`swarm/${within}${name}`, key);
  const int: Draws['int'] = (name, least, most) => least + Math.floor(draw(name) * (most - least + 1));
  return {
    fraction: draw,
    chance: (name, probability) => draw(name) < probability,
    pick(name, from) {
      const picked = from[int(name, 0, from.length - 1)];
      if (picked === undefined) throw new Error(`${name}: nothing to pick from`);
      return picked;
    },
    int,
    spread: (name, least, most) => Math.min(most, Math.floor(least * (most / least) ** draw(name))),
    some(name, from, count) {
      const ranked = from.map((one, place) => ({ one, place, rank: draw(name, place) }));
      const chosen = ranked.sort((a, b) => a.rank - b.rank || a.place - b.place).slice(0, count);
      return chosen.sort((a, b) => a.place - b.place).map(({ one }) => one);
    },
    keeps: () => true,
  };
}

/**
 * Counts by name as a line of a journal has them: numbers alone, and which names they are of in a line of its
 * own. A hundred names in each of 20,000 lines would be most of the journal.
 */
import * as z from 'zod';
import type { SometimesCount } from '../../../sim/world/sometimes.js';

export interface RunCounts {
  readonly judged: Readonly<Record<string, number>>;
  readonly sometimes: Readonly<Record<string, SometimesCount>>;
}

/** First the number of the line of names, from 0 on. */
const packed = z.tuple([z.int().min(0)], z.number());
export const packedShape = z.object({ judged: packed, sometimes: packed });
type Packed = z.output<typeof packedShape>;

export const namesShape = z.object({ names: z.array(z.string()) });

export class NameLines {
  readonly #lines: (readonly string[])[] = [];
  readonly #places = new Map<string, number>();

  /** Takes in a line that was read. */
  add(names: readonly string[]): void {
    this.#places.set(keyOf(names), this.#lines.length);
    this.#lines.push(names);
  }

  /** `write`: for a line of names that is not there yet, before the one that needs it. */
  pack({ judged, sometimes }: RunCounts, write: (line: { names: readonly string[] }) => void): Packed {
    const placeOf = (names: readonly string[]): number => {
      const known = this.#places.get(keyOf(names));
      if (known !== undefined) return known;
      write({ names });
      this.add(names);
      return this.#lines.length - 1;
    };
    return {
      judged: [placeOf(Object.keys(judged)), ...Object.values(judged)],
      sometimes: [
        placeOf(Object.keys(sometimes)),
        ...Object.values(sometimes).flatMap(({ asked, held }) => [asked, held]),
      ],
    };
  }

  /** Null: it is of names that no line has. */
  unpack({ judged: [ofJudged, ...judged], sometimes: [ofSometimes, ...counts] }: Packed): RunCounts | null {
    const [names, others] = [this.#lines[ofJudged], this.#lines[ofSometimes]];
    if (names === undefined || others === undefined) return null;
    return {
      judged: Object.fromEntries(names.map((name, at) => [name, judged[at] ?? 0])),
      sometimes: Object.fromEntries(
        others.map((name, at) => [name, { asked: counts[2 * at] ?? 0, held: counts[2 * at + 1] ?? 0 }]),
      ),
    };
  }
}

function keyOf(names: readonly string[]): string {
  return JSON.stringify(names);
}

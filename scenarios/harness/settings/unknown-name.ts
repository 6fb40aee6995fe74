/** Says of a name that nothing has which ones were probably meant. */
import { UsageError } from './usage-error.js';

/** Names shown when none is near. */
const SHOWN_MAX = 12;
/** Near names shown. */
const NEAR_MAX = 3;

/** `unknown scenario "steady"; did you mean steady-produce?` */
export function unknownName(what: string, wrong: string, names: readonly string[]): string {
  const near = nearNames(wrong, names);
  const there = names.length === 0 ? 'there are none' : `there are ${listing(names)}`;
  const shown = near.length > 0 ? `did you mean ${near.join(' or ')}?` : there;
  return `unknown ${what} ${JSON.stringify(wrong)}; ${shown}`;
}

/** The one of that name. Throws a {@link UsageError} if there is none. */
export function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw unknown(
    what,
    name,
    all.map((one) => one.name),
  );
}

export function unknown(what: string, wrong: string, names: readonly string[]): UsageError {
  const error = new UsageError(unknownName(what, wrong, names));
  error.unknownKind = what;
  return error;
}

/** Nearest first: those that contain it or are in it, or that differ in a third of their letters. */
export function nearNames(wrong: string, names: readonly string[]): readonly string[] {
  const asked = wrong.toLowerCase();
  return names
    .map((name, place) => ({ name, place, distance: distanceOf(asked, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance || a.place - b.place)
    .slice(0, NEAR_MAX)
    .map(({ name }) => name);
}

/** Half a letter for what is only a part, so that it comes after a slip of one key and before two. */
function distanceOf(asked: string, name: string): number {
  const distance = editDistance(asked, name);
  const isPart = asked.length >= 3 && (name.includes(asked) || asked.includes(name));
  return isPart ? Math.min(distance, 1.5) : distance;
}

/** The first of them, and how many there are. */
export function listing(names: readonly string[]): string {
  const rest = names.length > SHOWN_MAX ? `, … (${names.length} in all)` : '';
  return `${names.slice(0, SHOWN_MAX).join(', ')}${rest}`;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment), row by row. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Infinity;
      row.push(Math.min(replaced, swapped, at(last, j) + 1, at(row, j - 1) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], place: number): number {
  return row[place] ?? Infinity;
}

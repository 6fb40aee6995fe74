/** The name that was probably meant. */

/** Null when nothing is near: more than a third of the letters would have to change. */
export function nearest(wrong: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const name of names) {
    const distance = sameButUnit(wrong, name) ? 0 : editDistance(wrong.toLowerCase(), name.toLowerCase());
    const isNear = distance <= Math.max(1, Math.floor(name.length / 3));
    if (isNear && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `atUs` for `atMs`, `lossPercent` for `lossProbability`: the same quantity in another unit. */
function sameButUnit(wrong: string, name: string): boolean {
  const stem = name.replace(UNIT, '');
  return stem !== name && stem !== '' && wrong.replace(UNIT, '') === stem;
}

const UNIT = /(Us|Ms|S|Sec|Seconds|Micros|Millis|Minutes|Percent|Probability|Ppm|Count)$/;

/** Longer names are no slips of the pen. */
const LENGTH_MAX = 64;

/** Letters to insert, delete or replace (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  if (a.length > LENGTH_MAX || b.length > LENGTH_MAX) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}

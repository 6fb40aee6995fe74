/**
 * Whether operations of one topic can be put in an order that explains their outcomes (Wing and Gong 1993,
 * with Lowe's memory of the configurations that were tried).
 */
export interface Operation {
  /** What it does to the topic, if it does anything. */
  readonly effect: 'creates' | 'deletes' | 'none';
  /** Whether the topic is there just before it. */
  readonly finds: boolean;
  /** Nobody knows whether it took effect: it may, at any time after, or never. Such a one has an effect. */
  readonly isUnknown: boolean;
  /** Places in the list of those that come before it in any order: known ones, and lower than its own. */
  readonly after: readonly number[];
}

export type Explained =
  | { readonly type: 'explained' }
  /** How many of the known operations an order explains at most. */
  | { readonly type: 'unexplained'; readonly most: number }
  /** No order was found in the steps that the search may take. */
  | { readonly type: 'gaveUp' };

/**
 * Operations looked at: about 0.3 s of real time. A bound on configurations does not bound the time: each of
 * them costs as much as there are operations.
 */
const STEPS_MAX = 10_000_000;

/** How an order may begin. */
interface Beginning {
  readonly existsFirst: boolean;
  readonly exists: boolean;
  /** By place: how many of those that come before it are still to come; {@link DONE}: it is in the order. */
  readonly missing: Int32Array;
  readonly unknownCount: number;
}

const DONE = -1;

export function explain(operations: readonly Operation[], stepsMax = STEPS_MAX): Explained {
  const followers = followersOf(operations);
  const knownCount = operations.filter(({ isUnknown }) => !isUnknown).length;
  const missing = Int32Array.from(operations, ({ after }) => after.length);
  const open = [true, false].map((exists): Beginning => ({
    existsFirst: exists,
    exists,
    missing: missing.slice(),
    unknownCount: 0,
  }));
  /** With how few unknown ones such a beginning was reached. */
  const tried = new Map<string, number>();
  let most = 0;
  let steps = 0;
  const put = (into: Int32Array, place: number): void => {
    into[place] = DONE;
    const freed = followers[place] ?? [];
    steps += freed.length;
    for (const follower of freed) into[follower] = (into[follower] ?? 0) - 1;
  };
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (steps > stepsMax) return { type: 'gaveUp' };
    // Putting them, the key, the choice, and at most a copy.
    steps += 4 * operations.length;
    // What changes nothing goes first whenever it can: that only lets others follow.
    for (const [place, { effect, finds }] of operations.entries())
      if (effect === 'none' && next.missing[place] === 0 && finds === next.exists) put(next.missing, place);
    const { key, known } = shapeOf(operations, next);
    // The known ones fix how many more creations than deletions are used: with fewer, more of both are left.
    if ((tried.get(key) ?? Number.POSITIVE_INFINITY) <= next.unknownCount) continue;
    tried.set(key, next.unknownCount);
    if (known === knownCount) return { type: 'explained' };
    most = Math.max(most, known);
    for (const place of choices(operations, next)) {
      const { effect, isUnknown } = operations[place] ?? {};
      const copy = next.missing.slice();
      steps += operations.length;
      put(copy, place);
      open.push({
        existsFirst: next.existsFirst,
        exists: effect === 'creates',
        missing: copy,
        unknownCount: next.unknownCount + (isUnknown === true ? 1 : 0),
      });
    }
  }
  return { type: 'unexplained', most };
}

function followersOf(operations: readonly Operation[]): readonly (readonly number[])[] {
  const followers = operations.map((): number[] => []);
  for (const [place, { after }] of operations.entries())
    for (const earlier of after) followers[earlier]?.push(place);
  return followers;
}

/** Which known ones are in it, as a text of 16 of them a character. */
function shapeOf(
  operations: readonly Operation[],
  { existsFirst, exists, missing }: Beginning,
): { readonly key: string; readonly known: number } {
  const words = Array.from({ length: Math.ceil(operations.length / 16) }, () => 0);
  let known = 0;
  for (const [place, { isUnknown }] of operations.entries()) {
    if (isUnknown || missing[place] !== DONE) continue;
    known += 1;
    words[place >> 4] = (words[place >> 4] ?? 0) | (1 << (place & 15));
  }
  return { key: `${existsFirst ? 1 : 0}${exists ? 1 : 0}${String.fromCharCode(...words)}`, known };
}

/**
 * Which may be the next change. Of the unknown ones that may, all do the same, and each may still come later:
 * one stands for all.
 */
function choices(operations: readonly Operation[], { exists, missing }: Beginning): readonly number[] {
  const found: number[] = [];
  let hasUnknown = false;
  for (const [place, { effect, finds, isUnknown }] of operations.entries()) {
    if (effect === 'none' || missing[place] !== 0 || finds !== exists) continue;
    if (isUnknown && hasUnknown) continue;
    hasUnknown ||= isUnknown;
    found.push(place);
  }
  // The last one is tried first: best a known one that was asked early, as most orders are those of asking.
  return found.toSorted((a, b) => rank(operations, b) - rank(operations, a));
}

/** Unknown ones behind all others. */
function rank(operations: readonly Operation[], place: number): number {
  return place + (operations[place]?.isUnknown === true ? operations.length : 0);
}

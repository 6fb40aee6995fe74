/**
 * Whether operations of one topic can be put in an order that explains their outcomes (Wing and Gong 1993, with
 * Lowe's memory of the configurations that were tried).
 */
export interface Operation {
  /** What it does to the topic, if it does anything. */
  readonly effect: 'creates' | 'deletes' | 'none';
  /** Whether the topic is there just before it; null: whichever. */
  readonly finds: boolean | null;
  /** Nobody knows whether it took effect: it may, at any time after, or never. */
  readonly isUnknown: boolean;
  /** Places in the list of those that come before it in any order. */
  readonly after: readonly number[];
}

/** Configurations that are tried; beyond it nothing is said. */
const TRIED_MAX = 20_000;

interface Configuration {
  readonly done: bigint;
  readonly exists: boolean;
}

/** Null: there is an order, or too many were tried. Else how many of them an order explains at most. */
export function mostExplained(operations: readonly Operation[]): number | null {
  const tried = new Set<string>();
  const open: Configuration[] = [true, false].map((exists) => ({ done: 0n, exists }));
  let most = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { done, exists } = withAllThatChangeNothing(operations, next);
    const key = `${exists ? 1 : 0} ${done.toString(36)}`;
    if (tried.has(key)) continue;
    tried.add(key);
    if (tried.size > TRIED_MAX) return null;
    const count = countOf(operations, done);
    if (operations.every(({ isUnknown }, place) => isUnknown || has(done, place))) return null;
    most = Math.max(most, count);
    for (const [place, operation] of operations.entries())
      if (operation.effect !== 'none' && mayComeNext(operations, done, exists, place))
        open.push({ done: done | bit(place), exists: operation.effect === 'creates' });
  }
  return most;
}

/** Such an operation can be put first whenever it may be: it takes no other order away. */
function withAllThatChangeNothing(
  operations: readonly Operation[],
  { done: before, exists }: Configuration,
): Configuration {
  let done = before;
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const [place, { effect }] of operations.entries()) {
      if (effect !== 'none' || !mayComeNext(operations, done, exists, place)) continue;
      done |= bit(place);
      isNew = true;
    }
  }
  return { done, exists };
}

function mayComeNext(
  operations: readonly Operation[],
  done: bigint,
  exists: boolean,
  place: number,
): boolean {
  const operation = operations[place];
  if (operation === undefined || has(done, place)) return false;
  if (operation.finds !== null && operation.finds !== exists) return false;
  return operation.after.every((earlier) => has(done, earlier));
}

const bit = (place: number): bigint => 1n << BigInt(place);

const has = (done: bigint, place: number): boolean => (done & bit(place)) !== 0n;

function countOf(operations: readonly Operation[], done: bigint): number {
  return operations.filter(({ isUnknown }, place) => !isUnknown && has(done, place)).length;
}

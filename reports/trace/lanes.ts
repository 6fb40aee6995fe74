/** Puts what overlaps in time into lanes, because a viewer draws one thing a thread at a time. */

export interface Spell {
  readonly fromUs: number;
  readonly toUs: number;
}

/** The lane of each, from 0, in their order: the lowest that is free when it begins. */
export function assignLanes(spells: readonly Spell[]): readonly number[] {
  const order = [...spells.keys()].sort((a, b) => startOf(spells[a]) - startOf(spells[b]) || a - b);
  const freeFromUs: number[] = [];
  const lanes = new Array<number>(spells.length).fill(0);
  for (const place of order) {
    const spell = spells[place];
    if (spell === undefined) continue;
    const free = freeFromUs.findIndex((fromUs) => fromUs <= spell.fromUs);
    const lane = free === -1 ? freeFromUs.length : free;
    freeFromUs[lane] = spell.toUs;
    lanes[place] = lane;
  }
  return lanes;
}

function startOf(spell: Spell | undefined): number {
  return spell?.fromUs ?? 0;
}

import type { NodeFact } from '../../../broker-core/broker/facts.js';

/** Tells the lives of a group apart: one that was forgotten counts its generations from the start. */
export class GroupLives {
  readonly #forgotten = new Map<string, number>();

  take(fact: NodeFact): void {
    if (fact.type === 'groupForgotten')
      this.#forgotten.set(fact.groupId, (this.#forgotten.get(fact.groupId) ?? 0) + 1);
  }

  /** The generation's name, no other one's in any life of the group. */
  keyOf({ groupId, generation }: { readonly groupId: string; readonly generation: number }): string {
    return `${this.#forgotten.get(groupId) ?? 0} ${generationText({ groupId, generation })}`;
  }
}

export function generationText(of: { readonly groupId: string; readonly generation: number }): string {
  return `${of.groupId} generation ${of.generation}`;
}

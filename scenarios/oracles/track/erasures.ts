/** When committed offsets were taken away in order: with their group, or with their topic. */
import type { Change } from '../../../broker-core/metadata/apply/result.js';

interface Erasure {
  readonly what: 'group' | 'topic';
  readonly name: string;
  readonly atUs: number;
}

export class Erasures {
  readonly #erasures: Erasure[] = [];

  /** What the image has just changed, at `atUs`. */
  take(changes: readonly Change[], atUs: number): void {
    for (const change of changes) {
      if (change.type === 'groupDeleted') this.#erasures.push({ what: 'group', name: change.groupId, atUs });
      if (change.type === 'topicDeleted') this.#erasures.push({ what: 'topic', name: change.topic, atUs });
    }
  }

  /** Whether a commit sent at `sentAtUs` may be gone by `untilUs`; what came later was written later. */
  mayTake(
    commit: { readonly groupId: string; readonly topic: string; readonly sentAtUs: number },
    untilUs: number,
  ): boolean {
    return this.#erasures.some(
      ({ what, name, atUs }) =>
        name === (what === 'group' ? commit.groupId : commit.topic) &&
        commit.sentAtUs <= atUs &&
        atUs <= untilUs,
    );
  }

  /** When the topic was last deleted, before `untilUs`; null: never. */
  topicDeletedAtUs(topic: string, untilUs: number): number | null {
    const last = this.#erasures.findLast(
      ({ what, name, atUs }) => what === 'topic' && name === topic && atUs <= untilUs,
    );
    return last?.atUs ?? null;
  }
}

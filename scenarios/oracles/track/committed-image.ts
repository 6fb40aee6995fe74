/** The committed metadata: each entry applied when the first node does; and each write beside the log. */
import type { DirectWriteFact } from '../../../broker-core/broker/creation/creation.js';
import type { NodeFact } from '../../../broker-core/broker/facts.js';
import { apply, applyOutsideLog, skipTo } from '../../../broker-core/metadata/apply/apply.js';
import { decodeCommand } from '../../../broker-core/protocol/commands.js';
import type { ApplyResult, Change } from '../../../broker-core/metadata/apply/result.js';
import { MetadataState, type MetadataView } from '../../../broker-core/metadata/state/state.js';
import type { Tracker } from '../../harness/definition/invariant.js';
import { BoundedMap } from './bounded-map.js';

/** The facts that may bring changes. */
export const CHANGING = ['applied', 'appliedDirectly'] as const satisfies readonly NodeFact['type'][];

const NO_CHANGES: readonly Change[] = [];

export class CommittedImage implements Tracker {
  /** By the last fact; empty if it told no new entry. */
  changes: readonly Change[] = NO_CHANGES;
  readonly #state = new MetadataState();
  /** Writes beside the log, by id: the other nodes apply them too, and each one again when it restarts. */
  readonly #direct = new BoundedMap<string, true>();

  get view(): MetadataView {
    return this.#state;
  }

  onFact(fact: NodeFact): void {
    this.changes = this.#take(fact);
  }

  #take(fact: NodeFact): readonly Change[] {
    if (fact.type === 'appliedDirectly') return this.#takeDirect(fact);
    if (fact.type !== 'applied' || fact.index !== this.#state.appliedIndex + 1) return NO_CHANGES;
    const decoded = fact.data.length === 0 ? null : decodeCommand(fact.data);
    if (decoded?.ok !== true) {
      skipTo(this.#state, fact.index);
      return NO_CHANGES;
    }
    return changesOf(apply(this.#state, fact.index, decoded.command));
  }

  /** No two nodes need agree on its place among the others; here it is that of the first. */
  #takeDirect({ writeId, command }: DirectWriteFact): readonly Change[] {
    if (this.#direct.get(writeId) === true) return NO_CHANGES;
    this.#direct.set(writeId, true);
    return changesOf(applyOutsideLog(this.#state, writeId, command));
  }
}

function changesOf(result: ApplyResult): readonly Change[] {
  return result.type === 'ok' ? result.changes : NO_CHANGES;
}

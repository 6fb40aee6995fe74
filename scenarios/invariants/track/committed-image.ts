/** The metadata image of what is committed, made by applying each entry when the first node does. */
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import { apply, skipTo } from '../../../broker-core/metadata/apply/apply.js';
import { decodeCommand } from '../../../broker-core/metadata/codec/commands.js';
import type { Change } from '../../../broker-core/metadata/result.js';
import { MetadataState, type MetadataView } from '../../../broker-core/metadata/state/state.js';

const NO_CHANGES: readonly Change[] = [];

export class CommittedImage {
  readonly #state = new MetadataState();

  get view(): MetadataView {
    return this.#state;
  }

  /** What the fact changes; nothing if it tells no new entry. */
  take(fact: BrokerFact): readonly Change[] {
    if (fact.type !== 'applied' || fact.index !== this.#state.appliedIndex + 1) return NO_CHANGES;
    const decoded = fact.data.length === 0 ? null : decodeCommand(fact.data);
    if (decoded?.ok !== true) {
      skipTo(this.#state, fact.index);
      return NO_CHANGES;
    }
    const result = apply(this.#state, fact.index, decoded.command);
    return result.type === 'ok' ? result.changes : NO_CHANGES;
  }
}

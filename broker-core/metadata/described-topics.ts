/** Topics as a Metadata response describes them, kept until the image changes. */
import type { TopicMetadata } from '../protocol/topics.js';
import type { MetadataView } from './state/state.js';
import { describeTopic } from './views.js';

/**
 * As {@link describeTopic}; what it gives is shared by all who ask. Story: (1) a hundred clients wait for a topic of a thousand
 * partitions; (2) each asks every 100 ms while the partitions are assigned, one after the other; (3) each answer lists all
 * thousand, as the one before it did: the square of the topic's size.
 */
export function rememberingDescriptions(): typeof describeTopic {
  const byName = new Map<string, TopicMetadata>();
  let seen: MetadataView | null = null;
  let seenIndex = 0;
  return (view, name, refusal) => {
    if (view !== seen || view.appliedIndex !== seenIndex) {
      byName.clear();
      seen = view;
      seenIndex = view.appliedIndex;
    }
    const known = byName.get(name);
    if (known !== undefined) return known;
    const described = describeTopic(view, name, refusal);
    // Only topics that are there: those are bounded, and names that somebody asks for are not.
    if (described.error === 'NONE') byName.set(name, described);
    return described;
  };
}

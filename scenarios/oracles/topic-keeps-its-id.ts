import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';

/**
 * A topic that is there is not created again: with a new id and configuration under the old name, whoever was told of the first one
 * writes into the second (invariant 34). Checked with each entry of the metadata log that is applied for the first time.
 */
export const topicKeepsItsId: Invariant = {
  name: 'topic-keeps-its-id',
  doc: 'A topic that exists is replaced by no second creation.',
  source: 'KIP-516 (topic identifiers); spec c L13, L19, L20',
  create: ({ violate }) => {
    const image = new CommittedImage();
    return {
      onFact(fact) {
        for (const change of image.take(fact)) {
          if (change.type !== 'topicCreated' || change.replacedTopicId === null) continue;
          violate(`${change.topic} ${change.replacedTopicId} is replaced by ${change.topicId}`);
        }
      },
    };
  },
};

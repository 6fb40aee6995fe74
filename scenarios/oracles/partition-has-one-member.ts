import type { Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { generationText, GroupLives } from './track/group-lives.js';
import { placeText } from './track/text.js';

/**
 * No partition is given to two members of one generation (invariant 35). A member of an earlier generation that has not heard of the next
 * may still think that it has one: what keeps it from doing harm is the fence of its commits.
 */
export const partitionHasOneMember: Invariant = {
  name: 'partition-has-one-member',
  doc: 'In one generation of a group no partition is given to two members.',
  source:
    'spec c L22; Kafka documentation, "Consumers" (each partition is consumed by one consumer of a group)',
  create: ({ violate }) => {
    const owners = new BoundedMap<string, string>();
    const lives = new GroupLives();
    return {
      onFact(fact) {
        lives.take(fact);
        if (fact.type !== 'groupSynced') return;
        const { memberId } = fact;
        for (const { topic, partitions } of fact.partitions) {
          for (const partition of partitions) {
            const place = placeText({ topic, partition });
            const key = `${lives.keyOf(fact)} ${place}`;
            const owner = owners.get(key);
            if (owner === undefined) owners.set(key, memberId);
            else if (owner !== memberId)
              violate(`${generationText(fact)}: ${place} is given to ${owner} and to ${memberId}`);
          }
        }
      },
    };
  },
};

import type { Invariant } from './invariant.js';
import { BoundedMap } from './track/bounded-map.js';

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
    const lives = new Map<string, number>();
    return {
      onFact(fact) {
        if (fact.type === 'groupForgotten') {
          lives.set(fact.groupId, (lives.get(fact.groupId) ?? 0) + 1);
          return;
        }
        if (fact.type !== 'groupSynced') return;
        const { groupId, generation, memberId } = fact;
        const place = `${groupId} generation ${String(generation)}`;
        for (const { topic, partitions } of fact.partitions) {
          for (const partition of partitions) {
            const key = `${String(lives.get(groupId) ?? 0)} ${place} ${topic}/${String(partition)}`;
            const owner = owners.get(key);
            if (owner === undefined) owners.set(key, memberId);
            else if (owner !== memberId)
              violate(`${place}: ${topic}/${String(partition)} is given to ${owner} and to ${memberId}`);
          }
        }
      },
    };
  },
};

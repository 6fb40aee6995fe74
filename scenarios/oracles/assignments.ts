/** The members to which a generation of a group gives its partitions. */
import type { MemberAssignment } from '../../broker-core/protocol/groups.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { generationText, GroupLives } from './track/group-lives.js';
import { placeText } from './track/text.js';

interface Told {
  readonly nodeId: string;
  readonly text: string;
}

/** A coordinator that takes a second one has told some members the first, and tells others the second. */
export const oneAssignmentPerGeneration: Invariant = {
  name: 'one-assignment-per-generation',
  doc: 'A generation of a group has one assignment.',
  source: 'KIP-62; Kafka, GroupCoordinator (doSyncGroup)',
  create: ({ violate, judged }) => {
    const assigned = new BoundedMap<string, Told>();
    const lives = new GroupLives();
    return {
      ...hears(['groupForgotten', 'groupAssigned'], (fact) => {
        lives.take(fact);
        if (fact.type !== 'groupAssigned') return;
        const { nodeId } = fact;
        const key = lives.keyOf(fact);
        const text = assignmentText(fact.assignments);
        const first = assigned.get(key);
        judged();
        if (first === undefined) assigned.set(key, { nodeId, text });
        else if (first.text !== text)
          violate(
            `${generationText(fact)}: ${first.nodeId} had assigned ${first.text}, then ${nodeId} assigned ${text}`,
          );
      }),
    };
  },
};

/** By member: the order in which they come means nothing. */
function assignmentText(assignments: readonly MemberAssignment[]): string {
  const lines = assignments.map(({ memberId, partitions }) => {
    const owned = partitions.map(({ topic, partitions: numbers }) => `${topic}/${numbers.join(',')}`);
    return `${memberId}: ${owned.length === 0 ? 'nothing' : owned.join(' ')}`;
  });
  return lines.sort().join('; ');
}

/**
 * A member of an earlier generation that has not heard of the next may still think that it has one: what
 * keeps it from doing harm is the fence of its commits.
 */
export const partitionHasOneMember: Invariant = {
  name: 'partition-has-one-member',
  doc: 'In one generation of a group no partition is given to two members.',
  source: 'Kafka documentation, "Consumers" (each partition is consumed by one consumer of a group)',
  create: ({ violate, judged }) => {
    const owners = new BoundedMap<string, string>();
    const lives = new GroupLives();
    return {
      ...hears(['groupForgotten', 'groupSynced'], (fact) => {
        lives.take(fact);
        if (fact.type !== 'groupSynced') return;
        const { memberId } = fact;
        for (const { topic, partitions } of fact.partitions) {
          for (const partition of partitions) {
            const place = placeText({ topic, partition });
            const key = `${lives.keyOf(fact)} ${place}`;
            const owner = owners.get(key);
            judged();
            if (owner === undefined) owners.set(key, memberId);
            else if (owner !== memberId)
              violate(`${generationText(fact)}: ${place} is given to ${owner} and to ${memberId}`);
          }
        }
      }),
    };
  },
};

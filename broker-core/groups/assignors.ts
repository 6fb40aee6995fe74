/**
 * How the partitions of a group's topics are dealt out to its members: Kafka's range and round-robin
 * assignors. Pure: the same members and partitions, in whatever order, give the same assignment.
 */
import type { TopicPartitions } from '../protocol/records.js';
import type { JoinedMember, MemberAssignment } from '../protocol/groups.js';

/** How many partitions a topic has; a topic that is not there has none. */
type PartitionCounts = ReadonlyMap<string, number>;

export type Assignor = (
  members: readonly JoinedMember[],
  counts: PartitionCounts,
) => readonly MemberAssignment[];

export type AssignorName = 'range' | 'round-robin';

export const assignors: Readonly<Record<AssignorName, Assignor>> = {
  range: assignor(dealRanges),
  'round-robin': assignor(dealInTurn),
};

export function isAssignorName(name: string): name is AssignorName {
  return Object.hasOwn(assignors, name);
}

/** Members by id and topics by name: each that computes an assignment has them in an order of its own. */
type Deal = (
  members: readonly JoinedMember[],
  topics: readonly (readonly [topic: string, partitionCount: number])[],
  give: (memberId: string, topic: string, partition: number) => void,
) => void;

function assignor(deal: Deal): Assignor {
  return (members, counts) => {
    const sorted = [...members].sort((left, right) => compareText(left.memberId, right.memberId));
    const topics = [...counts].sort(([left], [right]) => compareText(left, right));
    const given = new Map(sorted.map(({ memberId }) => [memberId, new Map<string, number[]>()]));
    deal(sorted, topics, (memberId, topic, partition) => {
      const partitions = given.get(memberId)?.get(topic) ?? [];
      partitions.push(partition);
      given.get(memberId)?.set(topic, partitions);
    });
    return [...given].map(([memberId, ofTopics]) => ({
      memberId,
      partitions: [...ofTopics].map(([topic, partitions]): TopicPartitions => ({ topic, partitions })),
    }));
  };
}

/** Topic by topic, each member a run of partitions; the first get one more if it does not come out even. */
function dealRanges(...[members, topics, give]: Parameters<Deal>): void {
  for (const [topic, count] of topics) {
    const takers = members.filter((member) => member.topics.includes(topic));
    let next = 0;
    takers.forEach(({ memberId }, place) => {
      const size = Math.floor(count / takers.length) + (place < count % takers.length ? 1 : 0);
      for (const end = next + size; next < end; next += 1) give(memberId, topic, next);
    });
  }
}

/** All partitions of all topics in one row, dealt out one by one to the next member that subscribed. */
function dealInTurn(...[members, topics, give]: Parameters<Deal>): void {
  let turn = 0;
  for (const [topic, count] of topics) {
    if (!members.some((member) => member.topics.includes(topic))) continue;
    for (let partition = 0; partition < count;) {
      const member = members[turn % members.length];
      turn += 1;
      if (member?.topics.includes(topic) !== true) continue;
      give(member.memberId, topic, partition);
      partition += 1;
    }
  }
}

/** By UTF-16 units, the same on every machine. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

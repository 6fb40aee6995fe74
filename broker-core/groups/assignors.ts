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
  range: assignRanges,
  'round-robin': assignInTurn,
};

export function isAssignorName(name: string): name is AssignorName {
  return Object.hasOwn(assignors, name);
}

/** Topic by topic, each member a run of partitions; the first get one more if it does not come out even. */
function assignRanges(
  members: readonly JoinedMember[],
  counts: PartitionCounts,
): readonly MemberAssignment[] {
  const dealt = new Deal(members);
  for (const [topic, count] of byName(counts)) {
    const takers = dealt.members.filter(({ topics }) => topics.includes(topic));
    let next = 0;
    takers.forEach(({ memberId }, place) => {
      const size = Math.floor(count / takers.length) + (place < count % takers.length ? 1 : 0);
      for (const end = next + size; next < end; next += 1) dealt.give(memberId, topic, next);
    });
  }
  return dealt.assignments();
}

/** All partitions of all topics in one row, dealt out one by one to the next member that subscribed. */
function assignInTurn(
  members: readonly JoinedMember[],
  counts: PartitionCounts,
): readonly MemberAssignment[] {
  const dealt = new Deal(members);
  let turn = 0;
  for (const [topic, count] of byName(counts)) {
    if (!dealt.members.some(({ topics }) => topics.includes(topic))) continue;
    for (let partition = 0; partition < count;) {
      const member = dealt.members[turn % dealt.members.length];
      turn += 1;
      if (member?.topics.includes(topic) !== true) continue;
      dealt.give(member.memberId, topic, partition);
      partition += 1;
    }
  }
  return dealt.assignments();
}

class Deal {
  /** By id: each broker that computes an assignment has its members in another order. */
  readonly members: readonly JoinedMember[];
  readonly #given = new Map<string, Map<string, number[]>>();

  constructor(members: readonly JoinedMember[]) {
    this.members = [...members].sort((left, right) => compareText(left.memberId, right.memberId));
    for (const { memberId } of this.members) this.#given.set(memberId, new Map());
  }

  give(memberId: string, topic: string, partition: number): void {
    const topics = this.#given.get(memberId);
    const partitions = topics?.get(topic);
    if (partitions === undefined) topics?.set(topic, [partition]);
    else partitions.push(partition);
  }

  assignments(): readonly MemberAssignment[] {
    return [...this.#given].map(([memberId, topics]) => ({
      memberId,
      partitions: [...topics].map(([topic, partitions]): TopicPartitions => ({ topic, partitions })),
    }));
  }
}

function byName(counts: PartitionCounts): readonly (readonly [string, number])[] {
  return [...counts].sort(([left], [right]) => compareText(left, right));
}

/** By UTF-16 units, the same on every machine. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

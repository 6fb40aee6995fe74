/** Whether a generation is what its round of joining made of it. */
import type { NodeFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import type { Change } from '../../broker-core/metadata/apply/result.js';
import type { Group, Topic } from '../../broker-core/protocol/records.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { CommittedImage } from './track/committed-image.js';
import { generationText } from './track/group-lives.js';
import { placeText } from './track/text.js';

interface Round {
  readonly memberIds: ReadonlySet<string>;
  /** Up to here every broker that ran had applied the metadata log when the round ended, */
  readonly knownIndex: number;
  /** and so many brokers had started. */
  readonly starts: number;
}

/** Two coordinators may both come to a generation, and the log takes one of them. */
type Rounds = readonly Round[];

/** Follows rounds and what is stored of them. */
class GroupRounds {
  starts = 0;
  readonly #rounds = new BoundedMap<string, Rounds>();
  readonly #appliedBy = new Map<NodeId, number>();

  take(fact: NodeFact): void {
    if (fact.type === 'applied') this.#appliedBy.set(fact.nodeId, fact.index);
    else if (fact.type === 'restored') {
      this.starts += 1;
      this.#appliedBy.set(fact.nodeId, fact.state.appliedIndex);
    } else if (fact.type === 'groupRoundEnded') {
      const knownIndex = Math.min(...this.#appliedBy.values());
      const round = { memberIds: new Set(fact.memberIds), knownIndex, starts: this.starts };
      this.#rounds.set(generationText(fact), [...this.roundsOf(fact), round]);
    }
  }

  crashed(nodeId: NodeId): void {
    this.#appliedBy.delete(nodeId);
  }

  roundsOf(of: Pick<Group, 'groupId' | 'generation'>): Rounds {
    return this.#rounds.get(generationText(of)) ?? [];
  }
}

function whenStored(
  { share }: OracleContext,
  judge: (group: Group, rounds: GroupRounds) => void,
  onChange: (change: Change, index: number) => void = () => undefined,
): ReturnType<Invariant['create']> {
  const image = share(CommittedImage);
  const rounds = new GroupRounds();
  return {
    onFact(fact) {
      rounds.take(fact);
      for (const change of image.changes) {
        if (fact.type === 'applied') onChange(change, fact.index);
        const group = change.type === 'groupStored' ? image.view.group(change.groupId) : undefined;
        if (group !== undefined && group.members.length > 0) judge(group, rounds);
      }
    },
    onCrash: (nodeId) => rounds.crashed(nodeId),
  };
}

const SOURCE = 'Kafka, GroupCoordinator (doSyncGroup); KIP-62';

export const storedMembersAreOfTheRound: Invariant = {
  name: 'stored-members-are-of-the-round',
  doc: 'The members of a generation are those that joined in its round, all of them.',
  source: SOURCE,
  create: (context) =>
    whenStored(context, (group, rounds) => {
      const known = rounds.roundsOf(group);
      if (known.length === 0 || known.some((round) => isOf(round, group))) return;
      const stored = group.members.map(({ memberId }) => memberId).join(', ');
      const joined = known.map(({ memberIds }) => [...memberIds].join(', ')).join(' or ');
      context.violate(`${generationText(group)}: stored with ${stored}, joined by ${joined}`);
    }),
};

function isOf({ memberIds }: Round, { members }: Group): boolean {
  return members.length === memberIds.size && members.every(({ memberId }) => memberIds.has(memberId));
}

/**
 * Nobody would read it until the next round. A topic that some broker did not know yet when the round ended,
 * or that had another number of partitions before, may be left out: the group's leader asks any broker.
 */
export const partitionHasAMember: Invariant = {
  name: 'partition-has-a-member',
  doc: 'In a generation each partition of a subscribed topic is given to one member that subscribes to it.',
  source: 'Kafka documentation, "Consumers"; KIP-54',
  create: (context) => {
    const image = context.share(CommittedImage);
    /** Where in the log a topic was created; never: there was one of its name before. */
    const createdAt = new Map<string, number>();
    const check = (group: Group, topic: Topic): void => {
      for (let partition = 0; partition < topic.partitionCount; partition += 1) {
        const owners = group.members.filter(
          ({ topics, assignment }) =>
            topics.includes(topic.name) &&
            assignment.some((given) => given.topic === topic.name && given.partitions.includes(partition)),
        );
        if (owners.length === 1) continue;
        const place = placeText({ topic: topic.name, partition });
        const whose = owners.map(({ memberId }) => memberId).join(' and ') || 'nobody';
        context.violate(`${generationText(group)}: ${place} is given to ${whose}`);
      }
    };
    return whenStored(
      context,
      (group, rounds) => {
        const round = rounds.roundsOf(group).find((one) => isOf(one, group));
        // A broker that has started since tells what it knew long ago.
        if (round === undefined || round.starts !== rounds.starts) return;
        for (const name of new Set(group.members.flatMap(({ topics }) => topics))) {
          const topic = image.view.topic(name);
          const index = createdAt.get(name) ?? Number.POSITIVE_INFINITY;
          if (topic !== undefined && index <= round.knownIndex) check(group, topic);
        }
      },
      (change, index) => {
        if (change.type !== 'topicCreated') return;
        createdAt.set(change.topic, createdAt.has(change.topic) ? Number.POSITIVE_INFINITY : index);
      },
    );
  },
};

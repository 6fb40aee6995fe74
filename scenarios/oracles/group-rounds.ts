/** Whether a generation is what its round of joining made of it. */
import type { NodeFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import type { Change } from '../../broker-core/metadata/apply/result.js';
import type { Group, Topic } from '../../broker-core/protocol/records.js';
import { hears, type Invariant, type OracleContext } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';
import { generationText } from './track/group-lives.js';
import { placeText } from './track/text.js';

interface Round {
  readonly memberIds: ReadonlySet<string>;
  /** When the round ended, every broker that ran had applied the metadata log up to here. */
  readonly knownIndex: number;
  /** How often a broker had started by then. */
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

  /** Whether it may have forgotten the rounds of a generation. */
  get hasForgotten(): boolean {
    return this.#rounds.hasForgotten;
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
    ...hears([...CHANGING, 'restored', 'groupRoundEnded'], (fact) => {
      rounds.take(fact);
      for (const change of image.changes) {
        if (fact.type === 'applied') onChange(change, fact.index);
        const group = change.type === 'groupStored' ? image.view.group(change.groupId) : undefined;
        if (group !== undefined && group.members.length > 0) judge(group, rounds);
      }
    }),
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
      context.judged();
      const known = rounds.roundsOf(group);
      if (known.some((round) => isOf(round, group))) return;
      if (known.length === 0 && rounds.hasForgotten) {
        context.unjudged('generations whose rounds are forgotten: there were too many');
        return;
      }
      const stored = group.members.map(({ memberId }) => memberId).join(', ');
      const joined = known.map(({ memberIds }) => [...memberIds].join(', ')).join(' or ');
      context.violate(`${generationText(group)}: stored with ${stored}, joined by ${joined || 'nobody'}`);
    }),
};

function isOf({ memberIds }: Round, { members }: Group): boolean {
  return members.length === memberIds.size && members.every(({ memberId }) => memberIds.has(memberId));
}

/** A topic, as it was created last. */
interface Created {
  /** Of the entry in the metadata log. */
  readonly index: number;
  readonly partitionCount: number;
  /** There was one of its name with another number of partitions. */
  readonly isOther: boolean;
}

/** Created where nobody was told of it, as in a snapshot. */
const UNSEEN: Created = { index: Number.POSITIVE_INFINITY, partitionCount: 0, isOther: false };

/**
 * Nobody would read it until the next round. A topic that some broker did not know yet when the round ended
 * may be left out: the group's leader asks any broker. One of whose name there was another with other
 * partitions may be given as that one was: the leader remembers what it was told of it.
 */
export const partitionHasAMember: Invariant = {
  name: 'partition-has-a-member',
  doc: 'In a generation each partition of a subscribed topic is given to one member that subscribes to it.',
  source: 'Kafka documentation, "Consumers"; KIP-54',
  create: (context) => {
    const image = context.share(CommittedImage);
    const created = new Map<string, Created>();
    const check = (group: Group, topic: Topic): void => {
      for (let partition = 0; partition < topic.partitionCount; partition += 1) {
        context.judged();
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
        if (round === undefined) return;
        // A broker that has started since tells what it knew long ago.
        if (round.starts !== rounds.starts) {
          context.unjudged('generations, when a broker had started since their round');
          return;
        }
        for (const name of new Set(group.members.flatMap(({ topics }) => topics))) {
          const topic = image.view.topic(name);
          const { index, isOther } = created.get(name) ?? UNSEEN;
          if (topic === undefined) continue;
          if (isOther) context.unjudged('topics of whose name there was one with other partitions');
          else if (index > round.knownIndex)
            context.unjudged('topics that some broker did not know when the round ended');
          else check(group, topic);
        }
      },
      (change, index) => {
        if (change.type !== 'topicCreated') return;
        const partitionCount = image.view.topic(change.topic)?.partitionCount ?? 0;
        const before = created.get(change.topic);
        const isOther = before !== undefined && (before.isOther || before.partitionCount !== partitionCount);
        created.set(change.topic, { index, partitionCount, isOther });
      },
    );
  },
};

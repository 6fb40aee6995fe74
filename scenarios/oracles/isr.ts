/** The in-sync replicas of a partition. */
import { nodeIdOf, type Partition } from '../../broker-core/protocol/records.js';
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { SelfElecting } from './track/self-electing.js';
import { CommittedImage } from './track/committed-image.js';
import { Losses } from './track/losses.js';
import { PerPartition, PerReplica, type PartitionPlace } from './track/per-partition.js';
import { type ReplicaEnd, ReplicaEnds } from './track/replica-end.js';
import { placeText } from './track/text.js';

/** A historic creation sets the ISR last: until then it is empty, and says nothing. */
export const isrInReplicasAndHoldsLeader: Invariant = {
  name: 'isr-in-replicas-and-holds-leader',
  doc: 'The ISR of a partition is a subset of its replicas and holds the leader.',
  source: 'Kafka documentation, "Replicated logs"; KIP-497',
  create: ({ share, violate, judged }) => {
    const image = share(CommittedImage);
    const check = (whose: string, partition: Partition | undefined): void => {
      if (partition === undefined) return;
      judged();
      const wrong = whatIsWrong(partition);
      if (wrong !== null) violate(`${placeText(partition)} in ${whose}: ${wrong}`);
    };
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied') return;
        for (const change of image.changes) {
          if (
            change.type !== 'leaderChanged' &&
            change.type !== 'isrChanged' &&
            change.type !== 'partitionAssigned'
          )
            continue;
          check(`the image of index ${fact.index}`, image.view.partition(change.topic, change.partition));
        }
      }),
      atEnd({ views }) {
        for (const [nodeId, { metadata }] of views) {
          for (const partition of metadata.partitions()) check(`the image of ${nodeId}`, partition);
        }
      },
    };
  },
};

function whatIsWrong({ replicas, leader, isr }: Partition): string | null {
  const stranger = isr.find((brokerId) => !replicas.includes(brokerId));
  if (stranger !== undefined)
    return `ISR [${isr.join(', ')}] has ${stranger}, replicas are [${replicas.join(', ')}]`;
  if (leader === null) return null;
  if (!replicas.includes(leader)) return `leader ${leader} is none of the replicas [${replicas.join(', ')}]`;
  if (isr.length > 0 && !isr.includes(leader))
    return `leader ${leader} is not in the ISR [${isr.join(', ')}]`;
  return null;
}

/** Of one event; more of them say nothing new. */
const SUSPICIONS_MAX = 64;

interface Member {
  readonly nodeId: NodeId;
  readonly end: ReplicaEnd;
  /** Before it has opened nothing is known of it. */
  readonly opening: { isOver: boolean };
}

interface PartitionState {
  /** The highest of all replicas, ever, but for what was rightly lost. */
  highWatermark: number;
  raisedAtUs: number;
  /** The ISR, as it is committed. */
  members: readonly Member[];
}

function newPartition(): PartitionState {
  return { highWatermark: 0, raisedAtUs: 0, members: [] };
}

/** A member that lacks records, until the event is over in which that was seen. */
interface Suspicion {
  readonly place: PartitionPlace;
  readonly nodeId: NodeId;
  readonly durableEndOffset: number;
  readonly highWatermark: number;
  readonly atUs: number;
}

/**
 * Any of them may lead next.
 *
 * Who applies an entry that takes a member out of the ISR advances the high watermark before the entry counts
 * as applied here. So a member that lacks records is reported only if it is still one when time has moved on.
 */
export const isrMemberHasCommitted: Invariant = {
  name: 'isr-member-has-committed',
  doc: 'Every member of the ISR has every record below the high watermark on its disk.',
  source: 'Kafka documentation, "Replicated logs" (ISR); KIP-497',
  create: ({ share, violate, judged, nowUs }) => {
    const image = share(CommittedImage);
    const ends = share(ReplicaEnds);
    const losses = share(Losses);
    const openings = new PerReplica(share, () => ({ isOver: false }));
    const partitions = new PerPartition(newPartition);
    // Of these the ISR says nothing.
    const selfElecting = share(SelfElecting);
    let suspicions: Suspicion[] = [];
    /** Reports what was suspected before this moment and is still so. */
    const confirm = (atEnd = false): void => {
      const [first] = suspicions;
      if (first === undefined || (!atEnd && first.atUs === nowUs())) return;
      const suspected = suspicions;
      suspicions = [];
      for (const { place, nodeId, durableEndOffset, highWatermark } of suspected) {
        if (!partitions.of(place).members.some((member) => member.nodeId === nodeId)) continue;
        const has = `${nodeId} is in the ISR with offsets below ${durableEndOffset} on disk`;
        violate(`${placeText(place)}: ${has}, the high watermark is ${highWatermark}`);
      }
    };
    const check = (place: PartitionPlace, state: PartitionState): void => {
      const { highWatermark, raisedAtUs, members } = state;
      if (selfElecting.has(place)) return;
      if (losses.mayLack(place, raisedAtUs)) return;
      for (const { nodeId, end, opening } of members) {
        const { durableEndOffset } = end;
        if (!opening.isOver) continue;
        judged();
        if (durableEndOffset >= highWatermark || suspicions.length >= SUSPICIONS_MAX) continue;
        // A copy: what is checked may be a fact, which is more than a place.
        const whose = { topic: place.topic, topicId: place.topicId ?? null, partition: place.partition };
        suspicions.push({ place: whose, nodeId, durableEndOffset, highWatermark, atUs: nowUs() });
      }
    };
    const refresh = ({ topic, partition }: PartitionPlace): void => {
      const place = { topic, topicId: image.view.topic(topic)?.topicId ?? topic, partition };
      const state = partitions.of(place);
      const isr = image.view.partition(topic, partition)?.isr ?? [];
      state.members = isr.map((brokerId) => {
        const nodeId = nodeIdOf(brokerId);
        const replica = { nodeId, ...place };
        return { nodeId, end: ends.of(replica), opening: openings.of(replica) };
      });
      check(place, state);
    };
    return {
      onFact() {
        confirm();
        for (const change of image.changes) if ('partition' in change) refresh(change);
      },
      replicaFacts: ['opened', 'highWatermarkAdvanced'],
      onReplicaFact(told) {
        confirm();
        const { fact } = told;
        if (fact.type === 'opened') {
          openings.of(told).isOver = true;
          check(told, partitions.of(told));
        } else if (fact.type === 'highWatermarkAdvanced') {
          const state = partitions.of(told);
          const isLower = fact.highWatermark <= state.highWatermark;
          if (isLower && !losses.mayLack(told, state.raisedAtUs)) return;
          state.highWatermark = fact.highWatermark;
          state.raisedAtUs = nowUs();
          check(told, state);
        }
      },
      atEnd() {
        confirm(true);
      },
    };
  },
};

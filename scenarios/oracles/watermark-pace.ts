/** How soon a leader counts as committed what all replicas have. */
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import { nodeIdOf, type BrokerId } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { PerPartition, PerReplica } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** What the replica of a leader has heard, in one epoch. */
class Heard {
  leaderEpoch = -1;
  ownEndOffset = 0;
  highWatermark = 0;
  readonly followers = new Map<BrokerId, { readonly brokerEpoch: number; readonly endOffset: number }>();
  /** What all have, and since when it is not counted; null: it is. */
  due: { readonly endOffset: number; readonly sinceUs: number } | null = null;
}

/**
 * The answer that makes a record known on all replicas raises the high watermark, in its own event. This leaves
 * room for a broker that looks every few ms.
 */
const SOON_US = 20_000;

export const watermarkIsRaisedSoon: Invariant = {
  name: 'watermark-is-raised-soon',
  doc: 'A leader that has heard that all replicas have a record on disk raises its high watermark within 20 ms.',
  source: 'Kafka, Partition (maybeIncrementLeaderHW)',
  create: ({ violate, share, settings, nowUs }) => {
    const image = share(CommittedImage);
    const replicas = new PerReplica(() => new Heard());
    /** Where in the log the ISR of a partition last changed: a leader that is behind counts by an older one. */
    const changedAt = new PerPartition(() => ({ index: 0 }));
    const appliedBy = new Map<NodeId, number>();
    const selfElecting = new Set<string>();
    const leastIsr = settings['topic.minInsyncReplicas'];
    /** What all replicas have, as their leader has heard; null: it need not count that now. */
    const expected = (told: PartitionFact, heard: Heard): number | null => {
      const { nodeId, topic, topicId, partition } = told;
      const record = image.view.partition(topic, partition);
      const isLeader = record?.leaderEpoch === heard.leaderEpoch && nodeIdOf(record.leader ?? -1) === nodeId;
      if (!isLeader || record.isr.length < leastIsr || selfElecting.has(placeText(told))) return null;
      const isBehind = (appliedBy.get(nodeId) ?? 0) < changedAt.of({ topic, topicId, partition }).index;
      if (isBehind) return null;
      let endOffset = heard.ownEndOffset;
      for (const brokerId of record.replicas) {
        if (nodeIdOf(brokerId) === nodeId) continue;
        const of = heard.followers.get(brokerId);
        if (of === undefined || of.brokerEpoch !== image.view.broker(brokerId)?.brokerEpoch) return null;
        endOffset = Math.min(endOffset, of.endOffset);
      }
      return endOffset;
    };
    const judge = (told: PartitionFact, heard: Heard): void => {
      const lateUs = heard.due === null ? 0 : nowUs() - heard.due.sinceUs;
      if (heard.due === null || lateUs <= SOON_US) return;
      const what = `all replicas have what is before ${heard.due.endOffset}`;
      violate(
        `${told.nodeId} ${placeText(told)}: ${what} since ${lateUs / 1000} ms, and it counts ${heard.highWatermark}`,
      );
      heard.due = null;
    };
    const review = (told: PartitionFact, heard: Heard): void => {
      const endOffset = expected(told, heard);
      if (endOffset === null) heard.due = null;
      else if (heard.due !== null) judge(told, heard);
      else if (endOffset > heard.highWatermark) heard.due = { endOffset, sinceUs: nowUs() };
    };
    return {
      onFact(fact) {
        if (fact.type === 'group') selfElecting.add(fact.group);
        if (fact.type !== 'applied') return;
        appliedBy.set(fact.nodeId, fact.index);
        for (const change of image.changes) {
          if (change.type !== 'isrChanged' && change.type !== 'leaderChanged') continue;
          const { topic, partition } = change;
          const topicId = image.view.topic(topic)?.topicId ?? null;
          changedAt.of({ topic, topicId, partition }).index = fact.index;
        }
      },
      replicaFacts: ['opened', 'durable', 'heard', 'becameLeader', 'highWatermarkAdvanced'],
      onReplicaFact(told) {
        const { fact } = told;
        const heard = replicas.of(told);
        if (fact.type === 'opened') {
          heard.leaderEpoch = -1;
          heard.ownEndOffset = fact.logEndOffset;
          heard.highWatermark = fact.highWatermark;
          heard.due = null;
        } else if (fact.type === 'becameLeader') {
          heard.leaderEpoch = fact.leaderEpoch;
          heard.followers.clear();
          heard.due = null;
        } else if (fact.type === 'highWatermarkAdvanced') {
          judge(told, heard);
          heard.highWatermark = fact.highWatermark;
          if (heard.due !== null && fact.highWatermark >= heard.due.endOffset) heard.due = null;
        } else if (fact.type === 'durable') {
          heard.ownEndOffset = fact.durableEndOffset;
          if (heard.leaderEpoch >= 0) review(told, heard);
        } else if (fact.type === 'heard') {
          const { brokerEpoch, durableEndOffset: endOffset } = fact;
          heard.followers.set(fact.follower, { brokerEpoch, endOffset });
          review(told, heard);
        }
      },
      onCrash(nodeId) {
        appliedBy.delete(nodeId);
      },
    };
  },
};

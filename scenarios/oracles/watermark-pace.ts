/** How soon a leader counts as committed what all replicas have. */
import type { NodeFact, PartitionFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import { nodeIdOf, type BrokerId } from '../../broker-core/protocol/records.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { SelfElecting } from './track/self-electing.js';
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

  take(fact: PartitionFact['fact']): void {
    if (fact.type === 'opened' || fact.type === 'becameLeader') {
      this.leaderEpoch = fact.type === 'opened' ? -1 : fact.leaderEpoch;
      this.followers.clear();
      this.due = null;
    }
    if (fact.type === 'opened') this.ownEndOffset = fact.logEndOffset;
    else if (fact.type === 'durable') this.ownEndOffset = fact.durableEndOffset;
    else if (fact.type === 'heard') {
      const { brokerEpoch, durableEndOffset: endOffset } = fact;
      this.followers.set(fact.follower, { brokerEpoch, endOffset });
    }
    if (fact.type !== 'opened' && fact.type !== 'highWatermarkAdvanced') return;
    this.highWatermark = fact.highWatermark;
    if (this.due !== null && this.highWatermark >= this.due.endOffset) this.due = null;
  }
}

/** What a leader has to count, by the committed image. */
class Demand {
  /** Where in the log the ISR of a partition last changed: a leader that is behind counts by an older one. */
  readonly #changedAt = new PerPartition(() => ({ index: 0 }));
  readonly #appliedBy = new Map<NodeId, number>();

  constructor(
    private readonly image: CommittedImage,
    private readonly selfElecting: SelfElecting,
    private readonly leastIsr: number,
  ) {}

  take(fact: NodeFact & { readonly type: 'applied' }): void {
    this.#appliedBy.set(fact.nodeId, fact.index);
    for (const change of this.image.changes) {
      if (change.type !== 'isrChanged' && change.type !== 'leaderChanged') continue;
      const { topic, partition } = change;
      const topicId = this.image.view.topic(topic)?.topicId ?? null;
      this.#changedAt.of({ topic, topicId, partition }).index = fact.index;
    }
  }

  crashed(nodeId: NodeId): void {
    this.#appliedBy.delete(nodeId);
  }

  /** What all replicas have, as their leader has heard; null: it need not count that now. */
  of(told: PartitionFact, heard: Heard): number | null {
    const { nodeId, topic, topicId, partition } = told;
    const record = this.image.view.partition(topic, partition);
    const isLeader = record?.leaderEpoch === heard.leaderEpoch && nodeIdOf(record.leader ?? -1) === nodeId;
    if (!isLeader || record.isr.length < this.leastIsr || this.selfElecting.has(told)) return null;
    const { index } = this.#changedAt.of({ topic, topicId, partition });
    if ((this.#appliedBy.get(nodeId) ?? 0) < index) return null;
    let endOffset = heard.ownEndOffset;
    for (const brokerId of record.replicas) {
      if (nodeIdOf(brokerId) === nodeId) continue;
      const of = heard.followers.get(brokerId);
      if (of === undefined || of.brokerEpoch !== this.image.view.broker(brokerId)?.brokerEpoch) return null;
      endOffset = Math.min(endOffset, of.endOffset);
    }
    return endOffset;
  }
}

/**
 * The answer that makes a record known on all replicas raises the high watermark, in its own event. This
 * leaves room for a broker that looks every few ms.
 */
const SOON_US = 20_000;

export const watermarkIsRaisedSoon: Invariant = {
  name: 'watermark-is-raised-soon',
  doc: 'A leader that has heard that all replicas have a record on disk raises its high watermark within 20 ms.',
  source: 'Kafka, Partition (maybeIncrementLeaderHW)',
  create: ({ violate, judged, share, settings, nowUs }) => {
    const demand = new Demand(
      share(CommittedImage),
      share(SelfElecting),
      settings['topic.minInsyncReplicas'],
    );
    const replicas = new PerReplica(share, () => new Heard());
    const judge = (told: PartitionFact, heard: Heard): void => {
      if (heard.due === null) return;
      judged();
      const lateUs = nowUs() - heard.due.sinceUs;
      if (lateUs <= SOON_US) return;
      const what = `all replicas have what is before ${heard.due.endOffset} since ${lateUs / 1000} ms`;
      violate(`${told.nodeId} ${placeText(told)}: ${what}, and it counts ${heard.highWatermark}`);
      heard.due = null;
    };
    const review = (told: PartitionFact, heard: Heard): void => {
      const endOffset = demand.of(told, heard);
      if (endOffset === null) heard.due = null;
      else if (heard.due !== null) judge(told, heard);
      else if (endOffset > heard.highWatermark) heard.due = { endOffset, sinceUs: nowUs() };
    };
    return {
      ...hears(['applied'], (fact) => demand.take(fact)),
      replicaFacts: ['opened', 'durable', 'heard', 'becameLeader', 'highWatermarkAdvanced'],
      onReplicaFact(told) {
        const { fact } = told;
        const heard = replicas.of(told);
        if (fact.type === 'highWatermarkAdvanced') judge(told, heard);
        heard.take(fact);
        const isNews = fact.type === 'durable' || fact.type === 'heard';
        if (!isNews || heard.leaderEpoch < 0) return;
        // Every second answer is one to news of the high watermark, and tells of nothing beyond it.
        if (heard.due !== null || fact.durableEndOffset > heard.highWatermark) review(told, heard);
      },
      onCrash: (nodeId) => demand.crashed(nodeId),
    };
  },
};

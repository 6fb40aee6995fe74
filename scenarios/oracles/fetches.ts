/** How soon a fetch is answered that had to wait. */
import type { FetchFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import type { FetchPartition, FetchRequest } from '../../broker-core/protocol/fetch.js';
import { endOffset } from '../../broker-core/protocol/record-batch.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { PerNode, PerPartition } from './track/per-partition.js';
import { ReplicaLog, ReplicaLogs } from './track/replica-log.js';
import { placeText } from './track/text.js';

/**
 * What makes a fetch answerable answers it, in one event. This leaves room for one that looks every few ms.
 */
const SOON_US = 20_000;

interface Waiting {
  readonly request: FetchRequest;
  /** Since when there is enough for it; null: not yet. */
  enoughSinceUs: number | null;
}

/** Clients know topics by name alone, and the replica of a name is the newest. */
class Replica {
  /** Of the topic that has the name now. */
  log = new ReplicaLog();
  highWatermark = 0;
}

class BrokerState {
  readonly waiting = new Map<number, Waiting>();
  readonly replicas = new PerPartition(() => new Replica());

  /** Never more than there is: of a record its value is counted alone. */
  hasEnoughFor({ minBytes, maxBytes, partitions }: FetchRequest): boolean {
    const leastBytes = Math.min(minBytes, maxBytes);
    let sumBytes = 0;
    for (const wanted of partitions) {
      if (sumBytes >= leastBytes) return true;
      sumBytes += this.#bytesFor(wanted, leastBytes - sumBytes);
    }
    return sumBytes >= leastBytes;
  }

  #bytesFor({ topic, partition, offset, maxBytes }: FetchPartition, enoughBytes: number): number {
    const { log, highWatermark } = this.replicas.of({ topic, partition });
    let sumBytes = 0;
    for (let at = offset; at < highWatermark && sumBytes < enoughBytes;) {
      const batch = log.find(at);
      if (batch === undefined || endOffset(batch) > highWatermark) break;
      for (const { value } of batch.records) sumBytes += Math.max(1, value.length);
      at = endOffset(batch);
    }
    return Math.min(sumBytes, maxBytes);
  }
}

export const fetchIsAnsweredSoon: Invariant = {
  name: 'fetch-is-answered-soon',
  doc: 'A fetch that waits is answered within 20 ms once its broker has enough for it.',
  source: 'Kafka, DelayedFetch (a fetch is completed when enough bytes have come)',
  create: ({ share, violate, judged, nowUs }) => {
    const logs = share(ReplicaLogs);
    const brokers = new PerNode(() => new BrokerState());
    const judge = (nodeId: NodeId, { request, enoughSinceUs }: Waiting): void => {
      if (enoughSinceUs === null) return;
      judged();
      const lateUs = nowUs() - enoughSinceUs;
      if (lateUs <= SOON_US) return;
      const places = request.partitions.map(placeText).join(', ');
      violate(`${nodeId} has enough for a fetch of ${places} since ${lateUs / 1000} ms`);
    };
    const take = (fact: FetchFact): void => {
      const { waiting } = brokers.of(fact.nodeId);
      if (fact.type === 'fetchWaits') {
        waiting.set(fact.number, { request: fact.request, enoughSinceUs: null });
        return;
      }
      const answered = waiting.get(fact.number);
      waiting.delete(fact.number);
      if (answered !== undefined) judge(fact.nodeId, answered);
    };
    return {
      ...hears(['fetchWaits', 'fetchAnswered'], (fact) => {
        if (fact.type === 'fetchWaits' || fact.type === 'fetchAnswered') take(fact);
      }),
      replicaFacts: ['opened', 'highWatermarkAdvanced', 'becameFollower', 'becameOffline'],
      onReplicaFact(told) {
        const { nodeId, topic, partition, fact } = told;
        const broker = brokers.of(nodeId);
        const replica = broker.replicas.of({ topic, partition });
        if (fact.type === 'opened') {
          replica.log = logs.of(told);
          replica.highWatermark = fact.highWatermark;
        }
        // Who leads no more has nothing to wait for: the answer is an error.
        const hasEnded = fact.type === 'becameFollower' || fact.type === 'becameOffline';
        if (fact.type === 'highWatermarkAdvanced') replica.highWatermark = fact.highWatermark;
        else if (!hasEnded) return;
        for (const one of broker.waiting.values()) {
          const isAbout = one.request.partitions.some(
            (wanted) => wanted.topic === topic && wanted.partition === partition,
          );
          if (isAbout && one.enoughSinceUs === null && (hasEnded || broker.hasEnoughFor(one.request)))
            one.enoughSinceUs = nowUs();
        }
      },
      onCrash(nodeId) {
        brokers.of(nodeId).waiting.clear();
      },
      atEnd() {
        for (const [nodeId, { waiting }] of brokers.all())
          for (const one of waiting.values()) judge(nodeId, one);
      },
    };
  },
};

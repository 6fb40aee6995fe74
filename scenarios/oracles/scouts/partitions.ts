/** Where partitions should come to in some run. */
import type { NodeId } from '../../../broker-core/env.js';
import type { Scout } from '../../harness/definition/invariant.js';
import { CHANGING, CommittedImage } from '../track/committed-image.js';
import { PerPartition, PerReplica } from '../track/per-partition.js';
import { ReplicaEnds, type ReplicaEnd } from '../track/replica-end.js';

const SOMETIMES = {
  'isr-of-one': 'Of several replicas of a partition one is left in the ISR.',
  'isr-grows-again': 'A follower comes back into an ISR.',
  'partition-without-a-leader': 'A partition has nobody to lead it.',
  'epoch-bumped-while-records-wait':
    'The leader epoch of a partition changes while records of its leader wait to be committed.',
  'follower-cuts-its-tail': 'A replica drops records that its leader does not have.',
  'crash-during-a-record-write':
    'A broker crashes while a replica of it has records that are not durable yet.',
  'batch-acknowledged-again': 'A leader acknowledges a batch that it has acknowledged before: a retry.',
  'fetch-waits-over-a-deposition': 'A leader loses its role while a consumer waits there for records.',
} as const;

interface Replica {
  leads: boolean;
  acknowledgedEnd: number;
}

export const partitionsScout: Scout = {
  sometimes: SOMETIMES,
  create: ({ reached, sometimes, share }) => {
    const image = share(CommittedImage);
    const ends = share(ReplicaEnds);
    const replicas = new PerReplica(share, (): Replica => ({ leads: false, acknowledgedEnd: 0 }));
    const isrs = new PerPartition(() => ({ size: 0 }));
    /** Of each broker, to look at when it crashes. */
    const endsOf = new Map<NodeId, Set<ReplicaEnd>>();
    const waiting = new Map<NodeId, Set<number>>();
    return {
      facts: [...CHANGING, 'fetchWaits', 'fetchAnswered'],
      onFact(fact) {
        if (fact.type === 'fetchWaits')
          waiting.set(fact.nodeId, (waiting.get(fact.nodeId) ?? new Set()).add(fact.number));
        else if (fact.type === 'fetchAnswered') waiting.get(fact.nodeId)?.delete(fact.number);
        for (const change of image.changes) {
          if (change.type === 'leaderChanged')
            sometimes('partition-without-a-leader', change.leader === null);
          if (change.type !== 'isrChanged') continue;
          const record = image.view.partition(change.topic, change.partition);
          sometimes('isr-of-one', change.isr.length === 1 && (record?.replicas.length ?? 0) > 1);
          const topicId = image.view.topic(change.topic)?.topicId ?? null;
          const before = isrs.of({ ...change, topicId });
          sometimes('isr-grows-again', before.size > 0 && change.isr.length > before.size);
          before.size = change.isr.length;
        }
      },
      replicaFacts: [
        'opened',
        'truncated',
        'becameLeader',
        'becameFollower',
        'becameOffline',
        'acknowledged',
      ],
      onReplicaFact(told) {
        const { fact, nodeId } = told;
        const replica = replicas.of(told);
        if (fact.type === 'acknowledged') {
          if (fact.endOffset <= replica.acknowledgedEnd) reached('batch-acknowledged-again');
          else replica.acknowledgedEnd = fact.endOffset;
        } else if (fact.type === 'truncated')
          sometimes('follower-cuts-its-tail', fact.toOffset < fact.fromOffset);
        else if (fact.type === 'opened') {
          endsOf.set(nodeId, (endsOf.get(nodeId) ?? new Set()).add(ends.of(told)));
          replica.leads = false;
          replica.acknowledgedEnd = 0;
        } else {
          const { endOffset, highWatermark } = ends.of(told);
          if (replica.leads) {
            sometimes('epoch-bumped-while-records-wait', endOffset > highWatermark);
            sometimes('fetch-waits-over-a-deposition', (waiting.get(nodeId)?.size ?? 0) > 0);
          }
          replica.leads = fact.type === 'becameLeader';
        }
      },
      onCrash(nodeId) {
        const isUnfinished = [...(endsOf.get(nodeId) ?? [])].some(
          ({ endOffset, durableEndOffset }) => endOffset > durableEndOffset,
        );
        sometimes('crash-during-a-record-write', isUnfinished);
        endsOf.delete(nodeId);
        waiting.delete(nodeId);
      },
    };
  },
};

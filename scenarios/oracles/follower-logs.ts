/** Where what a follower has comes from. */
import type { NodeId } from '../../broker-core/env.js';
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PerPartition } from './track/per-partition.js';
import { isSameBatch, ReplicaLogs } from './track/replica-log.js';
import { batchText, placeText } from './track/text.js';

interface Office {
  readonly nodeId: NodeId;
  readonly leaderEpoch: number;
  /** Once it has ended, what it sent before may still arrive. */
  ended: boolean;
}

/**
 * 1. A leads epoch 5 and is cut off from the metadata log. 2. B leads epoch 6. 3. A, which does not know,
 *    sends r to C, a follower of B. If C takes it, C has a record that its leader never had.
 */
export const followerHasItFromItsLeader: Invariant = {
  name: 'follower-has-it-from-its-leader',
  doc: 'What a follower appends in an epoch, the leader of that epoch has at the same offset.',
  source: 'KIP-101; KIP-279',
  create: ({ share, violate, judged }) => {
    const logs = share(ReplicaLogs);
    const offices = new PerPartition((): { newest: Office | null } => ({ newest: null }));
    /** Of one broker, those that its crash ends. */
    const held = new Map<NodeId, Set<Office>>();
    const begin = (told: PartitionFact, leaderEpoch: number): void => {
      const { nodeId } = told;
      const office: Office = { nodeId, leaderEpoch, ended: false };
      const partition = offices.of(told);
      if ((partition.newest?.leaderEpoch ?? -1) < office.leaderEpoch) partition.newest = office;
      const ofNode = held.get(nodeId) ?? new Set();
      held.set(nodeId, ofNode.add(office));
    };
    const check = (told: PartitionFact): void => {
      const { fact, topic, topicId, partition } = told;
      const { newest } = offices.of(told);
      if (fact.type !== 'appended' || newest === null || newest.ended) return;
      if (newest.leaderEpoch !== fact.leaderEpoch) return;
      judged();
      const log = logs.of({ nodeId: newest.nodeId, topic, topicId, partition });
      const { baseOffset } = fact.batch;
      const has = log.find(baseOffset);
      const isForgotten =
        has === undefined && baseOffset < (log.batches.at(log.batches.firstIndex)?.baseOffset ?? 0);
      if (isForgotten || (has !== undefined && isSameBatch(has, fact.batch))) return;
      const took = `${told.nodeId} appends ${batchText(fact.batch)} in epoch ${fact.leaderEpoch}`;
      const there = has === undefined ? 'nothing there' : batchText(has);
      violate(`${placeText(told)}: ${took}, whose leader ${newest.nodeId} has ${there}`);
    };
    return {
      replicaFacts: ['appended', 'becameLeader', 'becameFollower', 'becameOffline'],
      onReplicaFact(told) {
        const { fact, nodeId } = told;
        if (fact.type === 'becameLeader') begin(told, fact.leaderEpoch);
        else if (fact.type === 'becameFollower' || fact.type === 'becameOffline') {
          const { newest } = offices.of(told);
          if (newest?.nodeId === nodeId) newest.ended = true;
        } else if (fact.type === 'appended' && fact.as === 'follower') check(told);
      },
      onCrash(nodeId) {
        for (const office of held.get(nodeId) ?? []) office.ended = true;
        held.delete(nodeId);
      },
    };
  },
};

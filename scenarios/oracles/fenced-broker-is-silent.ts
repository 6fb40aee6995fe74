import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';

export const fencedBrokerIsSilent: Invariant = {
  name: 'fenced-broker-is-silent',
  doc: 'A broker that stopped itself for its disk acknowledges nothing until it starts again.',
  source: '"Can Applications Recover from fsync Failures?", USENIX ATC 2020; PostgreSQL, fsyncgate 2018',
  create: ({ violate, judged }) => {
    const reasons = new Map<NodeId, string>();
    const demandUnfenced = (nodeId: NodeId, promise: string): void => {
      const reason = reasons.get(nodeId);
      judged();
      if (reason !== undefined) violate(`${nodeId} ${promise} after it was fenced: ${reason}`);
    };
    return {
      ...hears(['fenced', 'restored', 'voteSent', 'topicAcknowledged'], (fact) => {
        if (fact.type === 'fenced') reasons.set(fact.nodeId, fact.reason);
        else if (fact.type === 'restored') reasons.delete(fact.nodeId);
        else if (reasons.size === 0) return;
        else if (fact.type === 'voteSent') demandUnfenced(fact.nodeId, 'sends a vote');
        else if (fact.type === 'topicAcknowledged') demandUnfenced(fact.nodeId, 'acknowledges a topic');
      }),
      replicaFacts: ['acknowledged'],
      onReplicaFact(fact) {
        if (reasons.size > 0 && fact.fact.type === 'acknowledged')
          demandUnfenced(fact.nodeId, 'acknowledges records');
      },
      onCrash(nodeId) {
        reasons.delete(nodeId);
      },
    };
  },
};

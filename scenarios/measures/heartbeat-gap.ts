import type { NodeId } from '../../broker-core/env.js';
import type { Measure } from '../harness/definition/measure.js';

/** What a follower hears of its leader: with a sender that holds messages up, too little, too late. */
export const heartbeatGap: Measure = {
  name: 'heartbeat-gap',
  doc: 'The time between two messages of a leader at a follower.',
  create: ({ nowUs, waited }) => {
    const heardAtUs = new Map<NodeId, number>();
    return {
      onFact(fact) {
        if (fact.type !== 'leaderHeard') return;
        const before = heardAtUs.get(fact.nodeId);
        heardAtUs.set(fact.nodeId, nowUs());
        if (before !== undefined) waited('raft.heartbeatGap', nowUs() - before);
      },
      onCrash(nodeId) {
        heardAtUs.delete(nodeId);
      },
    };
  },
};

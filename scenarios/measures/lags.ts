/** How far nodes are behind, each one's own time. */
import type { NodeId } from '../../broker-core/env.js';
import type { Measure } from '../harness/definition/measure.js';

/** How far nodes are behind the first of them: by entries, each one's own time. */
export const applyLag: Measure = {
  name: 'apply-lag',
  doc: 'From the moment at which an entry of the metadata log is first applied anywhere to that at which another node applies it.',
  create: ({ nowUs, waited }) => {
    const firstUs = new Map<number, number>();
    /** In whatever life: what is applied again after a restart was there before. */
    const appliedBy = new Map<NodeId, number>();
    return {
      onFact(fact) {
        if (fact.type !== 'applied' || fact.index <= (appliedBy.get(fact.nodeId) ?? 0)) return;
        appliedBy.set(fact.nodeId, fact.index);
        const first = firstUs.get(fact.index);
        if (first === undefined) firstUs.set(fact.index, nowUs());
        else waited('raft.applyLag', nowUs() - first);
      },
    };
  },
};

/** How long the others lack what one node put into its image beside the log, for each write and node. */
export const directLag: Measure = {
  name: 'direct-lag',
  doc: 'From the moment at which a write beside the log is first applied anywhere to that at which another node applies it.',
  create: ({ nowUs, waited }) => {
    const firstUs = new Map<string, number>();
    const applied = new Set<string>();
    return {
      onFact(fact) {
        if (fact.type !== 'appliedDirectly') return;
        const { nodeId, writeId } = fact;
        // What is applied again after a restart was there before.
        if (applied.has(`${nodeId} ${writeId}`)) return;
        applied.add(`${nodeId} ${writeId}`);
        const first = firstUs.get(writeId);
        if (first === undefined) firstUs.set(writeId, nowUs());
        else waited('metadataWal.lag', nowUs() - first);
      },
    };
  },
};

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

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

import type { Measure } from '../harness/definition/measure.js';

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

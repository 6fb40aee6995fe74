import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';

/**
 * Within a life, a node's commit index never goes back, and nothing at or below it is written again (invariant 10). It may start lower
 * after a restart, since it need not be synced. Checked when hard state or entries are written.
 */
export const commitMonotonic: Invariant = {
  name: 'commit-monotonic',
  doc: 'The commit index never goes back in a life, and the log is never truncated below it.',
  source: 'Raft paper, figure 2 (commitIndex "increases monotonically") and section 5.3',
  create: ({ violate }) => {
    const commitOf = new Map<NodeId, number>();
    return {
      onFact(fact) {
        if (fact.type === 'restored') commitOf.set(fact.nodeId, fact.state.hardState.commitIndex);
        else if (fact.type === 'hardStateWritten') {
          const before = commitOf.get(fact.nodeId) ?? 0;
          commitOf.set(fact.nodeId, fact.commitIndex);
          if (fact.commitIndex >= before) return;
          violate(`${fact.nodeId} takes its commit index from ${before} back to ${fact.commitIndex}`);
        } else if (fact.type === 'entriesWritten') {
          const commitIndex = commitOf.get(fact.nodeId) ?? 0;
          const first = fact.entries[0]?.index ?? Number.POSITIVE_INFINITY;
          if (first > commitIndex) return;
          violate(
            `${fact.nodeId} writes index ${first} again, with everything up to ${commitIndex} committed`,
          );
        } else if (fact.type === 'snapshotInstalled') {
          const commitIndex = commitOf.get(fact.nodeId) ?? 0;
          const { index } = fact.snapshot;
          if (index < commitIndex) {
            violate(
              `${fact.nodeId} installs a snapshot of index ${index}, below its commit index ${commitIndex}`,
            );
          }
          commitOf.set(fact.nodeId, Math.max(commitIndex, index));
        }
      },
    };
  },
};

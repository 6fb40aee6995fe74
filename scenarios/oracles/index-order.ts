import type { NodeId } from '../../broker-core/env.js';
import type { EndState, Invariant, OracleContext } from '../harness/definition/invariant.js';
import { PerNode } from './track/per-partition.js';

interface Indexes {
  last: number;
  applied: number;
}

/** From facts: applied and commit against the end of the log. At the end, from the views, the whole chain. */
export const indexOrder: Invariant = {
  name: 'index-order',
  doc: 'Snapshot index, applied index, commit index and last index are in this order; nothing is skipped in applying.',
  source: 'Raft paper, figure 2 and section 7',
  create: ({ violate }) => {
    const nodes = new PerNode((): Indexes => ({ last: 0, applied: 0 }));
    const demandInLog = (nodeId: NodeId, what: string, index: number): void => {
      const { last } = nodes.of(nodeId);
      if (index > last) violate(`${nodeId} has ${what} ${index} in a log that ends at ${last}`);
    };
    return {
      onFact(fact) {
        if (fact.type === 'entriesWritten') {
          const last = fact.entries[fact.entries.length - 1];
          if (last !== undefined) nodes.of(fact.nodeId).last = last.index;
        } else if (fact.type === 'applied') {
          const indexes = nodes.of(fact.nodeId);
          demandInLog(fact.nodeId, 'applied index', fact.index);
          if (fact.index !== indexes.applied + 1)
            violate(`${fact.nodeId} applies index ${fact.index} after ${indexes.applied}`);
          indexes.applied = fact.index;
        } else if (fact.type === 'hardStateWritten')
          demandInLog(fact.nodeId, 'commit index', fact.commitIndex);
        else if (fact.type === 'snapshotInstalled') {
          const { index } = fact.snapshot;
          nodes.set(fact.nodeId, { last: index, applied: index });
        } else if (fact.type === 'restored') {
          const { snapshot, entries, appliedIndex, hardState } = fact.state;
          const last = entries[entries.length - 1]?.index ?? snapshot?.index ?? 0;
          nodes.set(fact.nodeId, { last, applied: appliedIndex });
          demandInLog(fact.nodeId, 'commit index', hardState.commitIndex);
        }
      },
      atEnd({ views }) {
        checkViews(views, violate);
      },
    };
  },
};

function checkViews(views: EndState['views'], violate: OracleContext['violate']): void {
  for (const [nodeId, { raft }] of views) {
    const { snapshotIndex, appliedIndex, commitIndex, lastIndex } = raft;
    if (snapshotIndex <= appliedIndex && appliedIndex <= commitIndex && commitIndex <= lastIndex) continue;
    const chain = [snapshotIndex, appliedIndex, commitIndex, lastIndex].map(String).join(', ');
    violate(`${nodeId} has snapshot, applied, commit and last index ${chain}: not in this order`);
  }
}

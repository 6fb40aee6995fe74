import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { RaftLogs } from './track/raft-logs.js';

/**
 * A leader moves its commit index to an entry of its own term, and earlier ones with it; it never counts copies of an older entry
 * (invariant 12). Checked when a leader stores a new commit index.
 */
export const commitOwnTermOnly: Invariant = {
  name: 'commit-own-term-only',
  doc: 'A leader commits by counting only entries of its own term.',
  source: 'Raft paper, section 5.4.2 and figure 8',
  create: ({ violate }) => {
    const logs = new RaftLogs();
    const termLed = new Map<NodeId, number>();
    const commitOf = new Map<NodeId, number>();
    return {
      onFact(fact) {
        logs.take(fact);
        if (fact.type === 'role') {
          if (fact.role === 'leader') termLed.set(fact.nodeId, fact.term);
          else termLed.delete(fact.nodeId);
        } else if (fact.type === 'restored') commitOf.set(fact.nodeId, fact.state.hardState.commitIndex);
        else if (fact.type === 'hardStateWritten') {
          const { nodeId, commitIndex } = fact;
          const before = commitOf.get(nodeId) ?? 0;
          commitOf.set(nodeId, commitIndex);
          const led = termLed.get(nodeId);
          if (led === undefined || commitIndex <= before) return;
          const entry = logs.of(nodeId).written.at(commitIndex);
          if (entry === undefined || entry.term === led) return;
          violate(`${nodeId} leads term ${led} and commits index ${commitIndex} of term ${entry.term}`);
        }
      },
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};

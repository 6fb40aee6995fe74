/** What a node does that has lost its disk. */
import type { NodeFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { CommittedEntries } from './track/committed-entries.js';
import { RaftLogs } from './track/raft-logs.js';

/**
 * Otherwise: 1. A leads and commits an entry with B; C is slow. 2. B's disk is wiped, and B starts. 3. C
 * campaigns without the entry, B votes for it, and the entry is lost.
 */
export const wipedVoterHasCaughtUp: Invariant = {
  name: 'wiped-voter-has-caught-up',
  doc: 'A node whose disk was wiped votes, and leads, only once it has all that had been committed by then, on its disk.',
  source: 'KIP-853 (directory ids); Raft thesis, section 4.2.1 (catching up new servers)',
  create: ({ violate, judged }) => {
    const logs = new RaftLogs();
    const committed = new CommittedEntries();
    /** By node that was wiped: the last index that had been committed then. */
    const owed = new Map<NodeId, number>();
    /**
     * Since its last wipe, if any. 1. A node is away while the others first elect and commit. 2. Its disk is
     * wiped, which had nothing on it: no vote that it gave, and no entry that it helped to commit. 3. It
     * starts, as new as before, and votes.
     */
    const hasStored = new Set<NodeId>();
    const firstWrite = new Map<NodeId, number>();
    const note = (fact: NodeFact): void => {
      if (fact.type === 'entriesWritten' || fact.type === 'hardStateWritten')
        firstWrite.set(fact.nodeId, firstWrite.get(fact.nodeId) ?? fact.readyNumber);
      else if (fact.type === 'readyDurable' && fact.readyNumber >= (firstWrite.get(fact.nodeId) ?? Infinity))
        hasStored.add(fact.nodeId);
    };
    const demand = (nodeId: NodeId, what: string): void => {
      const throughIndex = owed.get(nodeId);
      if (throughIndex === undefined) return;
      judged();
      const entry = committed.at(throughIndex);
      if (entry === undefined || logs.of(nodeId).hasDurable(entry.index, entry.term)) owed.delete(nodeId);
      else violate(`${nodeId} was wiped and ${what} without index ${throughIndex}, committed before`);
    };
    return {
      ...hears([...RaftLogs.facts, 'hardStateWritten', 'applied', 'voteSent', 'role'], (fact) => {
        logs.take(fact);
        note(fact);
        if (fact.type === 'applied') committed.add(fact);
        else if (fact.type === 'voteSent') demand(fact.nodeId, `votes for ${fact.to} in term ${fact.term}`);
        else if (fact.type === 'role' && (fact.role === 'candidate' || fact.role === 'leader'))
          demand(fact.nodeId, `is ${fact.role} of term ${fact.term}`);
      }),
      onCrash: (nodeId) => void firstWrite.delete(nodeId),
      onFault({ type, nodeId }) {
        if (type !== 'wipe') return;
        logs.replace(nodeId);
        // One that had not caught up since its last wipe still owes what it did.
        if (hasStored.delete(nodeId) && committed.endIndex > 1) owed.set(nodeId, committed.endIndex - 1);
      },
    };
  },
};

/** What is committed in the metadata log. */
import type { NodeId } from '../../broker-core/env.js';
import type { Entry } from '../../broker-core/raft/index.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { sameBytes } from './track/bytes.js';
import { CommittedEntries } from './track/committed-entries.js';
import { RaftLogs, type RaftLog } from './track/raft-logs.js';

/** It may start lower after a restart, since it need not be synced. */
export const commitMonotonic: Invariant = {
  name: 'commit-monotonic',
  doc: 'The commit index never goes back in a life, and the log is never truncated below it.',
  source: 'Raft paper, figure 2 (commitIndex "increases monotonically") and section 5.3',
  create: ({ violate, judged }) => {
    const commitOf = new Map<NodeId, number>();
    return {
      ...hears(['restored', 'hardStateWritten', 'entriesWritten', 'snapshotInstalled'], (fact) => {
        if (fact.type === 'restored') commitOf.set(fact.nodeId, fact.state.hardState.commitIndex);
        else if (fact.type === 'hardStateWritten') {
          const before = commitOf.get(fact.nodeId) ?? 0;
          commitOf.set(fact.nodeId, fact.commitIndex);
          judged();
          if (fact.commitIndex >= before) return;
          violate(`${fact.nodeId} takes its commit index from ${before} back to ${fact.commitIndex}`);
        } else if (fact.type === 'entriesWritten') {
          const commitIndex = commitOf.get(fact.nodeId) ?? 0;
          const first = fact.entries[0]?.index ?? Number.POSITIVE_INFINITY;
          judged();
          if (first > commitIndex) return;
          violate(
            `${fact.nodeId} writes index ${first} again, with everything up to ${commitIndex} committed`,
          );
        } else if (fact.type === 'snapshotInstalled') {
          const commitIndex = commitOf.get(fact.nodeId) ?? 0;
          const { index } = fact.snapshot;
          judged();
          if (index < commitIndex) {
            violate(
              `${fact.nodeId} installs a snapshot of index ${index}, below its commit index ${commitIndex}`,
            );
          }
          commitOf.set(fact.nodeId, Math.max(commitIndex, index));
        }
      }),
    };
  },
};

/**
 * Otherwise a power failure of all takes it back. A node that is down counts with what it had synced, and so
 * does one whose disk was wiped since: its acknowledgement may be on the way. The majorities still meet, as
 * long as such a node does not vote before it has caught up.
 */
export const committedIsDurableOnMajority: Invariant = {
  name: 'committed-is-durable-on-majority',
  doc: 'An entry of the metadata log that is applied anywhere is durable on a majority.',
  source: 'Raft paper, section 5.3; Raft thesis, section 10.2.1',
  create: ({ violate, judged, brokers }) => {
    const logs = new RaftLogs();
    const wiped: { readonly nodeId: NodeId; readonly log: RaftLog }[] = [];
    const committed = new CommittedEntries();
    const hasHad = (nodeId: NodeId, index: number, term: number): boolean =>
      logs.of(nodeId).hasDurable(index, term) ||
      wiped.some(({ nodeId: of, log }) => of === nodeId && log.hasDurable(index, term));
    return {
      ...hears([...RaftLogs.facts, 'applied'], (fact) => {
        logs.take(fact);
        if (fact.type !== 'applied' || !committed.add(fact)) return;
        const { nodeId, index, term } = fact;
        judged();
        let count = 0;
        for (const broker of brokers) if (hasHad(broker, index, term)) count += 1;
        // Reckoned here: an oracle that asks the broker what a majority is would believe it.
        if (2 * count > brokers.length) return;
        const having = brokers.filter((broker) => hasHad(broker, index, term)).join(', ') || 'nobody';
        const entry = `index ${index} of term ${term}`;
        violate(`${nodeId} applies ${entry}, durable on ${having} of ${brokers.length}`);
      }),
      onFault({ type, nodeId }) {
        if (type === 'wipe') wiped.push({ nodeId, log: logs.replace(nodeId) });
      },
    };
  },
};

export const committedNeverChanges: Invariant = {
  name: 'committed-never-changes',
  doc: 'What a node has applied of the metadata log stays in its log as it is.',
  source: 'Raft paper, section 5.4 (figure 8)',
  create: ({ violate, judged }) => {
    const committed = new CommittedEntries();
    /** In whatever life. */
    const appliedBy = new Map<NodeId, number>();
    const check = (nodeId: NodeId, throughIndex: number, entries: readonly Entry[], verb: string): void => {
      for (const { index, term } of entries) {
        if (index > throughIndex) return;
        const was = committed.at(index);
        if (was === undefined) continue;
        judged();
        if (was.term === term) continue;
        violate(`${nodeId} ${verb} term ${term} at index ${index}, where it had applied term ${was.term}`);
        return;
      }
    };
    return {
      ...hears(['applied', 'entriesWritten', 'restored'], (fact) => {
        if (fact.type === 'applied') {
          committed.add(fact);
          if (fact.index > (appliedBy.get(fact.nodeId) ?? 0)) appliedBy.set(fact.nodeId, fact.index);
        } else if (fact.type === 'entriesWritten') {
          check(fact.nodeId, appliedBy.get(fact.nodeId) ?? 0, fact.entries, 'writes an entry of');
        } else if (fact.type === 'restored') {
          const { entries } = fact.state;
          check(fact.nodeId, appliedBy.get(fact.nodeId) ?? 0, entries, 'finds an entry of');
        }
      }),
    };
  },
};

/** A node that applies it again after a restart is held to the same. */
export const stateMachineSafety: Invariant = {
  name: 'state-machine-safety',
  doc: 'All nodes apply the same entry at an index and come to the same image.',
  source: 'Raft paper, figure 3',
  create: ({ violate, judged }) => {
    const committed = new CommittedEntries();
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied' || committed.add(fact)) return;
        const first = committed.at(fact.index);
        if (first === undefined) return;
        judged();
        const { nodeId, index, term, data, stateHash } = fact;
        const differ = (what: string, before: number, now: number): void => {
          const was = `${first.nodeId} applied ${what} ${before}`;
          violate(`index ${index}: ${was}, ${nodeId} applies ${what} ${now}`);
        };
        if (first.term !== term) differ('an entry of term', first.term, term);
        else if (!sameBytes(first.data, data)) differ('other data, bytes:', first.data.length, data.length);
        else if (first.stateHash !== stateHash) differ('it and has state hash', first.stateHash, stateHash);
      }),
    };
  },
};

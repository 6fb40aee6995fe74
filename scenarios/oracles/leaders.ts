/** What a leader of the metadata log does. */
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { CommittedEntries, type CommittedEntry } from './track/committed-entries.js';
import { RaftLogs } from './track/raft-logs.js';

export const leaderAppendOnly: Invariant = {
  name: 'leader-append-only',
  doc: 'A leader of the metadata log only appends to its own log.',
  source: 'Raft paper, figure 3',
  create: ({ violate, judged }) => {
    const lastIndexOf = new Map<NodeId, number>();
    const termLed = new Map<NodeId, number>();
    return {
      ...hears(['role', 'entriesWritten', 'restored', 'snapshotInstalled'], (fact) => {
        if (fact.type === 'role') {
          if (fact.role === 'leader') termLed.set(fact.nodeId, fact.term);
          else termLed.delete(fact.nodeId);
        } else if (fact.type === 'entriesWritten') {
          const { nodeId, entries } = fact;
          const [first] = entries;
          const last = entries[entries.length - 1];
          if (first === undefined || last === undefined) return;
          const lastIndex = lastIndexOf.get(nodeId) ?? 0;
          const term = termLed.get(nodeId);
          if (term !== undefined) judged();
          if (term !== undefined && first.index <= lastIndex) {
            violate(
              `${nodeId} leads term ${term} and writes index ${first.index} in a log that ends at ${lastIndex}`,
            );
          }
          lastIndexOf.set(nodeId, last.index);
        } else if (fact.type === 'restored') {
          const { snapshot, entries } = fact.state;
          lastIndexOf.set(fact.nodeId, entries[entries.length - 1]?.index ?? snapshot?.index ?? 0);
        } else if (fact.type === 'snapshotInstalled') lastIndexOf.set(fact.nodeId, fact.snapshot.index);
      }),
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};

export const leaderNeverInstallsSnapshot: Invariant = {
  name: 'leader-never-installs-snapshot',
  doc: 'No leader of the metadata log installs a snapshot.',
  source: 'Raft paper, section 7 and figure 3 (leader append-only)',
  create: ({ violate, judged }) => ({
    ...hears(['snapshotInstalled'], (fact) => {
      judged();
      if (fact.role !== 'leader') return;
      const { index, term } = fact.snapshot;
      violate(`${fact.nodeId} leads and installs a snapshot of index ${index}, term ${term}`);
    }),
  }),
};

export const commitOwnTermOnly: Invariant = {
  name: 'commit-own-term-only',
  doc: 'A leader commits by counting only entries of its own term.',
  source: 'Raft paper, section 5.4.2 and figure 8',
  create: ({ violate, judged }) => {
    const logs = new RaftLogs();
    const termLed = new Map<NodeId, number>();
    const commitOf = new Map<NodeId, number>();
    return {
      ...hears([...RaftLogs.facts, 'role', 'hardStateWritten'], (fact) => {
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
          if (entry === undefined) return;
          judged();
          if (entry.term === led) return;
          violate(`${nodeId} leads term ${led} and commits index ${commitIndex} of term ${entry.term}`);
        }
      }),
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};

export const leaderCompleteness: Invariant = {
  name: 'leader-completeness',
  doc: 'A leader of the metadata log holds every entry that was committed before its term.',
  source: 'Raft paper, figure 3 and section 5.4.3',
  create: ({ violate, judged }) => {
    const logs = new RaftLogs();
    const committed = new CommittedEntries();
    const termLed = new Map<NodeId, number>();
    /** False if the entry is missing. */
    const check = (nodeId: NodeId, term: number, entry: CommittedEntry): boolean => {
      const { written } = logs.of(nodeId);
      if (entry.term >= term || entry.index < written.firstIndex) return true;
      judged();
      const found = written.at(entry.index);
      if (found?.term === entry.term) return true;
      const place = `index ${entry.index} of term ${entry.term}, which ${entry.nodeId} applied`;
      const there = found === undefined ? 'nothing' : `an entry of term ${found.term}`;
      violate(`${nodeId} leads term ${term} and has ${there} at ${place}`);
      return false;
    };
    const checkAll = (nodeId: NodeId, term: number): void => {
      const from = Math.max(committed.firstIndex, logs.of(nodeId).written.firstIndex);
      for (let index = from; index < committed.endIndex; index += 1) {
        const entry = committed.at(index);
        // The first that is missing says it all.
        if (entry !== undefined && !check(nodeId, term, entry)) return;
      }
    };
    return {
      ...hears([...RaftLogs.facts, 'role', 'applied'], (fact) => {
        logs.take(fact);
        if (fact.type === 'role') {
          if (fact.role !== 'leader') termLed.delete(fact.nodeId);
          else if (termLed.get(fact.nodeId) !== fact.term) {
            termLed.set(fact.nodeId, fact.term);
            checkAll(fact.nodeId, fact.term);
          }
        } else if (fact.type === 'applied' && committed.add(fact)) {
          for (const [nodeId, term] of termLed) check(nodeId, term, fact);
        }
      }),
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};

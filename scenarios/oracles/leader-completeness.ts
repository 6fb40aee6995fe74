import type { NodeId } from '../../broker-core/env.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { CommittedEntries, type CommittedEntry } from './track/committed-entries.js';
import { RaftLogs } from './track/raft-logs.js';

export const leaderCompleteness: Invariant = {
  name: 'leader-completeness',
  doc: 'A leader of the metadata log holds every entry that was committed before its term.',
  source: 'Raft paper, figure 3 and section 5.4.3',
  create: ({ violate }) => {
    const logs = new RaftLogs();
    const committed = new CommittedEntries();
    const termLed = new Map<NodeId, number>();
    return {
      onFact(fact) {
        logs.take(fact);
        if (fact.type === 'role') {
          if (fact.role !== 'leader') termLed.delete(fact.nodeId);
          else if (termLed.get(fact.nodeId) !== fact.term) {
            termLed.set(fact.nodeId, fact.term);
            checkAll(fact.nodeId, fact.term, logs, committed, violate);
          }
        } else if (fact.type === 'applied' && committed.add(fact)) {
          for (const [nodeId, term] of termLed) check(nodeId, term, logs, fact, violate);
        }
      },
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};

function checkAll(
  nodeId: NodeId,
  term: number,
  logs: RaftLogs,
  committed: CommittedEntries,
  violate: OracleContext['violate'],
): void {
  const from = Math.max(committed.firstIndex, logs.of(nodeId).written.firstIndex);
  for (let index = from; index < committed.endIndex; index += 1) {
    const entry = committed.at(index);
    // The first that is missing says it all.
    if (entry !== undefined && !check(nodeId, term, logs, entry, violate)) return;
  }
}

/** False if the entry is missing. */
function check(
  nodeId: NodeId,
  term: number,
  logs: RaftLogs,
  entry: CommittedEntry,
  violate: OracleContext['violate'],
): boolean {
  const { written } = logs.of(nodeId);
  if (entry.term >= term || entry.index < written.firstIndex) return true;
  const found = written.at(entry.index);
  if (found?.term === entry.term) return true;
  const place = `index ${entry.index} of term ${entry.term}, which ${entry.nodeId} applied`;
  const there = found === undefined ? 'nothing' : `an entry of term ${found.term}`;
  violate(`${nodeId} leads term ${term} and has ${there} at ${place}`);
  return false;
}

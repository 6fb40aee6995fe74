import type { HardState, RestoredState } from '../../broker-core/raft/index.js';
import type { NodeId } from '../../broker-core/env.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { PendingWrites } from './track/pending-writes.js';
import { RaftLogs, type RaftLog } from './track/raft-logs.js';
import { PerNode } from './track/per-partition.js';

/** Later writes that were under way may have survived too, and may have replaced some of it. */
export const syncedSurvivesRestart: Invariant = {
  name: 'synced-survives-restart',
  doc: 'A restarted node finds every entry of the metadata log, and the vote, that it had been told was durable.',
  source:
    'Raft paper, figure 2 (persistent state); "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018',
  create: ({ violate }) => {
    const logs = new RaftLogs();
    const votes = new PerNode((): DurableVote => ({
      durable: null,
      pending: new PendingWrites<HardState>(),
    }));
    return {
      onFact(fact) {
        if (fact.type === 'hardStateWritten') votes.of(fact.nodeId).pending.add(fact.readyNumber, fact);
        else if (fact.type === 'readyDurable') {
          const vote = votes.of(fact.nodeId);
          vote.durable = vote.pending.takeUpTo(fact.readyNumber).at(-1) ?? vote.durable;
        } else if (fact.type === 'restored') {
          checkEntries(fact.nodeId, logs.of(fact.nodeId), fact.state, violate);
          const vote = votes.of(fact.nodeId);
          checkVote(fact.nodeId, vote.durable, fact.state.hardState, violate);
          vote.durable = fact.state.hardState;
          vote.pending.clear();
        }
        logs.take(fact);
      },
    };
  },
};

interface DurableVote {
  durable: HardState | null;
  readonly pending: PendingWrites<HardState>;
}

function checkEntries(
  nodeId: NodeId,
  log: RaftLog,
  found: RestoredState,
  violate: OracleContext['violate'],
): void {
  const { durable, pending } = log;
  let end = durable.endIndex;
  for (const { snapshotIndex, entries } of pending.all()) {
    // A snapshot takes the place of all.
    end = snapshotIndex > 0 ? 0 : Math.min(end, entries[0]?.index ?? end);
  }
  const snapshotIndex = found.snapshot?.index ?? 0;
  const kept = found.entries.filter(({ index }) => index > snapshotIndex);
  const first = kept[0]?.index ?? snapshotIndex + 1;
  for (let index = Math.max(durable.firstIndex, snapshotIndex + 1); index < end; index += 1) {
    const had = durable.at(index);
    const has = kept[index - first];
    if (had === undefined || has?.term === had.term) continue;
    const there = has === undefined ? 'nothing' : `an entry of term ${has.term}`;
    violate(`${nodeId} had index ${index} of term ${had.term} on disk and finds ${there}`);
    return;
  }
}

function checkVote(
  nodeId: NodeId,
  had: HardState | null,
  { term, votedFor }: HardState,
  violate: OracleContext['violate'],
): void {
  if (had === null || term > had.term) return;
  if (term === had.term && (had.votedFor === null || had.votedFor === votedFor)) return;
  const was = `term ${had.term} with a vote for ${had.votedFor ?? 'nobody'}`;
  violate(`${nodeId} had ${was} on disk and finds term ${term} with a vote for ${votedFor ?? 'nobody'}`);
}

/** The metadata log of each node by itself: its places are in order, and what is on its disk stays there. */
import type { HardState, RestoredState } from '../../broker-core/raft/index.js';
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { PendingWrites } from './track/pending-writes.js';
import { RaftLogs } from './track/raft-logs.js';
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
  create: ({ violate, judged }) => {
    const nodes = new PerNode((): Indexes => ({ last: 0, applied: 0 }));
    const demandInLog = (nodeId: NodeId, what: string, index: number): void => {
      const { last } = nodes.of(nodeId);
      judged();
      if (index > last) violate(`${nodeId} has ${what} ${index} in a log that ends at ${last}`);
    };
    return {
      ...hears(['entriesWritten', 'applied', 'hardStateWritten', 'snapshotInstalled', 'restored'], (fact) => {
        if (fact.type === 'entriesWritten') {
          const last = fact.entries[fact.entries.length - 1];
          if (last !== undefined) nodes.of(fact.nodeId).last = last.index;
        } else if (fact.type === 'applied') {
          const indexes = nodes.of(fact.nodeId);
          demandInLog(fact.nodeId, 'applied index', fact.index);
          judged();
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
      }),
      atEnd({ views }) {
        for (const [nodeId, { raft }] of views) {
          judged();
          const { snapshotIndex, appliedIndex, commitIndex, lastIndex } = raft;
          if (snapshotIndex <= appliedIndex && appliedIndex <= commitIndex && commitIndex <= lastIndex)
            continue;
          const chain = [snapshotIndex, appliedIndex, commitIndex, lastIndex].map(String).join(', ');
          violate(`${nodeId} has snapshot, applied, commit and last index ${chain}: not in this order`);
        }
      },
    };
  },
};

interface DurableVote {
  durable: HardState | null;
  readonly pending: PendingWrites<HardState>;
}

/** Later writes that were under way may have survived too, and may have replaced some of it. */
export const syncedSurvivesRestart: Invariant = {
  name: 'synced-survives-restart',
  doc: 'A restarted node finds every entry of the metadata log, and the vote, that it had been told was durable.',
  source:
    'Raft paper, figure 2 (persistent state); "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018',
  create: ({ violate, judged, damages }) => {
    const logs = new RaftLogs();
    const votes = new PerNode((): DurableVote => ({
      durable: null,
      pending: new PendingWrites<HardState>(),
    }));
    const checkEntries = (nodeId: NodeId, found: RestoredState): void => {
      const { durable, pending } = logs.of(nodeId);
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
        if (had === undefined) continue;
        judged();
        if (has?.term === had.term) continue;
        const there = has === undefined ? 'nothing' : `an entry of term ${has.term}`;
        violate(`${nodeId} had index ${index} of term ${had.term} on disk and finds ${there}`);
        return;
      }
    };
    const checkVote = (nodeId: NodeId, had: HardState | null, { term, votedFor }: HardState): void => {
      if (had === null) return;
      judged();
      if (term > had.term) return;
      if (term === had.term && (had.votedFor === null || had.votedFor === votedFor)) return;
      const was = `term ${had.term} with a vote for ${had.votedFor ?? 'nobody'}`;
      violate(`${nodeId} had ${was} on disk and finds term ${term} with a vote for ${votedFor ?? 'nobody'}`);
    };
    return {
      ...hears([...RaftLogs.facts, 'hardStateWritten'], (fact) => {
        if (fact.type === 'hardStateWritten') votes.of(fact.nodeId).pending.add(fact.readyNumber, fact);
        else if (fact.type === 'readyDurable') {
          const vote = votes.of(fact.nodeId);
          vote.durable = vote.pending.takeUpTo(fact.readyNumber).at(-1) ?? vote.durable;
        } else if (fact.type === 'restored') {
          const vote = votes.of(fact.nodeId);
          if (!damages.mayHaveLostUnseen(fact.nodeId)) {
            checkEntries(fact.nodeId, fact.state);
            checkVote(fact.nodeId, vote.durable, fact.state.hardState);
          }
          vote.durable = fact.state.hardState;
          vote.pending.clear();
        }
        logs.take(fact);
      }),
      onFault({ type, nodeId }) {
        if (type !== 'wipe') return;
        logs.replace(nodeId);
        votes.set(nodeId, { durable: null, pending: new PendingWrites<HardState>() });
      },
    };
  },
};

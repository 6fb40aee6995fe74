/** The core of Raft alone: three nodes wired by hand in one process, without clock, network and disk. */
import { createRaft, EMPTY_STATE, type Raft, type RaftMessage } from '../../broker-core/raft/index.js';
import type { Workload } from './stopwatch.js';

const PEERS = ['n1', 'n2', 'n3'] as const;
const COMMITS = 20_000;
const DATA = new Uint8Array(100);

/** Entries that the leader is given before any message moves. */
export function raftCommits(batchEntries: number): Workload {
  return {
    name: `raft, 3 nodes, batches of ${batchEntries}`,
    unit: 'commits',
    run: () => runCommits(batchEntries),
  };
}

function runCommits(batchEntries: number): number {
  const nodes = new Map<string, Raft>(PEERS.map((nodeId) => [nodeId, createNode(nodeId)]));
  const leader = nodes.get('n1');
  if (leader === undefined) throw new Error('n1 is one of the peers');
  leader.campaign();
  settle(nodes);
  const emptyEntries = leader.status().commitIndex;
  for (let proposed = 0; proposed < COMMITS; proposed += batchEntries) {
    for (let i = 0; i < batchEntries; i += 1) leader.propose(DATA);
    settle(nodes);
  }
  return leader.status().appliedIndex - emptyEntries;
}

function createNode(nodeId: string): Raft {
  return createRaft({ nodeId, peers: PEERS, drawElectionTicks: (lowTicks) => lowTicks }, EMPTY_STATE);
}

/** Carries messages until there are none. */
function settle(nodes: ReadonlyMap<string, Raft>): void {
  for (let outbox = drain(nodes); outbox.length > 0; outbox = drain(nodes)) {
    for (const message of outbox) nodes.get(message.to)?.step(message);
  }
}

/** Handles every Ready; the messages in them. */
function drain(nodes: ReadonlyMap<string, Raft>): RaftMessage[] {
  const outbox: RaftMessage[] = [];
  for (const raft of nodes.values()) {
    while (raft.hasReady()) {
      const ready = raft.ready();
      outbox.push(...ready.messages, ...ready.persistedMessages);
      const light = raft.advance(ready);
      outbox.push(...light.messages);
      const applied = light.committedEntries.at(-1) ?? ready.committedEntries.at(-1);
      if (applied !== undefined) raft.advanceApplied(applied.index);
    }
  }
  return outbox;
}

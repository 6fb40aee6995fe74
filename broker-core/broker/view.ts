/** What one may see of a running broker, for scenarios and oracles: as it is when it is looked at. */
import type { GroupCoordinator } from '../groups/deps.js';
import type { BrokerId } from '../protocol/records.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { MetadataStore } from '../metadata/store.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import type { Raft, RaftStatus } from '../raft/index.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Leaders } from './leaders.js';
import type { Replicas } from './replicas.js';

export interface BrokerView {
  readonly raft: RaftStatus;
  readonly metadata: MetadataView;
  readonly replicas: readonly PartitionReplica[];
  /** The one of that partition among them, if there is one. */
  replicaOf(topic: string, partition: number): PartitionReplica | undefined;
  /** Whom this broker names to clients as the leader of a partition. */
  leaderOf(topic: string, partition: number): BrokerId | null;
  /** Entries of maps in which somebody waits; all 0 when nothing does. */
  readonly pending: Readonly<Record<string, number>>;
}

export interface ViewedParts {
  readonly raft: Raft;
  readonly store: MetadataStore;
  readonly replicas: Replicas;
  readonly leaders: Leaders;
  readonly groups: GroupCoordinator;
  readonly peerRpc: Rpc;
  readonly clientRpc: Rpc;
}

/** A class, so that a broker has one for its life: a run looks at all of its brokers every 10 ms, and mostly at little of them. */
export class LiveView implements BrokerView {
  readonly #parts: ViewedParts;

  constructor(parts: ViewedParts) {
    this.#parts = parts;
  }

  get raft(): RaftStatus {
    return this.#parts.raft.status();
  }

  get metadata(): MetadataView {
    return this.#parts.store.view;
  }

  get replicas(): readonly PartitionReplica[] {
    return this.#parts.replicas.all();
  }

  get pending(): Readonly<Record<string, number>> {
    const { store, peerRpc, clientRpc, groups } = this.#parts;
    return {
      pendingTopics: store.pendingTopics.size,
      pendingPartitions: store.pendingPartitions.size,
      requestWaiters: store.requestWaiterCount,
      peerCalls: peerRpc.pendingCount,
      clientCalls: clientRpc.pendingCount,
      groupWaiters: groups.waiterCount,
      groupTasks: groups.taskCount,
    };
  }

  replicaOf(topic: string, partition: number): PartitionReplica | undefined {
    return this.#parts.replicas.get(topic, partition);
  }

  leaderOf(topic: string, partition: number): BrokerId | null {
    return this.#parts.leaders.leaderOf(topic, partition);
  }
}

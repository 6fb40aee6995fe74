/**
 * A broker: joins log, metadata, partitions and requests on one {@link Env}, simulated or on a real machine.
 *
 * It starts from its disk alone, and stops itself (`fence`) when the disk has failed: what it could not store
 * it may not have promised.
 */
import { CLIENT_CHANNEL, METADATA_DIRECTORY, RPC_CHANNEL, type BrokerConfig } from './config.js';
import type { BrokerFact } from './facts.js';
import { IsrChanges } from './isr-changes.js';
import { Leaders } from './leaders.js';
import { Membership } from './membership/membership.js';
import { Replicas } from './replicas.js';
import { Requests } from './requests.js';
import type { Strategies } from './strategies.js';
import type { WatermarkPort } from './seams.js';
import type { BrokerId, RequestId } from '../protocol/records.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import { Controller } from './membership/controller.js';
import type { Env } from '../env.js';
import type { GroupCoordinator } from '../groups/deps.js';
import { MetadataStore } from '../metadata/store.js';
import { MetadataWriter } from '../metadata/writer.js';
import type { ReadyLoop } from '../quorum/loop.js';
import { panicReason, QuorumNode } from '../quorum/node.js';
import type { RaftStore } from '../quorum/store.js';
import { createRaft, RaftPanic, type Raft, type RaftStatus, type RestoredState } from '../raft/index.js';
import { Mailroom, Rpc, type Serve } from '../protocol/rpc.js';
import { spawn } from '../runtime/ctx.js';
import type { LeaderWrite, LeaderWriteParts } from './creation/creation.js';

export interface Broker {
  /** Null while it recovers from its disk. */
  view(): BrokerView | null;
  /** Has this node hand the lead of the metadata log to another. False if it does not lead. */
  transferLeadership(toNodeId: string): boolean;
}

/** What one may see of a running broker, for scenarios and oracles: as it is when it is looked at. */
export interface BrokerView {
  readonly raft: RaftStatus;
  readonly metadata: MetadataView;
  readonly replicas: readonly PartitionReplica[];
  /** The one of that partition among them, if there is one. */
  replicaOf(topic: string, partition: number): PartitionReplica | undefined;
  /** The broker that this one names to clients as the leader of a partition. */
  leaderOf(topic: string, partition: number): BrokerId | null;
  /** Entries of maps in which somebody waits; all 0 when nothing does. */
  readonly pending: Readonly<Record<string, number>>;
}

/**
 * Starts a broker on what its disk holds. `stop` is called once, when it has to stop itself. `isNew`: should
 * its disk be empty, this is its first start, and not the loss of all that it had; who starts it has to know,
 * as one who formats it.
 */
export function startBroker(
  env: Env,
  config: BrokerConfig,
  strategies: Strategies,
  observe: (fact: BrokerFact) => void,
  stop: (reason: string) => void,
  isNew: boolean,
): Broker {
  let running: Running | null = null;
  let stopped = false;
  const fence = (reason: string): void => {
    if (stopped) return;
    stopped = true;
    observe({ type: 'fenced', nodeId: env.nodeId, reason });
    env.trace.note(`stops itself: ${reason}`);
    env.trace.finding({ type: 'stopped', key: reason });
    stop(reason);
  };
  const around = { env, config, strategies, observe, fence };
  strategies.metadataStore(env, METADATA_DIRECTORY, config.wal, (opened) => {
    if (!opened.ok) {
      fence(`the metadata log does not open: ${opened.error.code}`);
      return;
    }
    const { store, standing } = opened;
    const mayVote = standing === 'voter' || (standing === 'unknown' && isNew);
    const startsAsVoter = mayVote || !config.raft.catchesUpBeforeVote;
    if (!startsAsVoter && standing === 'unknown') store.markCatchingUp();
    const begin = (beginLeaderWrite: Opened['beginLeaderWrite']): void => {
      running = start(around, { ...opened, startsAsVoter, beginLeaderWrite });
    };
    if (strategies.leaderWrite === null) begin(null);
    else
      strategies.leaderWrite(env, config.wal, (found) => {
        if (found.ok) begin(found.begin);
        else fence(found.reason);
      });
  });
  return {
    view: () => running?.view ?? null,
    transferLeadership: (toNodeId) => running?.transferLeadership(toNodeId) ?? false,
  };
}

interface Surroundings {
  readonly env: Env;
  readonly config: BrokerConfig;
  readonly strategies: Strategies;
  readonly observe: (fact: BrokerFact) => void;
  readonly fence: (reason: string) => void;
}

interface Opened {
  readonly store: RaftStore;
  readonly restored: RestoredState;
  readonly startsAsVoter: boolean;
  readonly beginLeaderWrite: ((parts: LeaderWriteParts) => LeaderWrite) | null;
}

type Running = Pick<Broker, 'transferLeadership'> & { readonly view: BrokerView };

/** Null if what was on the disk contradicts itself: then it has stopped. */
function start(around: Surroundings, opened: Opened): Running | null {
  try {
    return join(around, opened);
  } catch (error) {
    if (!(error instanceof RaftPanic)) throw error;
    around.fence(panicReason(error));
    return null;
  }
}

function join(around: Surroundings, opened: Opened): Running {
  const { env, config, strategies } = around;
  const { startsFenced, failover } = strategies.replication;
  // Not before: until the log is open nothing listens here.
  const mailroom = new Mailroom(env.network);
  const { raft, loop, store, rpc, writer } = openLog(around, opened, mailroom);
  const clientRpc = new Rpc(env, mailroom, CLIENT_CHANNEL);
  const incarnation = incarnationOf(env);
  const log = { ...around, store, writer, rpc };
  const controller = new Controller({ ...log, failover });
  const membership = new Membership({ ...log, startsFenced, controller, incarnation });
  const own = {
    ...log,
    brokerId: config.brokerId,
    brokerEpoch: () => membership.brokerEpoch,
    nextRequestId: requestNumbers(incarnation, store),
  };
  const isrChanges = new IsrChanges({ ...own, timeoutUs: config.replica.isrChangeTimeoutUs });
  const replicas = new Replicas({
    ...own,
    mailroom,
    alterIsr: (...asked) => isrChanges.ask(...asked),
  });
  const leaders = new Leaders({ ...own, replicas });
  const groups = strategies.consumerGroups({ ...own, config: config.consumerGroups });
  const leaderWrite = opened.beginLeaderWrite?.({ ...log, mailroom, nodes: config.peers }) ?? null;
  const highWatermarkOf: WatermarkPort['highWatermarkOf'] = (topic, partition) => {
    const replica = replicas.get(topic, partition);
    return replica?.leads === true ? replica.highWatermark : null;
  };
  const watermarks = strategies.watermarks?.({ ...log, highWatermarkOf }) ?? null;
  watermarks?.start();
  const answering = { controller, isrChanges, groups, leaderWrite, replicas, leaders, watermarks };
  const requests = new Requests({ ...own, ...answering });
  const handle: Serve = (_from, request, reply) => requests.handle(request, reply);
  rpc.serve(handle);
  serveClients(around, clientRpc, writer, handle);
  replicas.openAll();
  loop.start();
  controller.start();
  membership.start();
  return {
    view: viewOf({ raft, store, replicas, leaders, rpc, clientRpc, groups }),
    transferLeadership: (toNodeId) => {
      const leads = writer.isLeader;
      if (leads) loop.transferLeadership(toNodeId);
      return leads;
    },
  };
}

interface Viewed {
  readonly raft: Raft;
  readonly store: MetadataStore;
  readonly replicas: Replicas;
  readonly leaders: Leaders;
  readonly rpc: Rpc;
  readonly clientRpc: Rpc;
  readonly groups: GroupCoordinator;
}

/** One for the broker's life: a run looks at all of its brokers every 10 ms, and mostly at little of them. */
function viewOf({ raft, store, replicas, leaders, rpc, clientRpc, groups }: Viewed): BrokerView {
  return {
    get raft() {
      return raft.status();
    },
    get metadata() {
      return store.view;
    },
    get replicas() {
      return replicas.all();
    },
    get pending() {
      return {
        pendingTopics: store.pendingTopics.size,
        pendingPartitions: store.pendingPartitions.size,
        requestWaiters: store.requestWaiterCount,
        peerCalls: rpc.pendingCount,
        clientCalls: clientRpc.pendingCount,
        groupWaiters: groups.waiterCount,
        groupTasks: groups.taskCount,
      };
    },
    replicaOf: (topic, partition) => replicas.get(topic, partition),
    leaderOf: (topic, partition) => leaders.leaderOf(topic, partition),
  };
}

/** The draw is of this life alone: a clock that was set back cannot make two lives look like one. */
function incarnationOf({ nodeId, clock, random }: Env): string {
  const life = Math.floor(random.keyed('incarnation', 0) * 2 ** 32).toString(36);
  return `${nodeId}@${clock.nowUs()}.${life}`;
}

/** The metadata log: Raft, what carries it out, the image, and the way to write. */
function openLog(
  { env, config, strategies, observe, fence }: Surroundings,
  { store: raftStore, restored, startsAsVoter }: Opened,
  mailroom: Mailroom,
): { raft: Raft; loop: ReadyLoop; store: MetadataStore; rpc: Rpc; writer: MetadataWriter } {
  const { nodeId } = env;
  const { tickUs, snapshotEntries, snapshotTimeoutUs } = config.raft;
  const store = new MetadataStore(env, strategies.partitionKeys === 'shared');
  if (restored.snapshot !== null) store.restore(restored.snapshot);
  const raft = createRaft({ ...raftConfig(env, config), startsAsVoter }, restored);
  const sender = strategies.sender({
    env,
    mailroom,
    config: config.sender,
    receive: (message) => {
      const { type, from, term } = message;
      if (type === 'heartbeat' || type === 'appendEntries' || type === 'installSnapshot')
        observe({ type: 'leaderHeard', nodeId, from, term });
      loop.receive(message);
    },
    reportUnreachable: (peer) => loop.whenIdle(() => raft.reportUnreachable(peer)),
  });
  const node = new QuorumNode({
    env,
    raft,
    store: raftStore,
    machine: store,
    sender,
    observe,
    fence,
    snapshotEntries,
    snapshotTimeoutUs,
    whenIdle: (change) => loop.whenIdle(change),
  });
  const phaseUs = Math.floor(env.random.keyed('tick phase', 0) * tickUs);
  const loop = strategies.loop(node, { tickUs, phaseUs });
  observe({ type: 'restored', nodeId, state: restored });
  const rpc = new Rpc(env, mailroom, RPC_CHANNEL);
  const writer = new MetadataWriter({
    loop,
    rpc,
    store,
    forward: config.forward,
    proposeWait: strategies.proposeWait,
    onAccepted: (place) => observe({ type: 'proposalAccepted', nodeId, place }),
    onReported: (index, term) => observe({ type: 'proposalReported', nodeId, index, term }),
    leadership: node.leadership,
    retryUs: config.forward.backoffUs,
  });
  return { raft, loop, store, rpc, writer };
}

/** At once, or when the warm-up is over; a client that comes before that gets no answer. */
function serveClients(
  { env, strategies: { warmup } }: Surroundings,
  rpc: Rpc,
  writer: MetadataWriter,
  handle: Serve,
): void {
  if (warmup === null) rpc.serve(handle);
  else
    spawn(env, async (ctx) => {
      await warmup(ctx, () => writer.leaderId !== null);
      rpc.serve(handle);
    });
}

function raftConfig(env: Env, config: BrokerConfig): Parameters<typeof createRaft>[0] {
  return {
    nodeId: env.nodeId,
    peers: config.peers,
    ...config.raft,
    life: Math.floor(env.random.keyed('incarnation', 0) * 2 ** 32),
    drawElectionTicks: (lowTicks, highTicksExclusive, term, drawIndex) => {
      // By term and draw, so that one election more or less does not move those that follow.
      const draw = env.random.keyed('election', term * 4096 + (drawIndex % 4096));
      return lowTicks + Math.floor(draw * (highTicksExclusive - lowTicks));
    },
  };
}

function requestNumbers(origin: string, store: MetadataStore): () => RequestId {
  let number = 0;
  return () => ({ origin, number: (number += 1), seenIndex: store.view.appliedIndex });
}

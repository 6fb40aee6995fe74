/**
 * A broker: joins log, metadata, partitions and requests on top of one {@link Env}. The same under simulation and on a real machine.
 *
 * It starts from its disk alone, and stops itself (`fence`) when the disk has failed: what it could not store it may not have
 * promised (invariant 19).
 */
import { CLIENT_CHANNEL, RPC_CHANNEL } from './channels.js';
import type { BrokerFact } from './facts.js';
import { IsrChanges } from './isr-changes.js';
import { Leaders } from './leaders.js';
import { Membership } from './membership/membership.js';
import { ProducerIds } from './producer-ids.js';
import { Replicas } from './replicas.js';
import { Requests, type RequestsDeps } from './requests.js';
import type { Strategies } from './strategies.js';
import type { Watermarks } from './watermarks.js';
import { LiveView, type BrokerView } from './view.js';
import type { BrokerConfig } from './config.js';
import { Controller } from './membership/controller.js';
import type { Env } from '../env.js';
import { MetadataStore } from '../metadata/store.js';
import { MetadataWriter } from '../metadata/writer.js';
import type { ReadyLoop } from '../quorum/loop.js';
import { panicReason, QuorumNode } from '../quorum/node.js';
import type { RaftSender } from '../quorum/sender.js';
import type { RaftStore } from '../quorum/store.js';
import { createRaft, RaftPanic, type Raft, type RestoredState } from '../raft/index.js';
import { Mailroom } from '../protocol/mailroom.js';
import { Registrar } from './membership/registrar.js';
import { Rpc, type Serve } from '../protocol/rpc.js';
import { spawn } from '../runtime/ctx.js';
import type { CreationPort } from './creation/creation.js';
import { TopicCreator } from './creation/creator.js';
import type { LeaderWrite, LeaderWriteParts } from './creation/leader-write.js';

export type { BrokerView } from './view.js';

export interface Broker {
  /** Null while it recovers from its disk. */
  view(): BrokerView | null;
  /** Asks the metadata log's leader, if this node is it, to hand over to another. False if it does not lead. */
  transferLeadership(toNodeId: string): boolean;
}

/** Starts a broker on what its disk holds. `stop` is called once, when it has to stop itself. */
export function startBroker(
  env: Env,
  config: BrokerConfig,
  strategies: Strategies,
  observe: (fact: BrokerFact) => void,
  stop: (reason: string) => void,
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
  strategies.metadataStore(env, '/data/metadata', config.wal, (opened) => {
    if (!opened.ok) {
      fence(`the metadata log does not open: ${opened.error.code}`);
      return;
    }
    strategies.leaderWrite(env, config.wal, (found) => {
      if (!found.ok) fence(found.reason);
      else
        running = start(
          { env, config, strategies, observe, fence },
          { ...opened, beginLeaderWrite: found.begin },
        );
    });
  });
  return {
    view: () => running?.view() ?? null,
    transferLeadership: (toNodeId) => running?.transferLeadership(toNodeId) ?? false,
  };
}

/** Null if what was on the disk contradicts itself: then it has stopped. */
function start(around: Surroundings, opened: Opened): Running | null {
  try {
    return new Running(around, opened);
  } catch (error) {
    if (!(error instanceof RaftPanic)) throw error;
    around.fence(panicReason(error));
    return null;
  }
}

interface Surroundings {
  readonly env: Env;
  readonly config: BrokerConfig;
  readonly strategies: Strategies;
  readonly observe: (fact: BrokerFact) => void;
  readonly fence: (reason: string) => void;
}

/** What was found on the disk. */
interface Opened {
  readonly store: RaftStore;
  readonly restored: RestoredState;
  readonly beginLeaderWrite: (parts: LeaderWriteParts) => LeaderWrite;
}

/** A broker whose metadata log is open. */
class Running {
  readonly #raft: Raft;
  readonly #loop: ReadyLoop;
  readonly #leadership: QuorumNode['leadership'];
  readonly #store: MetadataStore;
  readonly #writer: MetadataWriter;
  readonly #replicas: Replicas;
  readonly #leaders: Leaders;
  readonly #peerRpc: Rpc;
  readonly #clientRpc: Rpc;
  readonly #view: BrokerView;

  constructor(around: Surroundings, { store: raftStore, restored, beginLeaderWrite }: Opened) {
    const { env, config, strategies, observe, fence } = around;
    const { replication } = strategies;
    // Not before: until the log is open nothing listens here.
    const mailroom = new Mailroom(env.network);
    this.#store = new MetadataStore(env, strategies.partitionKeys === 'shared');
    if (restored.snapshot !== null) this.#store.restore(restored.snapshot);
    this.#raft = createRaft(raftConfig(env, config), restored);
    const node = this.#createNode(around, mailroom, raftStore);
    this.#leadership = node.leadership;
    this.#loop = this.#createLoop(around, node, restored);
    this.#peerRpc = new Rpc(env, mailroom, RPC_CHANNEL);
    this.#clientRpc = new Rpc(env, mailroom, CLIENT_CHANNEL);
    this.#writer = this.#createWriter(around);
    // The draw is of this life alone: a clock that was set back cannot make two lives look like one.
    const life = Math.floor(env.random.keyed('incarnation', 0) * 2 ** 32).toString(36);
    const incarnation = `${env.nodeId}@${env.clock.nowUs()}.${life}`;
    const store = this.#store;
    const writer = this.#writer;
    const controller = new Controller({ env, config, failover: replication.failover, store, writer });
    const membership = new Membership({
      env,
      config,
      startsFenced: replication.startsFenced,
      store,
      writer,
      rpc: this.#peerRpc,
      controller,
      incarnation,
    });
    const brokerEpoch = (): number => membership.brokerEpoch;
    const { brokerId } = config;
    const timeoutUs = config.replica.isrChangeTimeoutUs;
    const asker = { env, timeoutUs, brokerId, brokerEpoch, store, writer, rpc: this.#peerRpc };
    const isrChanges = new IsrChanges(asker);
    this.#replicas = new Replicas({
      env,
      config,
      strategies,
      store,
      mailroom,
      observe,
      fence,
      brokerEpoch,
      alterIsr: (topic, partition, request, done) => isrChanges.ask(topic, partition, request, done),
    });
    this.#leaders = new Leaders({ brokerId, strategies, store, replicas: this.#replicas });
    const nextRequestId = requestNumbers(incarnation);
    const own = { env, brokerId, brokerEpoch, store, writer, nextRequestId, observe };
    const groups = strategies.consumerGroups({ ...own, config: config.consumerGroups });
    this.#view = new LiveView({
      ...{ raft: this.#raft, store, replicas: this.#replicas, leaders: this.#leaders, groups },
      ...{ peerRpc: this.#peerRpc, clientRpc: this.#clientRpc },
    });
    const leaderWrite = beginLeaderWrite({ env, mailroom, nodes: config.peers, store, writer, observe });
    this.#serve(around, { controller, isrChanges, groups, leaderWrite }, nextRequestId);
    this.#replicas.openAll();
    this.#loop.start();
    controller.start();
    membership.start();
  }

  view(): BrokerView {
    return this.#view;
  }

  transferLeadership(toNodeId: string): boolean {
    if (!this.#writer.isLeader) return false;
    this.#loop.transferLeadership(toNodeId);
    return true;
  }

  /** Answers brokers and clients. */
  #serve(
    around: Surroundings,
    served: Pick<RequestsDeps, 'controller' | 'isrChanges' | 'groups' | 'leaderWrite'>,
    nextRequestId: CreationPort['nextRequestId'],
  ): void {
    const { env, config, strategies, observe } = around;
    const store = this.#store;
    const writer = this.#writer;
    const replicas = this.#replicas;
    const creator = new TopicCreator(this.#creationPort(around, nextRequestId), {
      createWait: strategies.createWait,
      leaderWrite: served.leaderWrite,
      assign: strategies.assign,
      lock: strategies.lock(),
    });
    const producerIds = new ProducerIds(writer, nextRequestId, config.producerIdsTimeoutUs);
    const registrar = new Registrar(
      {
        env,
        store,
        writer,
        timeoutUs: config.registerTimeoutUs,
        startFenced: strategies.replication.startsFenced,
      },
      strategies.registerWait,
    );
    const leaders = this.#leaders;
    const told = this.#watermarks(around);
    told?.start();
    const core = { store, writer, creator, registrar, replicas, leaders, producerIds };
    const parts = { ...served, ...core, watermarks: told };
    const requests = new Requests({ env, config, strategies, observe, nextRequestId, ...parts });
    const handle: Serve = (_from, request, reply) => requests.handle(request, reply);
    this.#peerRpc.serve(handle);
    this.#serveClients(env, strategies.warmup, handle);
  }

  #watermarks({ env, strategies }: Surroundings): Watermarks | null {
    if (strategies.watermarks === null) return null;
    const highWatermarkOf = (topic: string, partition: number): number | null => {
      const replica = this.#replicas.get(topic, partition);
      return replica?.leads === true ? replica.highWatermark : null;
    };
    return strategies.watermarks({ env, writer: this.#writer, highWatermarkOf });
  }

  /** At once, or when the warm-up is over; whoever comes before that gets no answer. */
  #serveClients(env: Env, warmup: Strategies['warmup'], handle: Serve): void {
    if (warmup === null) this.#clientRpc.serve(handle);
    else
      spawn(env, async (ctx) => {
        await warmup(ctx, () => this.#writer.leaderId !== null);
        this.#clientRpc.serve(handle);
      });
  }

  #createNode(around: Surroundings, mailroom: Mailroom, store: RaftStore): QuorumNode {
    const { env, config, observe, fence } = around;
    return new QuorumNode({
      env,
      raft: this.#raft,
      store,
      machine: this.#store,
      sender: this.#createSender(around, mailroom),
      snapshotEntries: config.raft.snapshotEntries,
      snapshotTimeoutUs: config.raft.snapshotTimeoutUs,
      observe,
      whenIdle: (change) => this.#loop.whenIdle(change),
      fence,
    });
  }

  #createSender({ env, config, strategies, observe }: Surroundings, mailroom: Mailroom): RaftSender {
    return strategies.sender({
      env,
      mailroom,
      config: config.sender,
      receive: (message) => {
        const { type, from, term } = message;
        if (type === 'heartbeat' || type === 'appendEntries' || type === 'installSnapshot')
          observe({ type: 'leaderHeard', nodeId: env.nodeId, from, term });
        this.#loop.receive(message);
      },
      reportUnreachable: (peer) => this.#loop.whenIdle(() => this.#raft.reportUnreachable(peer)),
    });
  }

  #createLoop(
    { env, config, strategies, observe }: Surroundings,
    node: QuorumNode,
    restored: RestoredState,
  ): ReadyLoop {
    const { tickUs } = config.raft;
    const phaseUs = Math.floor(env.random.keyed('tick phase', 0) * tickUs);
    const loop = strategies.loop(node, { tickUs, phaseUs });
    observe({ type: 'restored', nodeId: env.nodeId, state: restored });
    return loop;
  }

  #createWriter({ env, config, strategies, observe }: Surroundings): MetadataWriter {
    return new MetadataWriter({
      loop: this.#loop,
      rpc: this.#peerRpc,
      store: this.#store,
      forward: config.forward,
      proposeWait: strategies.proposeWait,
      onAccepted: (place) => observe({ type: 'proposalAccepted', nodeId: env.nodeId, place }),
      onReported: (index, term) => observe({ type: 'proposalReported', nodeId: env.nodeId, index, term }),
      leadership: this.#leadership,
      retryUs: config.forward.backoffUs,
    });
  }

  #creationPort(
    { env, config, strategies }: Surroundings,
    nextRequestId: CreationPort['nextRequestId'],
  ): CreationPort {
    const store = this.#store;
    return {
      env,
      store,
      writer: this.#writer,
      timeoutUs: config.createTimeoutUs,
      onFollower: strategies.onFollower,
      followerWait: (ctx, topic) => strategies.followerWait(ctx, { env, store }, topic),
      nextRequestId,
      plan: (topic) => strategies.replication.placement(store.view, topic),
    };
  }
}

function raftConfig(env: Env, config: BrokerConfig): Parameters<typeof createRaft>[0] {
  const { electionTicks, heartbeatTicks, preVote, checkQuorum } = config.raft;
  return {
    nodeId: env.nodeId,
    peers: config.peers,
    electionTicks,
    heartbeatTicks,
    preVote,
    checkQuorum,
    drawElectionTicks: (lowTicks, highTicksExclusive, term, drawIndex) => {
      // By term and draw, so that one election more or less does not move those that follow.
      const draw = env.random.keyed('election', term * 4096 + (drawIndex % 4096));
      return lowTicks + Math.floor(draw * (highTicksExclusive - lowTicks));
    },
  };
}

function requestNumbers(origin: string): CreationPort['nextRequestId'] {
  let count = 0;
  return () => {
    count += 1;
    return { origin, number: count };
  };
}

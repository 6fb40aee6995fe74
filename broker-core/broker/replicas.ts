/**
 * The partitions that a broker holds: opens their logs when the metadata image gives them to it, and passes
 * messages and changes of the image on to their replicas.
 */
import { assert } from '../assert.js';
import { type BrokerConfig, REPLICATION_CHANNEL } from './config.js';
import { brokerIdOf, nodeIdOf, type Partition } from '../protocol/records.js';
import type { Env, NodeId } from '../env.js';
import type { MetadataStore } from '../metadata/store.js';
import type { Change } from '../metadata/apply/result.js';
import { partitionsOf } from '../metadata/views.js';
import type { PartitionLogOpened } from '../partition/log/open.js';
import { replicaConfig, type ReplicaConfig } from '../partition/replica/config.js';
import type { ReplicaDeps } from '../partition/replica/deps.js';
import type { ReplicateReply, ReplicateRequest } from '../partition/replica/messages.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import { batchSizeBytes, MESSAGE_HEADER_BYTES } from '../protocol/size.js';
import type { IsrChanges } from './isr-changes.js';
import type { Mailroom } from '../protocol/rpc.js';
import { Arrivals } from './arrivals.js';
import type { BrokerFact, PartitionFact } from './facts.js';
import { PartitionLogs } from './partition-logs.js';
import type { Strategies } from './strategies.js';

export interface ReplicasDeps {
  readonly env: Env;
  readonly config: Pick<BrokerConfig, 'brokerId' | 'wal' | 'replica' | 'costs'>;
  readonly strategies: Pick<Strategies, 'replication' | 'acks' | 'election'>;
  readonly store: MetadataStore;
  readonly mailroom: Mailroom;
  readonly brokerEpoch: () => number;
  readonly alterIsr: IsrChanges['ask'];
  readonly fence: (reason: string) => void;
  readonly observe: (fact: BrokerFact) => void;
}

/** A replica whose log may still be opening; what arrives meanwhile is as lost as on a closed port. */
interface Slot {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: string;
  readonly directory: string;
  replica: PartitionReplica | null;
  /** Called when it is open, or dropped. */
  waiters: (() => void)[];
}

const BROKER_CHANGES = new Set<Change['type']>(['brokerRegistered', 'brokerFenced', 'brokerUnfenced']);

/** Produce requests that may wait for one log to open; more are refused. */
const WAITERS_MAX = 10_000;

export class Replicas {
  readonly #brokerId: number;
  readonly #replicaConfig: ReplicaConfig;
  /** In the order in which they were opened. */
  readonly #slots = new Set<Slot>();
  /** The same by topic and partition: each message asks, so no key is put together for it. */
  readonly #byTopic = new Map<string, (Slot | undefined)[]>();
  readonly #arrivals: Arrivals;
  readonly #logs: PartitionLogs;
  readonly #create: (deps: ReplicaDeps) => PartitionReplica;

  constructor(private readonly deps: ReplicasDeps) {
    const { env, config, strategies, store, mailroom } = deps;
    const { replication } = strategies;
    this.#brokerId = config.brokerId;
    this.#arrivals = new Arrivals(env.cpu, env.trace);
    this.#logs = new PartitionLogs(env, config.wal, replication.files);
    this.#replicaConfig = replicaConfig({
      lagTimeMaxUs: config.replica.lagTimeMaxUs,
      minInsyncReplicas: config.replica.minInsyncReplicas,
      resendUs: config.replica.resendUs,
      windowBytes: config.replica.windowBytes,
      ackPolicy: strategies.acks,
      isrPolicy: replication.isr,
    });
    this.#create = strategies.election(deps);
    env.trace.onTimeout((matches) => {
      for (const { replica } of this.#slots) {
        const waiting = replica?.findPendingWait(matches) ?? null;
        if (waiting !== null) return waiting;
      }
      return null;
    });
    store.onPartition((topic, partition) => this.#update(topic, partition));
    store.onApplied((command, result) => {
      if (result.type === 'ok') this.#take(result.changes);
      // From here on images count, in the fenced form of registration.
      if (command.type === 'registerBroker' && command.brokerId === config.brokerId) this.openAll();
    });
    store.onRestored(() => {
      for (const { topic, topicId } of [...this.#slots]) {
        if (store.view.topic(topic)?.topicId !== topicId) this.#drop(topic);
      }
    });
    mailroom.receive(REPLICATION_CHANNEL, (from, payload) =>
      this.#receive(from, payload as unknown as ReplicateRequest | ReplicateReply),
    );
  }

  /** The replica of a partition, or undefined: not held here, or not open yet. */
  get(topic: string, partition: number): PartitionReplica | undefined {
    return this.#slot(topic, partition)?.replica ?? undefined;
  }

  /**
   * Calls back once when the replica, whose log is being opened, is there or dropped. False, and nothing
   * happens, if it is not being opened, or this broker refuses what comes too early.
   *
   * A creation is answered before its leaders have made their files. Refused, its first record would cost a
   * client without retries the record, and others a backoff; taken in, the rest of the opening.
   */
  whenOpen(topic: string, partition: number, done: () => void): boolean {
    const slot = this.#slot(topic, partition);
    const { parksWhileOpening } = this.deps.strategies.replication;
    if (!parksWhileOpening || slot?.replica !== null || slot.waiters.length >= WAITERS_MAX) return false;
    slot.waiters.push(done);
    return true;
  }

  /** All open ones, in the order in which they were opened. */
  all(): readonly PartitionReplica[] {
    return [...this.#slots].flatMap(({ replica }) => replica ?? []);
  }

  /** Opens what the image says this broker holds. */
  openAll(): void {
    for (const { topic, partition } of partitionsOf(this.deps.store.view, this.#brokerId))
      this.#update(topic, partition);
  }

  /** The topic is no more, or another one. Its files stay; the strategy says whose they are then. */
  #drop(topic: string): void {
    this.#byTopic.delete(topic);
    for (const slot of this.#slots) {
      if (slot.topic !== topic) continue;
      this.#slots.delete(slot);
      slot.replica?.onMetadata(null);
      slot.replica?.close();
      this.#logs.drop(slot.directory);
      wakeAll(slot);
    }
  }

  /** What is no change of a partition. */
  #take(changes: readonly Change[]): void {
    for (const change of changes) if (change.type === 'topicDeleted') this.#drop(change.topic);
    if (changes.some(({ type }) => BROKER_CHANGES.has(type)))
      for (const { replica } of this.#slots) replica?.onBrokers();
  }

  #update(topic: string, partition: number): void {
    const record = this.#record(topic, partition);
    const slot = this.#slot(topic, partition);
    if (slot !== undefined) {
      if (record !== null) slot.replica?.onMetadata(record);
      return;
    }
    if (record === null || !record.replicas.includes(this.#brokerId)) return;
    // The id tells topics of one name apart; an assignment may be applied before its topic is named.
    const topicId = this.deps.store.view.topic(topic)?.topicId ?? 'unnamed';
    const directory = this.deps.strategies.replication.files.directoryOf(topic, partition, topicId);
    const opening: Slot = { topic, partition, topicId, directory, replica: null, waiters: [] };
    this.#slots.add(opening);
    const partitions = this.#byTopic.get(topic) ?? [];
    partitions[partition] = opening;
    this.#byTopic.set(topic, partitions);
    this.#open(opening);
  }

  #slot(topic: string, partition: number): Slot | undefined {
    return this.#byTopic.get(topic)?.[partition];
  }

  /**
   * The partition in the image. Where brokers start fenced, an image from before this life's registration
   * does not count: it may have this broker lead an epoch in which its former life wrote what is lost.
   */
  #record(topic: string, partition: number): Partition | null {
    const { strategies, store, brokerEpoch } = this.deps;
    if (strategies.replication.startsFenced && brokerEpoch() === 0) return null;
    return store.view.partition(topic, partition) ?? null;
  }

  #open(slot: Slot): void {
    const { topic, partition, directory } = slot;
    this.#logs.open(directory, {
      opened: (opened) => this.#opened(slot, opened),
      takenOver: (log) => this.#begin(slot, log),
      durable: (durableEndOffset) => {
        this.#tell(slot, { type: 'durable', durableEndOffset, directory });
        slot.replica?.onLogDurable(durableEndOffset);
      },
      failed: () => {
        slot.replica?.onLogFailed();
        this.deps.fence(`the log of ${topic}/${partition} failed`);
      },
    });
  }

  #opened(slot: Slot, opened: PartitionLogOpened): void {
    const { topic, partition } = slot;
    if (!opened.ok) {
      this.deps.fence(`the log of ${topic}/${partition} does not open: ${opened.error.code}`);
      return;
    }
    this.#tellOpened(slot, opened.log);
    // Otherwise it was dropped meanwhile: the topic is no more.
    if (this.#slot(topic, partition) === slot) this.#begin(slot, opened.log);
  }

  #begin(slot: Slot, log: ReplicaDeps['log']): void {
    slot.replica = this.#create(this.#replicaDeps(slot, log));
    const record = this.#record(slot.topic, slot.partition);
    if (record !== null) slot.replica.onMetadata(record);
    wakeAll(slot);
  }

  #tellOpened(slot: Slot, log: ReplicaDeps['log']): void {
    const { logStartOffset, logEndOffset, highWatermarkCheckpoint: highWatermark } = log;
    const read = log.read(logStartOffset, Number.MAX_SAFE_INTEGER, logEndOffset);
    assert(read !== 'OFFSET_OUT_OF_RANGE', 'a log holds its own start');
    this.#tell(slot, { type: 'opened', batches: read.batches, logEndOffset, highWatermark });
  }

  #tell({ topic, topicId, partition }: Slot, fact: PartitionFact['fact']): void {
    const { env, observe } = this.deps;
    observe({ type: 'partition', nodeId: env.nodeId, topic, topicId, partition, fact });
  }

  #replicaDeps(slot: Slot, log: ReplicaDeps['log']): ReplicaDeps {
    const { env, store, brokerEpoch, alterIsr } = this.deps;
    const { topic, topicId, partition } = slot;
    return {
      env,
      brokerId: this.#brokerId,
      brokerEpoch,
      topic,
      topicId,
      partition,
      log,
      broker: (brokerId) => store.view.broker(brokerId),
      sendReplicate: (to, request) => this.#send(nodeIdOf(to), request, sizeOf(request)),
      sendReplicateReply: (to, reply) => this.#send(nodeIdOf(to), reply, MESSAGE_HEADER_BYTES),
      alterIsr: (request, done) => alterIsr(topic, partition, request, done),
      config: this.#replicaConfig,
      createSender: this.deps.strategies.replication.createSender,
      observe: (fact) => this.#tell(slot, fact),
    };
  }

  #send(to: NodeId, message: ReplicateRequest | ReplicateReply, sizeBytes: number): void {
    this.deps.mailroom.send(to, REPLICATION_CHANNEL, message, sizeBytes);
  }

  #receive(from: NodeId, message: ReplicateRequest | ReplicateReply): void {
    const { topic, partition } = message;
    const replica = this.get(topic, partition);
    // A partition that is not here costs nothing to pass over.
    if (replica === undefined) return;
    // An answer to this broker, out of line with the peer's requests: Kafka has a connection for each.
    if (message.type === 'replicateReply') {
      this.#tellHeard(replica, message);
      replica.onReplicateReply(message);
      return;
    }
    const costUs = message.batches.length * this.deps.config.costs.replicateUs;
    this.#arrivals.handle(from, costUs, 'replicate', () => {
      // Looked up again: the topic may be gone by now.
      this.get(topic, partition)?.onReplicate(brokerIdOf(from), message);
    });
  }

  #tellHeard(replica: PartitionReplica, reply: ReplicateReply): void {
    const { topic, partition, leaderEpoch, follower, brokerEpoch, outcome } = reply;
    const slot = this.#slot(topic, partition);
    const isOurs = slot?.topicId === reply.topicId && replica.leaderEpoch === leaderEpoch && replica.leads;
    if (slot === undefined || !isOurs || outcome.type !== 'accepted') return;
    const { durableEndOffset } = outcome;
    this.#tell(slot, { type: 'heard', leaderEpoch, follower, brokerEpoch, durableEndOffset });
  }
}

function wakeAll(slot: Slot): void {
  const { waiters } = slot;
  slot.waiters = [];
  for (const wake of waiters) wake();
}

function sizeOf(request: ReplicateRequest): number {
  let sizeBytes = MESSAGE_HEADER_BYTES + 48;
  for (const batch of request.batches) sizeBytes += batchSizeBytes(batch);
  return sizeBytes;
}

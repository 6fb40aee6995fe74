/**
 * A replica whose log is that of a Raft group: what the group commits is appended here, in that order, on
 * every member. The group elects its leader; the one in the metadata log is a plan that is ignored (spec d.1,
 * R5 chain B).
 */
import type { ReplicaHost } from '../../broker/strategies.js';
import { ByteWriter } from '../../bytes/writer.js';
import { type BrokerId, brokerIdOf, nodeIdOf, type Partition } from '../../protocol/records.js';
import { endOffset, placeBatch, type ProducedBatch } from '../../protocol/record-batch.js';
import { decodeBatch, encodeBatch } from '../../partition/log/codec.js';
import {
  ANSWERED,
  epochRefusal,
  refuse,
  type Fetched,
  type ReplicaDeps,
  type ProduceHandle,
  type ReplicaHandle,
} from '../../partition/replica/deps.js';
import { HighWatermark } from '../../partition/replica/high-watermark.js';
import type {
  PartitionReplica,
  ProducedCallback,
  ReplicaStatus,
} from '../../partition/replica/partition-replica.js';
import { Reader } from '../../partition/replica/reader.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { QuorumFact } from '../../quorum/facts.js';
import type { Entry, SoftState } from '../../raft/index.js';
import { PartitionGroup, type GroupConfig } from './group.js';
import { GroupMail } from './mail.js';
import { PendingProposals } from './pending-proposals.js';
import type { Env } from '../trace/names.js';

/** What all groups of a broker share. */
export interface GroupHost {
  readonly mail: GroupMail;
  readonly config: GroupConfig;
  readonly observe: (group: string, topicId: string, fact: QuorumFact) => void;
}

/** Replicas that elect their leaders themselves; the groups of a broker share one connection to each peer. */
export const groupReplicas =
  (config: GroupConfig) =>
  ({ env, mailroom, observe }: ReplicaHost): ((deps: ReplicaDeps) => PartitionReplica) => {
    const host: GroupHost = {
      mail: new GroupMail(mailroom),
      config,
      observe: (group, topicId, fact) => observe({ type: 'group', nodeId: env.nodeId, group, topicId, fact }),
    };
    return (deps) => new GroupReplica(deps, host);
  };

/** A replica over its opened log; the group begins with the first {@link PartitionReplica.onMetadata}. */
export class GroupReplica implements PartitionReplica {
  readonly electsItself = true;
  readonly #watermark: HighWatermark;
  readonly #writer = new ByteWriter();
  readonly #pending: PendingProposals;
  #group: PartitionGroup | null = null;
  #reader: Reader;
  #failed = false;
  /** Its log has failed, or the broker stops, or the topic is no more. */
  #ended = false;

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly host: GroupHost,
  ) {
    this.#watermark = new HighWatermark(deps);
    this.#pending = new PendingProposals(deps.env.timers);
    this.#reader = new Reader(deps, this.#watermark, -1);
  }

  isOf(topic: string, partition: number): boolean {
    return this.deps.topic === topic && this.deps.partition === partition;
  }

  get leaderEpoch(): number {
    return this.#group?.term ?? -1;
  }

  get leads(): boolean {
    return this.#group?.leads ?? false;
  }

  get elected(): BrokerId | null {
    const leaderId = this.#group?.leaderId ?? null;
    return leaderId === null ? null : brokerIdOf(leaderId);
  }

  get highWatermark(): number {
    return this.#watermark.offset;
  }

  /** It says what it has: nobody looked at that in the code of its day. */
  get knowsHighWatermark(): boolean {
    return this.leads;
  }

  get logEndOffset(): number {
    return this.deps.log.logEndOffset;
  }

  offsetForTime(timestampUs: number): number | null {
    return this.deps.log.offsetForTime(timestampUs, this.highWatermark);
  }

  /** What a Raft group waits for, its own chain of causes says. */
  findPendingWait(): null {
    return null;
  }

  status(): ReplicaStatus {
    const role = this.leads ? 'leader' : this.elected === null ? 'offline' : 'follower';
    const pendingCount = this.#pending.size;
    return { role, pendingCount, readersCount: this.#reader.waitersCount, timersCount: pendingCount };
  }

  onMetadata(partition: Partition | null): void {
    // Ended is over: another member of the name, with an empty log, would vote for what this one had.
    if (partition !== null && !this.#ended) this.#group ??= this.#createGroup(partition);
  }

  produce(
    batch: ProducedBatch,
    acks: RequiredAcks,
    expectedLeaderEpoch: number | null,
    done: ProducedCallback,
  ): ProduceHandle {
    const error = this.#refusal(expectedLeaderEpoch);
    if (error !== null) return refuse(done, error);
    this.#writer.reset();
    // Its place is found when it is applied, the same on every member.
    encodeBatch(placeBatch(batch, 0, 0), this.#writer);
    const index = this.#group?.propose(this.#writer.copy()) ?? null;
    if (index === null) return refuse(done, 'NOT_LEADER_OR_FOLLOWER');
    return { ...ANSWERED, ...this.#pending.add(index, { acks, done }) };
  }

  fetch(offset: number, bytesMax: number, atLeastOne: boolean): Fetched {
    const error = this.#refusal(null);
    return error === null ? this.#reader.fetch(offset, bytesMax, atLeastOne) : { ok: false, error };
  }

  readableBytes(offset: number, bytesMax: number): number | FailureName {
    return this.#refusal(null) ?? this.#reader.readableBytes(offset, bytesMax);
  }

  whenReadable(offset: number, bytesMin: number, done: () => void): ReplicaHandle {
    if (this.leads) return this.#reader.whenReadable(offset, bytesMin, done);
    done();
    return ANSWERED;
  }

  onBrokers(): void {}

  /** Nobody pushes to a member of a group. */
  onReplicate(): void {}

  onReplicateReply(): void {}

  onLogDurable(): void {}

  onLogFailed(): void {
    this.#failed = true;
    this.#end('KAFKA_STORAGE_ERROR');
  }

  close(): void {
    this.#watermark.checkpoint();
    this.#end('NOT_LEADER_OR_FOLLOWER');
  }

  #createGroup({ topic, partition, replicas }: Partition): PartitionGroup {
    const { env, topicId } = this.deps;
    const { mail, config, observe } = this.host;
    const name = `${topic}/${String(partition)}`;
    return new PartitionGroup({
      env,
      name,
      members: [...replicas].sort((a, b) => a - b).map(nodeIdOf),
      config,
      mail,
      apply: (entry, done) => this.#apply(entry, done),
      onRole: (state, term) => this.#onRole(state, term),
      observe: (fact) => observe(name, topicId, fact),
    });
  }

  #onRole({ role, leaderId }: SoftState, leaderEpoch: number): void {
    const { log, observe } = this.deps;
    this.#reader.close();
    if (role === 'leader') {
      this.#reader = new Reader(this.deps, this.#watermark, leaderEpoch);
      observe({ type: 'becameLeader', leaderEpoch, epochStartOffset: log.logEndOffset });
    } else if (leaderId === null) observe({ type: 'becameOffline', leaderEpoch });
    else observe({ type: 'becameFollower', leaderEpoch, leader: brokerIdOf(leaderId) });
  }

  /** Appends, and is done when that is durable: the loop of the group stands still meanwhile. */
  #apply({ index, term, data }: Entry, done: (stateHash: number) => void): void {
    const { log } = this.deps;
    const end = (): void => done(log.logEndOffset);
    const batch = decodeBatch(data);
    // The first entry of a new leader holds none.
    if (batch === null) {
      end();
      return;
    }
    const { producerId, producerEpoch, baseSequence, records } = batch;
    const sequence = log.checkSequence(producerId, producerEpoch, baseSequence, records.length);
    if (sequence.kind === 'duplicate') {
      this.#acknowledge(index, sequence.baseOffset, records.length);
      end();
    } else if (sequence.kind !== 'ok') {
      this.#pending.fail(index, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
      end();
    } else this.#append(batch, index, term, end);
  }

  #append(batch: ProducedBatch, index: number, term: number, end: () => void): void {
    const { log, observe } = this.deps;
    const env: Env = this.deps.env;
    const { leaderEpoch } = this;
    const appended = log.append(batch, term);
    if (!appended.ok) {
      // As there: it is logged, and the entries behind it are applied all the same.
      env.trace.count('group_apply_failures');
      this.#pending.fail(index, 'UNKNOWN_SERVER_ERROR');
      end();
      return;
    }
    const { batch: placed, lsn } = appended;
    observe({ type: 'appended', as: this.leads ? 'leader' : 'follower', leaderEpoch, batch: placed });
    log.whenDurable(lsn, (error) => {
      // A failed disk stops the broker, which says so by itself.
      if (error !== null) return;
      if (this.#watermark.advanceTo(endOffset(placed), leaderEpoch)) this.#reader.wake();
      this.#acknowledge(index, placed.baseOffset, placed.records.length);
      end();
    });
  }

  #acknowledge(index: number, baseOffset: number, count: number): void {
    const pending = this.#pending.take(index);
    if (pending === null) return;
    const { acks, done } = pending;
    const { leaderEpoch } = this;
    const end = baseOffset + count;
    this.deps.observe({ type: 'acknowledged', acks, leaderEpoch, baseOffset, endOffset: end });
    done({ ok: true, baseOffset });
  }

  #end(error: FailureName): void {
    this.#ended = true;
    this.#group?.close();
    this.#group = null;
    this.#pending.failAll(error);
    this.#reader.close();
  }

  #refusal(expectedLeaderEpoch: number | null): FailureName | null {
    if (this.#failed) return 'KAFKA_STORAGE_ERROR';
    if (!this.leads) return 'NOT_LEADER_OR_FOLLOWER';
    return epochRefusal(expectedLeaderEpoch, this.leaderEpoch);
  }
}

import { assert } from '../../assert.js';
import type { Cause, PendingWait } from '../../env.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { ProducedBatch } from '../../protocol/record-batch.js';
import {
  ANSWERED,
  epochRefusal,
  refuse,
  type Fetched,
  type ProduceHandle,
  type ReplicaDeps,
  type ReplicaHandle,
  replyTo,
} from './deps.js';
import { Follower } from './follower.js';
import { HighWatermark } from './high-watermark.js';
import { Leader } from './leader.js';
import type { ReplicateReply, ReplicateRequest } from './messages.js';
import type { PartitionReplica, ProducedCallback, ReplicaStatus } from './partition-replica.js';

/** Neither leads nor follows, and what a client is told meanwhile. */
interface Offline {
  readonly kind: 'offline';
  readonly error: FailureName;
}

/**
 * One replica of a partition over its opened log, offline until {@link Replica.onMetadata}. Everything
 * happens in the call that causes it; callbacks may call back in. No image from before this life's
 * registration may come:
 *
 * 1. A leads epoch 5, sends r to B, and loses power before its own disk has r. 2. A is back, leads epoch 5
 * again and writes s at the same offset. 3. B takes its r of epoch 5 for s. So a leader epoch belongs to one
 * life of a broker.
 */
export class Replica implements PartitionReplica {
  readonly electsItself = false;
  readonly elected = null;
  private readonly watermark: HighWatermark;
  private role: Leader | Follower | Offline = { kind: 'offline', error: 'NOT_LEADER_OR_FOLLOWER' };
  /** The newest image; `null`: none yet, or the partition is gone. */
  private partition: Partition | null = null;
  private epoch = -1;
  private failed = false;

  constructor(private readonly deps: ReplicaDeps) {
    this.watermark = new HighWatermark(deps);
  }

  isOf(topic: string, partition: number): boolean {
    return this.deps.topic === topic && this.deps.partition === partition;
  }

  get leaderEpoch(): number {
    return this.epoch;
  }

  get leads(): boolean {
    return this.role.kind === 'leader';
  }

  get highWatermark(): number {
    return this.watermark.offset;
  }

  get knowsHighWatermark(): boolean {
    return this.role.kind === 'leader' && this.role.knowsHighWatermark;
  }

  get logEndOffset(): number {
    return this.deps.log.logEndOffset;
  }

  offsetForTime(timestampUs: number): number | null {
    return this.deps.log.offsetForTime(timestampUs, this.highWatermark);
  }

  findPendingWait(matches: (since: Cause) => boolean): PendingWait | null {
    return this.role.kind === 'leader' ? this.role.findPendingWait(matches) : null;
  }

  status(): ReplicaStatus {
    const { role } = this;
    if (role.kind !== 'leader') return { role: role.kind, pendingCount: 0, readersCount: 0, timersCount: 0 };
    const { pendingCount, timersCount } = role;
    return { role: 'leader', pendingCount, readersCount: role.reader.waitersCount, timersCount };
  }

  onMetadata(partition: Partition | null): void {
    const before = this.partition;
    if (before !== null && partition !== null)
      assert(partition.partitionEpoch >= before.partitionEpoch, 'images come in their order');
    this.partition = partition;
    if (partition !== null) this.epoch = partition.leaderEpoch;
    if (this.failed || (before === null && partition === null)) return;
    const { role } = this;
    if (partition === null || !continues(before, partition, this.deps.brokerId)) this.changeRole();
    else if (role.kind === 'leader') role.onPartition(partition);
  }

  onBrokers(): void {
    if (this.role.kind === 'leader') this.role.onBrokers();
  }

  produce(
    batch: ProducedBatch,
    acks: RequiredAcks,
    expectedLeaderEpoch: number | null,
    done: ProducedCallback,
  ): ProduceHandle {
    const leader = this.asLeader(expectedLeaderEpoch);
    return typeof leader === 'string' ? refuse(done, leader) : leader.produce(batch, acks, done);
  }

  fetch(offset: number, bytesMax: number, atLeastOne = true): Fetched {
    const leader = this.asLeader();
    if (typeof leader === 'string') return { ok: false, error: leader };
    return leader.reader.fetch(offset, bytesMax, atLeastOne);
  }

  readableBytes(offset: number, bytesMax: number): number | FailureName {
    const leader = this.asLeader();
    return typeof leader === 'string' ? leader : leader.reader.readableBytes(offset, bytesMax);
  }

  whenReadable(offset: number, bytesMin: number, done: () => void): ReplicaHandle {
    const { role } = this;
    if (role.kind === 'leader') return role.reader.whenReadable(offset, bytesMin, done);
    done();
    return ANSWERED;
  }

  onReplicate(from: BrokerId, request: ReplicateRequest): void {
    const { role } = this;
    const error = this.refusalOfLeader(from, request);
    if (error === null && role.kind === 'follower') role.onReplicate(request);
    else {
      const outcome = { type: 'refused', error: error ?? 'NOT_LEADER_OR_FOLLOWER' } as const;
      replyTo(this.deps, from, this.epoch, request.requestNumber, outcome);
    }
  }

  /** A reply to another epoch's request says nothing about this one. */
  onReplicateReply(reply: ReplicateReply): void {
    const { role } = this;
    const isOurs = reply.topicId === this.deps.topicId && reply.leaderEpoch === this.epoch;
    if (isOurs && role.kind === 'leader') role.onReply(reply);
  }

  onLogDurable(durableEndOffset: number): void {
    if (this.role.kind !== 'offline') this.role.onDurable(durableEndOffset);
  }

  onLogFailed(): void {
    this.failed = true;
    this.become({ kind: 'offline', error: 'KAFKA_STORAGE_ERROR' });
  }

  close(): void {
    this.watermark.checkpoint();
    this.become({ kind: 'offline', error: 'NOT_LEADER_OR_FOLLOWER' });
  }

  private changeRole(): void {
    const { deps, watermark, partition, epoch } = this;
    watermark.checkpoint();
    const leader = partition?.leader ?? null;
    if (partition !== null && leader === deps.brokerId)
      this.become(new Leader(deps, watermark, epoch, partition));
    else if (leader !== null && partition?.replicas.includes(deps.brokerId) === true)
      this.become(new Follower(deps, watermark, epoch, leader));
    else this.become({ kind: 'offline', error: offlineError(partition) });
  }

  /** What the end of a role calls back may call in, and finds nobody in office. */
  private become(role: Leader | Follower | Offline): void {
    const { role: before, epoch: leaderEpoch } = this;
    const error = this.failed ? 'KAFKA_STORAGE_ERROR' : 'NOT_LEADER_OR_FOLLOWER';
    this.role = { kind: 'offline', error };
    if (before.kind !== 'offline') before.close(error);
    this.role = role;
    if (role.kind === 'offline') this.deps.observe({ type: 'becameOffline', leaderEpoch });
    else role.begin();
  }

  /** Or what a client is told that takes it for the leader of an epoch, if it says which. */
  private asLeader(expectedLeaderEpoch: number | null = null): Leader | FailureName {
    const { role } = this;
    if (this.failed) return 'KAFKA_STORAGE_ERROR';
    if (role.kind === 'offline') return role.error;
    const refusal = epochRefusal(expectedLeaderEpoch, this.epoch);
    return refusal ?? (role.kind === 'leader' ? role : 'NOT_LEADER_OR_FOLLOWER');
  }

  private refusalOfLeader(from: BrokerId, request: ReplicateRequest): FailureName | null {
    if (this.failed) return 'KAFKA_STORAGE_ERROR';
    if (request.topicId !== this.deps.topicId) return 'UNKNOWN_TOPIC_ID';
    if (request.leaderEpoch > this.epoch) return 'UNKNOWN_LEADER_EPOCH';
    if (request.leaderEpoch < this.epoch) return 'FENCED_LEADER_EPOCH';
    return this.role.kind === 'follower' && this.role.leader === from ? null : 'NOT_LEADER_OR_FOLLOWER';
  }
}

/** Whether the broker's part in the partition is the same after a change of the image. */
function continues(before: Partition | null, after: Partition, brokerId: BrokerId): boolean {
  if (before === null || before.leaderEpoch !== after.leaderEpoch || before.leader !== after.leader)
    return false;
  return before.replicas.includes(brokerId) === after.replicas.includes(brokerId);
}

function offlineError(partition: Partition | null): FailureName {
  if (partition === null) return 'UNKNOWN_TOPIC_OR_PARTITION';
  return partition.leader === null ? 'LEADER_NOT_AVAILABLE' : 'NOT_LEADER_OR_FOLLOWER';
}

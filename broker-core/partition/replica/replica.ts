import { assert } from '../../assert.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import type { ProducedBatch } from '../../protocol/record-batch.js';
import { ANSWERED, refuse, type Fetched, type ReplicaDeps, type ReplicaHandle, replyTo } from './deps.js';
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

/** A replica over its opened log, offline until {@link Replica.onMetadata}. */
export function createReplica(deps: ReplicaDeps): Replica {
  return new Replica(deps);
}

/**
 * One replica of a partition. Everything happens in the call that causes it; callbacks may call back in.
 *
 * A leader epoch belongs to one life of a broker: 1. A leads epoch 5, sends r to B, and loses power before its own disk has r. 2. A is
 * back, leads epoch 5 again and writes s at the same offset. 3. B has a record of epoch 5 there and takes it for s. So after a restart
 * {@link Replica.onMetadata} must be given no image from before this life's registration.
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

  /** Of the newest image; -1 before the first. */
  get leaderEpoch(): number {
    return this.epoch;
  }

  get leads(): boolean {
    return this.role.kind === 'leader';
  }

  /** What a consumer may read ends here, as far as this replica knows. */
  get highWatermark(): number {
    return this.watermark.offset;
  }

  /** False while a new leader may be behind what its predecessor told; see {@link Leader.knowsHighWatermark}. */
  get knowsHighWatermark(): boolean {
    return this.role.kind === 'leader' && this.role.knowsHighWatermark;
  }

  get logEndOffset(): number {
    return this.deps.log.logEndOffset;
  }

  offsetForTime(timestampUs: number): number | null {
    return this.deps.log.offsetForTime(timestampUs, this.highWatermark);
  }

  status(): ReplicaStatus {
    const { role } = this;
    if (role.kind !== 'leader') return { role: role.kind, pendingCount: 0, readersCount: 0, timersCount: 0 };
    const { pendingCount, timersCount } = role;
    return { role: 'leader', pendingCount, readersCount: role.reader.waitersCount, timersCount };
  }

  /** The partition as the applied image has it, in the order of images; `null`: it is no more. */
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

  /** Brokers were registered, fenced or unfenced in the image, after what {@link Replica.onMetadata} had to say of that. */
  onBrokers(): void {
    if (this.role.kind === 'leader') this.role.onBrokers();
  }

  /**
   * Appends, and calls back once: when it is acknowledged by the rules of `acks`, or when that cannot be. `expectedLeaderEpoch`: whom the
   * producer means (KIP-320). Nothing was appended: NOT_LEADER_OR_FOLLOWER and LEADER_NOT_AVAILABLE during the call, the epoch errors,
   * NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT (a queue is full), MESSAGE_TOO_LARGE, INVALID_REQUEST, the sequence errors. All else: unknown.
   */
  produce(
    batch: ProducedBatch,
    acks: RequiredAcks,
    expectedLeaderEpoch: number | null,
    done: ProducedCallback,
  ): ReplicaHandle {
    const { role } = this;
    const error = this.refusalOfClient(expectedLeaderEpoch);
    if (error === null && role.kind === 'leader') return role.produce(batch, acks, done);
    return refuse(done, error ?? 'NOT_LEADER_OR_FOLLOWER');
  }

  /**
   * Committed batches from the one that holds `offset`, of at most `bytesMax` on the wire; none at the high watermark. `atLeastOne`: the
   * first of them even if it is larger.
   */
  fetch(offset: number, bytesMax: number, atLeastOne = true): Fetched {
    const { role } = this;
    const error = this.refusalOfClient(null);
    if (error === null && role.kind === 'leader') return role.reader.fetch(offset, bytesMax, atLeastOne);
    return { ok: false, error: error ?? 'NOT_LEADER_OR_FOLLOWER' };
  }

  /** How much there is to fetch, counted up to `bytesMax`; or the error that a fetch would give. */
  readableBytes(offset: number, bytesMax: number): number | FailureName {
    const { role } = this;
    const error = this.refusalOfClient(null);
    if (error === null && role.kind === 'leader') return role.reader.readableBytes(offset, bytesMax);
    return error ?? 'NOT_LEADER_OR_FOLLOWER';
  }

  /**
   * Calls back once, when there are `bytesMin` to fetch or an error to hear of. During this call if that is so already, or if nobody
   * more may wait here.
   */
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
    else
      replyTo(this.deps, from, this.epoch, request.requestNumber, {
        type: 'refused',
        error: error ?? 'NOT_LEADER_OR_FOLLOWER',
      });
  }

  /** A reply to another epoch's request says nothing about this one. */
  onReplicateReply(reply: ReplicateReply): void {
    const { role } = this;
    const isOurs = reply.topicId === this.deps.topicId && reply.leaderEpoch === this.epoch;
    if (isOurs && role.kind === 'leader') role.onReply(reply);
  }

  /** From the log's listener. */
  onLogDurable(durableEndOffset: number): void {
    if (this.role.kind !== 'offline') this.role.onDurable(durableEndOffset);
  }

  /** From the log's listener: nothing is acknowledged any more, in whatever epoch. */
  onLogFailed(): void {
    this.failed = true;
    this.become({ kind: 'offline', error: 'KAFKA_STORAGE_ERROR' }, 'KAFKA_STORAGE_ERROR');
  }

  /** The broker stops. */
  close(): void {
    this.watermark.checkpoint();
    this.become({ kind: 'offline', error: 'NOT_LEADER_OR_FOLLOWER' }, 'NOT_LEADER_OR_FOLLOWER');
  }

  private changeRole(): void {
    const { deps, watermark, partition, epoch } = this;
    watermark.checkpoint();
    const leader = partition?.leader ?? null;
    if (partition !== null && leader === deps.brokerId)
      this.become(new Leader(deps, watermark, epoch, partition), 'NOT_LEADER_OR_FOLLOWER');
    else if (leader !== null && partition?.replicas.includes(deps.brokerId) === true)
      this.become(new Follower(deps, watermark, epoch, leader), 'NOT_LEADER_OR_FOLLOWER');
    else this.become({ kind: 'offline', error: offlineError(partition) }, 'NOT_LEADER_OR_FOLLOWER');
  }

  /** What the end of a role calls back may call in, and finds nobody in office. */
  private become(
    role: Leader | Follower | Offline,
    error: 'NOT_LEADER_OR_FOLLOWER' | 'KAFKA_STORAGE_ERROR',
  ): void {
    const { role: before, epoch: leaderEpoch } = this;
    this.role = { kind: 'offline', error };
    if (before.kind !== 'offline') before.close(error);
    this.role = role;
    if (role.kind === 'offline') this.deps.observe({ type: 'becameOffline', leaderEpoch });
    else role.begin();
  }

  private refusalOfClient(expectedLeaderEpoch: number | null): FailureName | null {
    if (this.failed) return 'KAFKA_STORAGE_ERROR';
    if (this.role.kind === 'offline') return this.role.error;
    if (expectedLeaderEpoch === null || expectedLeaderEpoch === this.epoch) return null;
    return expectedLeaderEpoch < this.epoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
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

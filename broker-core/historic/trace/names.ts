/** What the documented broker counts and awaits besides; no other name compiles ({@link HistoricNames}). */
import type * as door from '../../door.js';
import type { BrokerCounters, BrokerNames, BrokerWaits } from '../../names.js';
import type * as task from '../../runtime/task.js';

/** How often. */
export interface HistoricCounters extends BrokerCounters {
  /** The creator of a topic did not find it yet, and slept. */
  readonly 'createWait.sleeps': number;
  /** A partition’s group could not append what it had committed. */
  readonly group_apply_failures: number;
  /** A member of a partition’s group stood for election. */
  readonly group_campaigns: number;
  /** A member of a partition’s group was elected. */
  readonly group_elections: number;
  /** A task looked whether a round of joins is over. */
  readonly group_join_polls: number;
  /** A task that looks whether a round of joins is over was started. */
  readonly group_join_tasks: number;
  /** A message made the Raft of a partition’s group panic. */
  readonly group_panics: number;
  /** The coordinator assigned by itself, because the leader of the group did not. */
  readonly group_server_assignments: number;
  /** The wait for the leaders of partitions timed out. */
  readonly leader_wait_timeouts: number;
  /** A write beside the log was not sent to a peer. */
  readonly metadata_stream_dropped: number;
  /** A write beside the log was sent to a peer. */
  readonly metadata_stream_sent: number;
  /** The metadata WAL could not store a write. */
  readonly metadata_wal_failed: number;
  /** The assignment of a partition was not proposed. */
  readonly partition_assignment_failed: number;
  /** The wait for the assignment of a partition timed out. */
  readonly partition_assignment_timeout_count: number;
  /** Partitions without a replica here that a wait for leaders took for led. */
  readonly partitions_passed_over: number;
  /** A Raft message was sent again. */
  readonly raft_message_retries: number;
  /** A Raft message was given up. */
  readonly raft_messages_lost: number;
  /** The work of a Ready timed out. */
  readonly ready_io_timeouts: number;
  /** Clients were let in although nobody led the metadata log. */
  readonly warmup_timeouts: number;
  /** A high watermark could not be proposed to the metadata log. */
  readonly 'watermarks.failed': number;
}

/** How long, in microseconds. */
export interface HistoricWaits extends BrokerWaits {
  /** From the proposal of a partition’s assignment until it is applied here, or the time-out. */
  readonly assign: number;
  /** From a proposal in the log until the watch channel reaches its index, or the time-out. */
  readonly commitWatch: number;
  /** A follower that may not create a topic, until partition 0 is led or it gives up. */
  readonly followerWait: number;
  /** From the start of a partition’s group until a member first stands for election. */
  readonly 'group.campaign': number;
  /** From the start of a partition’s group until a member first leads it. */
  readonly 'group.elected': number;
  /** A write beside the log, until it is durable in the metadata WAL. */
  readonly 'metadataWal.append': number;
  /** A write beside the log, in the queue of the task that sends it. */
  readonly 'metadataWal.queue': number;
  /** A produce, until it has the map of partitions. */
  readonly partitionStates: number;
  /** A produce with acks=all, until it is committed or its time is over. */
  readonly produceWait: number;
  /** The sleep after each proposal. */
  readonly proposeSleep: number;
  /** A Raft message, in the queue for all peers. */
  readonly 'raft.sendQueued': number;
  /** Followers of a group that wait for an assignment, until the coordinator assigns by itself. */
  readonly syncFallback: number;
  /** A request for metadata, until the partitions are led or the time-out. */
  readonly waitForLeaders: number;
  /** A broker that keeps clients out, until somebody leads the metadata log or the time-out. */
  readonly warmup: number;
  /** A produce, until the metadata log knows the high watermarks. */
  readonly watermark: number;
  /** A round over all partitions that tells the metadata log their high watermarks. */
  readonly watermarkRound: number;
}

export interface HistoricNames extends door.TraceNames {
  readonly counter: keyof HistoricCounters;
  readonly wait: keyof HistoricWaits;
  readonly operation: BrokerNames['operation'];
}

/** {@link door.Env}, with the names of the documented broker. */
export type Env = door.Env<HistoricNames>;

/** {@link task.Ctx}, with the names of the documented broker. */
export type Ctx = task.Ctx<HistoricNames>;

/** What the broker and its clients count, wait for and are asked: {@link BrokerNames}. */
import type { TraceNames } from './door.js';

/** How often. */
export interface BrokerCounters {
  /** A consumer asked for an offset that the log does not hold, and looks for its place again. */
  readonly 'consumer.resets': number;
  /** A group began a generation. */
  readonly group_rebalances: number;
  /** The metadata log had no room for a snapshot, and goes on without one. */
  readonly raft_compactions_skipped: number;
  /** A leader heard no answer of a follower in time, and sends again. */
  readonly 'replica.resend': number;
  /** A creation was begun on a broker that may create. */
  readonly topic_creations: number;
  /** A creation of a topic began while another of it was under way on the broker. */
  readonly topic_creation_concurrent_attempts: number;
  /** A creation that was begun failed. */
  readonly topic_creation_errors: number;
  /** A creation was refused for its name. */
  readonly topic_creation_invalid_names: number;
  /** A follower refused to create. */
  readonly topic_creation_refused: number;
  /** The wait for a created topic timed out. */
  readonly topic_creation_timeout_count: number;
  /** A topic was created because a client asked for its metadata. */
  readonly topics_auto_created: number;
  /** A write-ahead log wrote and synced a batch. */
  readonly 'wal.commits': number;
  /** Records in these batches. */
  readonly 'wal.records': number;
}

/** How long, in microseconds. */
export interface BrokerWaits {
  /** From a proposal in the proposer’s own log until the proposer applies the entry at that index. */
  readonly commit: number;
  /** The creator of a topic, until the topic is there or it gives up. */
  readonly createWait: number;
  /** A leader that has too little for a fetch, until it answers. */
  readonly fetchWait: number;
  /** A forwarded write, until its answer or time-out. */
  readonly 'forward.attempt': number;
  /** Between two attempts to forward a write. */
  readonly 'forward.backoff': number;
  /** From the last member’s joining until the round of joins ends. */
  readonly groupJoin: number;
  /** A broker that registers, until it is registered or gives up. */
  readonly registerWait: number;
}

/** How long, in microseconds. */
export interface BrokerOperations {
  /** A creation, on the broker that creates. */
  readonly createTopic: number;
  /** A consumer’s fetch. */
  readonly fetch: number;
  /** A member joins its group. */
  readonly joinGroup: number;
  /** A client asks for metadata. */
  readonly metadata: number;
  /** A record, until it is acknowledged or given up. */
  readonly produce: number;
  /** A broker registers. */
  readonly registerBroker: number;
  /** A member asks for its assignment. */
  readonly syncGroup: number;
  /** A record that is sent before the load is measured. */
  readonly warmUp: number;
}

export interface BrokerNames extends TraceNames {
  readonly counter: keyof BrokerCounters;
  readonly wait: keyof BrokerWaits;
  readonly operation: keyof BrokerOperations;
}

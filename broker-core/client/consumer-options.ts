import type { ClientProfile } from './profile.js';

export interface ConsumerOptions {
  readonly profile: ClientProfile;
  /** Most records that one `poll` gives; Kafka's `max.poll.records`. */
  readonly pollRecordsMax: number;
  /** What a leader shall have before it answers a fetch; Kafka's `fetch.min.bytes`. */
  readonly fetchMinBytes: number;
  /** How long it may wait for that; Kafka's `fetch.max.wait.ms`. */
  readonly fetchMaxWaitMs: number;
  /** Kafka's `fetch.max.bytes`. */
  readonly fetchBytesMax: number;
  /** Kafka's `max.partition.fetch.bytes`. */
  readonly partitionFetchBytesMax: number;
  /** Where to read when there is no position, or when it lies outside the log; Kafka's `auto.offset.reset`. */
  readonly offsetReset: 'earliest' | 'latest';
}

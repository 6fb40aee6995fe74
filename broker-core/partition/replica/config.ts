import { assert } from '../../assert.js';
import { highWatermarkAcks, type AckPolicy, metadataLogIsr, type IsrPolicy } from './policies.js';

export interface ReplicaConfig {
  /** Kafka's `replica.lag.time.max.ms`; default 30 s. */
  readonly lagTimeMaxUs: number;
  /** Kafka's `min.insync.replicas`; default 1. */
  readonly minInsyncReplicas: number;
  /** About how much goes in one request, at least one batch; default 256 KiB. */
  readonly replicateBytesMax: number;
  /** About how much may be on its way to one follower, not yet durable there; default 1 MiB, as Kafka's `replica.fetch.max.bytes`. */
  readonly windowBytes: number;
  /** A follower that has not answered for so long is asked how far it is; default 500 ms, Kafka's `replica.fetch.wait.max.ms`. */
  readonly resendUs: number;
  /** Doubled with each question up to this; default 1 s, Kafka's `reconnect.backoff.max.ms`. */
  readonly resendMaxUs: number;
  /** An ISR change that was refused, or of which nothing is known, is tried again after this; default 500 ms. */
  readonly isrRetryUs: number;
  /** Produce requests, and reads, that wait at a time; default 100,000; beyond it REQUEST_TIMED_OUT. */
  readonly waitersMax: number;
  /** The high watermark is noted at every so many advances and each change of role; default 100. */
  readonly checkpointEvery: number;
  /** Default {@link highWatermarkAcks}. */
  readonly ackPolicy: AckPolicy;
  /** Default {@link metadataLogIsr}. */
  readonly isrPolicy: IsrPolicy;
}

const DEFAULTS: ReplicaConfig = {
  lagTimeMaxUs: 30_000_000,
  minInsyncReplicas: 1,
  replicateBytesMax: 256 * 1024,
  windowBytes: 1024 * 1024,
  resendUs: 500_000,
  resendMaxUs: 1_000_000,
  isrRetryUs: 500_000,
  waitersMax: 100_000,
  checkpointEvery: 100,
  ackPolicy: highWatermarkAcks,
  isrPolicy: metadataLogIsr,
};

/** Fills in the defaults and asserts that each number is a positive integer. */
export function replicaConfig(config: Partial<ReplicaConfig> = {}): ReplicaConfig {
  const resolved = { ...DEFAULTS, ...config };
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === 'number')
      assert(Number.isSafeInteger(value) && value > 0, `${name} is a positive integer`);
  }
  return resolved;
}

/** How real producers behave by default. Each number is the library's own. */
import type { RequiredAcks } from '../protocol/produce.js';

export interface ClientProfile {
  /** Further attempts after the first; Infinity: until `deliveryTimeoutUs`. */
  readonly retries: number;
  readonly retryBackoffUs: number;
  /** The backoff doubles up to this. */
  readonly retryBackoffMaxUs: number;
  /** How long one request may take. */
  readonly requestTimeoutUs: number;
  /** How long a record may take from `send` on, whatever it waits for: then it is given up. */
  readonly deliveryTimeoutUs: number;
  /** How long `send` may wait for the topic's metadata before its first attempt. */
  readonly maxBlockUs: number;
  /** Metadata older than this is asked for again. */
  readonly metadataMaxAgeUs: number;
  readonly acks: RequiredAcks;
  readonly idempotent: boolean;
  /**
   * Whether the client names the leader epoch that it means, and never goes back to an older one (KIP-320).
   * Without it, a broker that was cut off from the others leads it back to where records are missing.
   */
  readonly keepsLeaderEpochs: boolean;
}

const SECOND_US = 1_000_000;

/** What later versions of kafka-python have taken over from the Java client. */
const PATIENT = {
  retries: Number.POSITIVE_INFINITY,
  retryBackoffUs: 100_000,
  retryBackoffMaxUs: SECOND_US,
  requestTimeoutUs: 30 * SECOND_US,
  deliveryTimeoutUs: 120 * SECOND_US,
  maxBlockUs: 60 * SECOND_US,
  metadataMaxAgeUs: 300 * SECOND_US,
  acks: -1,
} as const;

export const clientProfiles = {
  'kafka-python-2.0.2': {
    retries: 0,
    retryBackoffUs: 100_000,
    retryBackoffMaxUs: 100_000,
    requestTimeoutUs: 30 * SECOND_US,
    // Batches older than the request time-out expire in the accumulator.
    deliveryTimeoutUs: 30 * SECOND_US,
    maxBlockUs: 60 * SECOND_US,
    metadataMaxAgeUs: 300 * SECOND_US,
    acks: 1,
    idempotent: false,
    keepsLeaderEpochs: false,
  },
  'kafka-python-2.2.15': { ...PATIENT, idempotent: false, keepsLeaderEpochs: false },
  java: { ...PATIENT, idempotent: true, keepsLeaderEpochs: true },
  /** `CONFIGURATION.md` of librdkafka 2. */
  librdkafka: {
    ...PATIENT,
    // `socket.timeout.ms`: it waits for longer than a broker does for the replicas, which is 30 s at most.
    requestTimeoutUs: 60 * SECOND_US,
    // `message.timeout.ms`, whatever a record waits for: it has no limit of its own for metadata.
    deliveryTimeoutUs: 300 * SECOND_US,
    maxBlockUs: 300 * SECOND_US,
    idempotent: false,
    keepsLeaderEpochs: true,
  },
} as const satisfies Readonly<Record<string, ClientProfile>>;

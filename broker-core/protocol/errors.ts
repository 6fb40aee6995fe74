/**
 * Kafka's error codes: the one table that every reply, retry and report reads from.
 *
 * Numbers, names and `retriable` are Kafka's own (the protocol guide, "Error Codes"); the meanings are in our words and say
 * what the code means *here*. Only codes that this broker can answer with are listed.
 */
interface ErrorRow {
  /** Number on the wire. */
  readonly code: number;
  /** The same request may succeed later, unchanged: the client retries, most often after fresh metadata. */
  readonly retriable: boolean;
  readonly meaning: string;
}

export const ERRORS = {
  UNKNOWN_SERVER_ERROR: {
    code: -1,
    retriable: false,
    meaning: 'the broker failed in a way it has no code for',
  },
  NONE: { code: 0, retriable: false, meaning: 'it worked' },
  OFFSET_OUT_OF_RANGE: { code: 1, retriable: false, meaning: 'the offset lies outside the log' },
  CORRUPT_MESSAGE: { code: 2, retriable: true, meaning: 'the bytes do not decode or fail their checksum' },
  UNKNOWN_TOPIC_OR_PARTITION: {
    code: 3,
    retriable: true,
    meaning: 'no such topic or partition in this image',
  },
  LEADER_NOT_AVAILABLE: { code: 5, retriable: true, meaning: 'the partition has no leader at the moment' },
  NOT_LEADER_OR_FOLLOWER: {
    code: 6,
    retriable: true,
    meaning: 'this broker does not lead (or hold) the partition',
  },
  REQUEST_TIMED_OUT: { code: 7, retriable: true, meaning: 'the time limit passed; the outcome is unknown' },
  BROKER_NOT_AVAILABLE: { code: 8, retriable: false, meaning: 'the broker is not there' },
  REPLICA_NOT_AVAILABLE: { code: 9, retriable: true, meaning: 'the replica is not there yet' },
  MESSAGE_TOO_LARGE: { code: 10, retriable: false, meaning: 'the batch is above the size limit' },
  NETWORK_EXCEPTION: {
    code: 13,
    retriable: true,
    meaning: 'the connection ended before the answer; the outcome is unknown',
  },
  COORDINATOR_LOAD_IN_PROGRESS: {
    code: 14,
    retriable: true,
    meaning: 'the group coordinator is still loading',
  },
  COORDINATOR_NOT_AVAILABLE: {
    code: 15,
    retriable: true,
    meaning: 'the group has no coordinator at the moment',
  },
  NOT_COORDINATOR: { code: 16, retriable: true, meaning: 'this broker does not coordinate the group' },
  INVALID_TOPIC_EXCEPTION: { code: 17, retriable: false, meaning: 'the topic name is not allowed' },
  NOT_ENOUGH_REPLICAS: {
    code: 19,
    retriable: true,
    meaning: 'the ISR is below its minimum; nothing was appended',
  },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: {
    code: 20,
    retriable: true,
    meaning: 'appended, then the ISR fell below its minimum',
  },
  INVALID_REQUIRED_ACKS: { code: 21, retriable: false, meaning: 'acks is none of 0, 1 and -1' },
  ILLEGAL_GENERATION: { code: 22, retriable: false, meaning: 'the group generation is another one' },
  INCONSISTENT_GROUP_PROTOCOL: {
    code: 23,
    retriable: false,
    meaning: 'the group and the joining member know no assignor in common',
  },
  UNKNOWN_MEMBER_ID: { code: 25, retriable: false, meaning: 'the group has no such member' },
  REBALANCE_IN_PROGRESS: { code: 27, retriable: false, meaning: 'the group rebalances: join again' },
  TOPIC_ALREADY_EXISTS: { code: 36, retriable: false, meaning: 'a topic of this name exists' },
  INVALID_PARTITIONS: { code: 37, retriable: false, meaning: 'the partition count is out of range' },
  INVALID_REPLICATION_FACTOR: {
    code: 38,
    retriable: false,
    meaning: 'the replication factor is below 1 or above the brokers',
  },
  INVALID_REPLICA_ASSIGNMENT: {
    code: 39,
    retriable: false,
    meaning: 'the replicas do not fit together or are not brokers',
  },
  INVALID_CONFIG: { code: 40, retriable: false, meaning: 'the topic configuration is not valid' },
  NOT_CONTROLLER: {
    code: 41,
    retriable: true,
    meaning: 'this broker is not the controller (the metadata leader)',
  },
  INVALID_REQUEST: { code: 42, retriable: false, meaning: 'the request contradicts itself' },
  OUT_OF_ORDER_SEQUENCE_NUMBER: {
    code: 45,
    retriable: false,
    meaning: 'a batch of this producer is missing before this one',
  },
  DUPLICATE_SEQUENCE_NUMBER: {
    code: 46,
    retriable: false,
    meaning: 'the batch is in the log, too far back to tell where',
  },
  INVALID_PRODUCER_EPOCH: {
    code: 47,
    retriable: false,
    meaning: 'a newer epoch of this producer has written',
  },
  OPERATION_NOT_ATTEMPTED: {
    code: 55,
    retriable: false,
    meaning: 'not tried, because another part of the request failed',
  },
  KAFKA_STORAGE_ERROR: { code: 56, retriable: true, meaning: 'the disk failed' },
  UNKNOWN_PRODUCER_ID: { code: 59, retriable: false, meaning: 'the log knows nothing of this producer' },
  NON_EMPTY_GROUP: { code: 68, retriable: false, meaning: 'the group has members, and cannot be deleted' },
  GROUP_ID_NOT_FOUND: { code: 69, retriable: false, meaning: 'there is no such group' },
  FENCED_LEADER_EPOCH: {
    code: 74,
    retriable: true,
    meaning: 'the leader epoch is older than the current one',
  },
  UNKNOWN_LEADER_EPOCH: {
    code: 75,
    retriable: true,
    meaning: 'the leader epoch is newer than any known here',
  },
  STALE_BROKER_EPOCH: { code: 77, retriable: false, meaning: 'the broker has registered again since' },
  OFFSET_NOT_AVAILABLE: {
    code: 78,
    retriable: true,
    meaning: 'a new leader does not know its high watermark yet',
  },
  MEMBER_ID_REQUIRED: {
    code: 79,
    retriable: false,
    meaning: 'join again, with the member id that comes with this answer (KIP-394)',
  },
  GROUP_MAX_SIZE_REACHED: { code: 81, retriable: false, meaning: 'the group takes no more members' },
  ELIGIBLE_LEADERS_NOT_AVAILABLE: { code: 83, retriable: true, meaning: 'no member of the ISR is alive' },
  ELECTION_NOT_NEEDED: { code: 84, retriable: true, meaning: 'the leader is alive and in the ISR' },
  INVALID_UPDATE_VERSION: {
    code: 95,
    retriable: false,
    meaning: 'the version that the change was made from is not the current one (KIP-497)',
  },
  UNKNOWN_TOPIC_ID: {
    code: 100,
    retriable: true,
    meaning: 'the topic was deleted and perhaps created again',
  },
  BROKER_ID_NOT_REGISTERED: { code: 102, retriable: false, meaning: 'no broker has registered with this id' },
  INELIGIBLE_REPLICA: {
    code: 107,
    retriable: false,
    meaning: 'a fenced or restarted broker may not join the ISR (KIP-841, KIP-903)',
  },
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** The name of a code, as Kafka spells it. Values in the program are names; numbers appear on the wire only. */
export type ErrorName = keyof typeof ERRORS;

/** {@link ErrorName} without `NONE`: for results that are a failure already. */
export type FailureName = Exclude<ErrorName, 'NONE'>;

/** A response: with fields of its own, or with an error. */
export type Answer<Type extends string, Fields> =
  | ({ readonly type: Type; readonly error: 'NONE' } & Fields)
  | { readonly type: Type; readonly error: FailureName };

const NAME_BY_CODE: ReadonlyMap<number, ErrorName> = new Map(
  errorNames().map((name) => [ERRORS[name].code, name]),
);

/** All names, in the order of the table. */
export function errorNames(): readonly ErrorName[] {
  return Object.keys(ERRORS).filter(isErrorName);
}

export function isErrorName(text: string): text is ErrorName {
  return Object.hasOwn(ERRORS, text);
}

export function errorCode(name: ErrorName): number {
  return ERRORS[name].code;
}

/** The name of a number on the wire; `null` for a number that is not in the table. */
export function errorNameOf(code: number): ErrorName | null {
  return NAME_BY_CODE.get(code) ?? null;
}

export function isRetriable(name: ErrorName): boolean {
  return ERRORS[name].retriable;
}

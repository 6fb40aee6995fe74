/**
 * Kafka's error codes: the one table that every reply, retry and report reads from.
 *
 * Numbers, names and `retriable` are Kafka's own (the protocol guide, "Error Codes"); the meanings are in our
 * words and say what the code means *here*. Only codes that this broker can answer with are listed.
 */
export interface ErrorRow {
  /** Number on the wire. */
  readonly code: number;
  readonly retriable: boolean;
  readonly meaning: string;
}

/** The same request may succeed later, unchanged: the client retries, most often after fresh metadata. */
const retriable = (code: number, meaning: string): ErrorRow => ({ code, retriable: true, meaning });
const final = (code: number, meaning: string): ErrorRow => ({ code, retriable: false, meaning });

export const ERRORS = {
  UNKNOWN_SERVER_ERROR: final(-1, 'the broker failed in a way it has no code for'),
  NONE: final(0, 'it worked'),
  OFFSET_OUT_OF_RANGE: final(1, 'the offset lies outside the log'),
  CORRUPT_MESSAGE: retriable(2, 'the bytes do not decode or fail their checksum'),
  UNKNOWN_TOPIC_OR_PARTITION: retriable(3, 'no such topic or partition in this image'),
  LEADER_NOT_AVAILABLE: retriable(5, 'the partition has no leader at the moment'),
  NOT_LEADER_OR_FOLLOWER: retriable(6, 'this broker does not lead (or hold) the partition'),
  REQUEST_TIMED_OUT: retriable(7, 'the time limit passed; the outcome is unknown'),
  BROKER_NOT_AVAILABLE: final(8, 'the broker is not there'),
  REPLICA_NOT_AVAILABLE: retriable(9, 'the replica is not there yet'),
  MESSAGE_TOO_LARGE: final(10, 'the batch is above the size limit'),
  NETWORK_EXCEPTION: retriable(13, 'the connection ended before the answer; the outcome is unknown'),
  COORDINATOR_LOAD_IN_PROGRESS: retriable(14, 'the group coordinator is still loading'),
  COORDINATOR_NOT_AVAILABLE: retriable(15, 'the group has no coordinator at the moment'),
  NOT_COORDINATOR: retriable(16, 'this broker does not coordinate the group'),
  INVALID_TOPIC_EXCEPTION: final(17, 'the topic name is not allowed'),
  NOT_ENOUGH_REPLICAS: retriable(19, 'the ISR is below its minimum; nothing was appended'),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: retriable(20, 'appended, then the ISR fell below its minimum'),
  INVALID_REQUIRED_ACKS: final(21, 'acks is none of 0, 1 and -1'),
  ILLEGAL_GENERATION: final(22, 'the group generation is another one'),
  INCONSISTENT_GROUP_PROTOCOL: final(23, 'the group and the joining member know no assignor in common'),
  UNKNOWN_MEMBER_ID: final(25, 'the group has no such member'),
  REBALANCE_IN_PROGRESS: final(27, 'the group rebalances: join again'),
  TOPIC_ALREADY_EXISTS: final(36, 'a topic of this name exists'),
  INVALID_PARTITIONS: final(37, 'the partition count is out of range'),
  INVALID_REPLICATION_FACTOR: final(38, 'the replication factor is below 1 or above the brokers'),
  INVALID_REPLICA_ASSIGNMENT: final(39, 'the replicas do not fit together or are not brokers'),
  INVALID_CONFIG: final(40, 'the topic configuration is not valid'),
  NOT_CONTROLLER: retriable(41, 'this broker is not the controller (the metadata leader)'),
  INVALID_REQUEST: final(42, 'the request contradicts itself'),
  OUT_OF_ORDER_SEQUENCE_NUMBER: final(45, 'a batch of this producer is missing before this one'),
  DUPLICATE_SEQUENCE_NUMBER: final(46, 'the batch is in the log, too far back to tell where'),
  INVALID_PRODUCER_EPOCH: final(47, 'a newer epoch of this producer has written'),
  OPERATION_NOT_ATTEMPTED: final(55, 'not tried, because another part of the request failed'),
  KAFKA_STORAGE_ERROR: retriable(56, 'the disk failed'),
  UNKNOWN_PRODUCER_ID: final(59, 'the log knows nothing of this producer'),
  NON_EMPTY_GROUP: final(68, 'the group has members, and cannot be deleted'),
  GROUP_ID_NOT_FOUND: final(69, 'there is no such group'),
  FENCED_LEADER_EPOCH: retriable(74, 'the leader epoch is older than the current one'),
  UNKNOWN_LEADER_EPOCH: retriable(75, 'the leader epoch is newer than any known here'),
  STALE_BROKER_EPOCH: final(77, 'the broker has registered again since'),
  OFFSET_NOT_AVAILABLE: retriable(78, 'a new leader does not know its high watermark yet'),
  MEMBER_ID_REQUIRED: final(79, 'join again, with the member id that comes with this answer (KIP-394)'),
  GROUP_MAX_SIZE_REACHED: final(81, 'the group takes no more members'),
  ELIGIBLE_LEADERS_NOT_AVAILABLE: retriable(83, 'no member of the ISR is alive'),
  ELECTION_NOT_NEEDED: retriable(84, 'the leader is alive and in the ISR'),
  INVALID_UPDATE_VERSION: final(
    95,
    'the version that the change was made from is not the current one (KIP-497)',
  ),
  UNKNOWN_TOPIC_ID: retriable(100, 'the topic was deleted and perhaps created again'),
  BROKER_ID_NOT_REGISTERED: final(102, 'no broker has registered with this id'),
  INELIGIBLE_REPLICA: final(107, 'a fenced or restarted broker may not join the ISR (KIP-841, KIP-903)'),
} satisfies Readonly<Record<string, ErrorRow>>;

/** The name of a code, as Kafka spells it. The program uses names; numbers appear on the wire only. */
export type ErrorName = keyof typeof ERRORS;

/** {@link ErrorName} without `NONE`: for results that are a failure already. */
export type FailureName = Exclude<ErrorName, 'NONE'>;

/** A response: with fields of its own, or with an error. */
export type Answer<Type extends string, Fields> =
  | ({ readonly type: Type; readonly error: 'NONE' } & Fields)
  | { readonly type: Type; readonly error: FailureName };

/** What became of one partition of a request. */
export type PartitionAnswer<Fields> = { readonly topic: string; readonly partition: number } & (
  | ({ readonly error: 'NONE' } & Fields)
  | { readonly error: FailureName }
);

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

/** Bounds of the metadata: reaching one is a refusal with a code when it comes from a request, an assertion otherwise. */

/** Partitions of one topic; more is INVALID_PARTITIONS. */
export const PARTITIONS_MAX = 10_000;
/** Replicas of one partition; more is INVALID_REPLICATION_FACTOR or INVALID_REPLICA_ASSIGNMENT. */
export const REPLICAS_MAX = 64;
/** Settings of one topic; more is INVALID_CONFIG. */
export const CONFIG_ENTRIES_MAX = 256;
/** Letters of a topic's name (Kafka's limit); more is INVALID_TOPIC_EXCEPTION. */
export const TOPIC_NAME_LENGTH_MAX = 249;
/** Commands of one batch; more is INVALID_REQUEST. */
export const BATCH_COMMANDS_MAX = 40_000;
/** Producer ids reserved at a time; more is INVALID_REQUEST. */
export const PRODUCER_IDS_MAX = 1_000_000;
/** Answers kept for repeated requests; the oldest goes first, and a repetition later than that counts as a new request. */
export const REQUEST_ANSWERS_MAX = 1_024;
/** Records of one kind in a snapshot. */
export const SNAPSHOT_RECORDS_MAX = 10_000_000;
/** Members of one group; more is GROUP_MAX_SIZE_REACHED. */
export const GROUP_MEMBERS_MAX = 1_000;
/** Topics that one member subscribes to; more is INVALID_REQUEST. */
export const SUBSCRIPTION_TOPICS_MAX = 1_000;
/** Offsets that are committed at a time; more is INVALID_REQUEST. */
export const COMMITTED_OFFSETS_MAX = 10_000;

/**
 * What the documented variants are known to violate, by mechanism: that is what they are kept for. Runs of
 * them count as passed, and reports say that it was expected. The rows of docs/verdicts.md show each.
 */

/** The documents' coordinator of consumer groups. */
const GROUPS = [
  'one-assignment-per-generation',
  'partition-has-one-member',
  'committed-offset-monotonic',
  'offset-fetch-is-current',
  'new-topic-has-no-old-offset',
  'deleted-group-tells-nothing',
  // A member waits for a round of a group that was deleted.
  'nothing-pending-at-rest',
] as const;

/** The documents' replication, in elections and at rest. */
const REPLICATION = [
  'one-leader-per-epoch',
  'acknowledged-record-survives',
  'high-watermark-at-log-end',
  // A fetch that waits looks again every 500 ms, whatever has come.
  'fetch-is-answered-soon',
  // The loop as it is quoted answers with what it had read at first.
  'told-end-never-goes-back',
] as const;

/** A creation in several proposals: a retry makes another topic, a death in between leaves one unled. */
const CREATION = [
  'topic-keeps-its-id',
  'acknowledged-topic-survives',
  'assigned-partition-is-led',
  'reported-proposal-is-committed',
  // Two that are told of success made one topic.
  'topic-operations-in-one-order',
] as const;

/** Creates a topic by proposals of its own, on any node. */
export const EARLY_VIOLATES = [...GROUPS, ...REPLICATION, ...CREATION] as const;

/** Creates a topic by forwarding to the leader. */
export const FORWARDING_VIOLATES = [
  ...EARLY_VIOLATES,
  'accepted-proposal-is-in-own-log',
  'isr-member-has-committed',
] as const;

/** Applies beside Raft what only the leader has. */
export const LOCAL_WAL_VIOLATES = [
  ...FORWARDING_VIOLATES,
  'state-machine-safety',
  'metadata-images-equal',
] as const;

/** Whatever forgets its log over a restart. */
const FORGETFUL = [
  'synced-survives-restart',
  'term-never-decreases',
  'vote-once-and-durable',
  'state-machine-safety',
  'log-matching',
  'leader-completeness',
  'committed-never-changes',
  'committed-is-durable-on-majority',
  // Indexes of the log begin again, and epochs with them.
  'broker-epoch-of-one-life',
] as const;

/** Nothing of its metadata is written to disk. */
export const IN_MEMORY_VIOLATES = [...EARLY_VIOLATES, ...FORGETFUL, 'images-converge'] as const;

/** The logs of the partitions' groups are in memory. */
export const PARTITION_GROUPS_VIOLATE = [
  ...GROUPS,
  ...REPLICATION,
  ...FORGETFUL,
  // Metadata names the leader that was planned, and another one was elected.
  'fresh-requests-succeed',
] as const;

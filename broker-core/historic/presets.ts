/**
 * The named variants. Names say the mechanism; versions printed in documents are unreliable, so document and
 * commit stand beside. To add one: a strategy in `choices/` if needed, a line in `table.ts`, an entry here.
 */
import {
  EARLY_VIOLATES,
  FORWARDING_VIOLATES,
  IN_MEMORY_VIOLATES,
  LOCAL_WAL_VIOLATES,
  PARTITION_GROUPS_VIOLATE,
} from './known-violations.js';
import type { Choices } from './table.js';
import { choose, type VariantStrategies } from './strategies.js';

export interface Variant {
  readonly name: string;
  readonly summary: string;
  /** Document and line, and the commit of the code it quotes. */
  readonly source: string;
  /** What it does at seams where it is not the reference. */
  readonly strategies: VariantStrategies;
  /** Settings that the variant comes with; a scenario's own and the command line's go before them. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
  /** Invariants that it is known to violate, or `stalled`: such a run counts as passed. None by default. */
  readonly expects?: readonly string[];
}

/** The produce path since 6b2430c, which brought P1, P2 and P3 of S1 (spec d.1); and Kafka's. */
const UNLOCKED_PATH = {
  produceOrder: 'concurrent',
  partitionState: 'sharded',
  pendingBatches: 'queue',
} as const;

/** The produce path before that (S1:L193-206). A broker with one worker thread never waits for its locks. */
const LOCKED_PATH = {
  produceOrder: 'serial',
  partitionState: 'one-rwlock',
  pendingBatches: 'mutex',
} as const;

/** What the documents' broker does wherever a variant does not say otherwise. */
const HISTORIC: Choices = {
  registerWait: 'poll',
  createWait: 'poll',
  assign: 'serial',
  lock: 'mutex',
  partitionKeys: 'shared',
  onFollower: 'refuse',
  forwardReply: 'proposed',
  replication: 'documented',
  acks: 'isr-size-or-one',
  fetchWait: 'polled-stale',
  consumerGroups: 'polled',
};

/**
 * The code up to 6b2430c. Its creation is sixteen proposals in a row for three partitions, and the broker
 * that leads the metadata log leads them all (produce_handler.rs:2078-2523 @893843d). What it made of `acks`
 * is in no document: that the high watermark rises at once (spec d.1) was read at d5349be, a week later. So
 * Kafka's rule stands in.
 */
const EARLY: Choices = {
  ...HISTORIC,
  ...LOCKED_PATH,
  assign: 'serial-unawaited',
  partitionLeaders: 'metadata-leader',
  partitionKeys: 'apart',
  acks: 'high-watermark',
};

/**
 * The code of October 2025: one command creates a topic (`create_topic_with_assignments`), and each partition
 * is a Raft group. So is the metadata log, with the same loop and time-outs.
 */
const OCTOBER: Choices = {
  ...HISTORIC,
  ...LOCKED_PATH,
  createWait: 'reference',
  assign: 'reference',
  onFollower: 'forward',
  forwardReply: 'applied',
  election: 'raft-group',
  unknownLeader: 'this-broker',
};

const OCTOBER_LOOP = { 'loop.periodMs': 10, 'raft.electionTicks': 10, 'raft.heartbeatTicks': 1 } as const;

export const presets: readonly Variant[] = [
  {
    name: 'poll-50ms',
    summary: 'propose, then look every 50 ms, 80 times at most',
    source: 'S2:L65-110, S1:L54-83; @893843d raft_metadata_store.rs',
    strategies: choose(EARLY),
    settings: { 'createWait.pollMs': 50, 'createWait.attemptsMax': 80 },
    expects: EARLY_VIOLATES,
  },
  {
    name: 'sleep-then-poll',
    summary:
      'the same, and every proposal sleeps 150 ms before it counts as made: the code as it was, not as it is quoted',
    source: 'spec 0.1; @893843d raft_cluster.rs:416; denied in S1:L18-43',
    strategies: choose({ ...EARLY, proposeWait: 'sleep', watermarks: 'under-lock' }),
    settings: { 'createWait.pollMs': 50, 'createWait.attemptsMax': 80, 'proposeSleep.ms': 150 },
    expects: EARLY_VIOLATES,
  },
  {
    name: 'notify',
    summary: 'put a Notify into a map, propose, then wait for it 2 s at most',
    source: 'S2:L263-286, S0:L357-380; @6b2430c',
    strategies: choose({ ...EARLY, ...UNLOCKED_PATH, createWait: 'notify', registerWait: 'notify' }),
    settings: { 'createWait.timeoutMs': 2000 },
    expects: EARLY_VIOLATES,
  },
  {
    name: 'watch-never-fires',
    summary: 'every proposal waits 500 ms on a watch channel that nobody sends on, then counts as failed',
    source: 'S1:L109-146',
    strategies: choose({ ...EARLY, proposeWait: 'watch', watermarks: 'under-lock' }),
    settings: {},
    // No proposal counts as made, so a cluster may never come to rest.
    expects: [...EARLY_VIOLATES, 'stalled'],
  },
  {
    name: 'forward-then-register',
    summary: 'a follower forwards to the leader, and only then registers for the notification; 5 s time-outs',
    source: 'S4:L163-195, L213-266; @d5349be',
    strategies: choose({ ...HISTORIC, createWait: 'forward-then-register', onFollower: 'forward' }),
    settings: { 'createWait.timeoutMs': 5000, 'assign.timeoutMs': 5000 },
    expects: FORWARDING_VIOLATES,
  },
  {
    name: 'register-then-forward',
    summary: 'the same with the registration first, so that no wake-up is lost',
    source: 'spec f, `registerBefore`',
    strategies: choose({ ...HISTORIC, createWait: 'register-then-forward', onFollower: 'forward' }),
    settings: { 'createWait.timeoutMs': 5000, 'assign.timeoutMs': 5000 },
    expects: FORWARDING_VIOLATES,
  },
  {
    name: 'local-wal-then-replicate',
    summary:
      'the leader writes a topic to a WAL of its own, applies it beside Raft and answers; a task sends it to the others, or not',
    source: 'S4:L138-161; @cfb53bd raft_metadata_store.rs, @d5349be wal_replication.rs',
    strategies: choose(
      {
        ...HISTORIC,
        createWait: 'forward-then-register',
        leaderWrite: 'local-wal-then-async',
        onFollower: 'forward',
      },
      { leaderFlag: 'cached' },
    ),
    // The least time to copy the image: enough if one sync wakes several (@d5349be raft_cluster.rs:504-512).
    settings: { 'createWait.timeoutMs': 5000, 'assign.timeoutMs': 5000, 'metadataWal.applyUs': 1 },
    expects: LOCAL_WAL_VIOLATES,
  },
  {
    name: 'standalone-memory',
    summary: 'for a single node: its metadata in a map, nothing written to disk',
    source: 'S2:L122-165; @893843d memory.rs:36-76',
    strategies: choose({ ...EARLY, metadataStore: 'memory' }),
    settings: { 'loop.periodMs': 0, 'cluster.nodes': 1, 'topic.replicationFactor': 1 },
    expects: IN_MEMORY_VIOLATES,
  },
  {
    name: 'standalone-raft-notify',
    summary:
      'for a single node: Raft by itself, which applies inside the proposal, and then the wait to be notified',
    source: 'spec 0.6; @6b2430c integrated_server.rs:133-160',
    strategies: choose({ ...EARLY, ...UNLOCKED_PATH, createWait: 'notify', proposeWait: 'applied' }),
    settings: { 'createWait.timeoutMs': 2000, 'cluster.nodes': 1, 'topic.replicationFactor': 1 },
    expects: EARLY_VIOLATES,
  },
  {
    name: 'partition-groups',
    summary:
      'each partition elects its leader in a Raft group of its own, while Metadata names the one that was planned',
    source: 'S3:L20-23, L143-156; spec d.1, October rows; @4da5693 replica.rs, raft_integration.rs',
    strategies: choose(OCTOBER),
    settings: OCTOBER_LOOP,
    expects: PARTITION_GROUPS_VIOLATE,
  },
  {
    name: 'partition-groups-wait',
    summary:
      'the same with warm-up, elections twice as fast, and Metadata waiting for leaders where it sees replicas',
    source: 'S3:L31-68; never committed (spec d.1)',
    strategies: choose({ ...OCTOBER, waitForLeaders: 'vacuous', warmup: 'metadata-leader' }),
    settings: { ...OCTOBER_LOOP, 'raft.electionTicks': 5, 'group.electionMs': 150 },
    expects: PARTITION_GROUPS_VIOLATE,
  },
  {
    name: 'reference',
    summary:
      'event-driven throughout; one command creates a topic with everything in it; durable before visible',
    source: 'design section 6; KIP-497, KIP-631, KIP-101',
    strategies: {},
    settings: {
      'loop.periodMs': 0,
      'raft.preVote': true,
      'raft.checkQuorum': true,
      'raft.catchesUpBeforeVote': true,
      'registerWait.timeoutMs': 30_000,
    },
  },
];

/** The bugs, each with a run in which it shows and the invariant that has to say so. */
import type { Strategies } from '../../../../broker-core/broker/strategies.js';
import type { RunOptions } from '../../../index.js';
import * as brokers from './brokers.js';
import * as groups from './groups.js';
import * as replicas from './replicas.js';

export interface PlantedRun {
  readonly bug: string;
  readonly strategies: Partial<Strategies>;
  readonly scenario: string;
  readonly set?: NonNullable<RunOptions['set']>;
  /** Instead of the scenario's own. */
  readonly faults?: readonly unknown[];
  readonly invariant: string;
}

const AWAY = { atMs: 9000, untilMs: 16_000 };

/** From the others, not from clients. */
const CUT_OFF_FROM_BROKERS = {
  id: 'away',
  type: 'partition',
  groups: [['leader of load/0'], ['n1', 'n2', 'n3']],
  ...AWAY,
};

export const plantedRuns: readonly PlantedRun[] = [
  {
    bug: 'the write-ahead log tells those who wait before the disk has it',
    strategies: replicas.syncAnsweredEarly,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40 },
    invariant: 'durable-is-on-disk',
  },
  {
    bug: 'every seventh record is acknowledged with acks=1 and dropped',
    strategies: replicas.seventhDropped,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40, 'client.acks': '1' },
    invariant: 'leader-keeps-acknowledged',
  },
  {
    bug: 'min.insync.replicas counts for nothing',
    strategies: replicas.minIsrIgnored,
    scenario: 'leader-loss',
    set: {
      'cluster.nodes': 5,
      'topic.partitions': 1,
      'client.forMs': 6000,
      'replica.lagTimeMaxMs': 1000,
      'client.deliveryTimeoutMs': 4000,
      'client.requestTimeoutMs': 1000,
    },
    faults: [{ id: 'away', type: 'isolate', target: 'followers of load/0', ...AWAY }],
    invariant: 'acknowledged-on-min-insync',
  },
  {
    bug: 'what an idempotent producer repeats is written again',
    strategies: replicas.dedupOff,
    scenario: 'leader-loss',
    set: { 'client.forMs': 20_000, 'client.idempotent': true, 'client.requestTimeoutMs': 1000 },
    invariant: 'idempotent-no-duplicate',
  },
  {
    bug: 'every seventh batch of an idempotent producer is acknowledged and dropped, and the next one taken',
    strategies: replicas.sequenceSkipped,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40, 'client.idempotent': true },
    invariant: 'idempotent-no-gap',
  },
  {
    bug: 'a commit counts, whichever generation its member belongs to',
    strategies: groups.zombieCommits,
    scenario: 'group-consume',
    set: { 'consumerGroup.stintMs': 0 },
    faults: [{ id: 'hangs', type: 'pause', target: 'r1', atMs: 14_000, untilMs: 20_000 }],
    invariant: 'committed-offset-monotonic',
  },
  {
    bug: 'a snapshot is stored with nothing in it',
    strategies: brokers.emptySnapshots,
    scenario: 'leader-loss',
    set: { 'client.forMs': 15_000, 'raft.snapshotEntries': 5 },
    invariant: 'metadata-images-equal',
  },
  {
    bug: 'the newest batch counts as committed only when there is one behind it',
    strategies: replicas.watermarkBehind,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40, 'run.settleMs': 5000 },
    invariant: 'high-watermark-at-log-end',
  },
  {
    bug: 'a follower takes what the leader of an older epoch sends',
    strategies: replicas.staleEpochTaken,
    scenario: 'leader-loss',
    set: {
      'client.forMs': 12_000,
      'broker.sessionTimeoutMs': 2000,
      'broker.heartbeatMs': 500,
      'client.acks': '1',
    },
    // Cut off from the metadata log, not from clients and followers.
    faults: (['raft', 'rpc'] as const).flatMap((channel) => [
      { id: `${channel} out`, type: 'hold', channel, from: 'leader of load/0', to: '*', ...AWAY },
      { id: `${channel} in`, type: 'hold', channel, from: '*', to: 'leader of load/0', ...AWAY },
    ]),
    invariant: 'follower-has-it-from-its-leader',
  },
  {
    bug: 'a fetch that waits is answered by its time-out alone',
    strategies: brokers.pollUnwoken,
    scenario: 'fetch-min-bytes',
    invariant: 'fetch-is-answered-soon',
  },
  {
    bug: 'nobody comes back into an ISR',
    strategies: replicas.joinDisabled,
    scenario: 'leader-loss',
    set: { 'client.forMs': 10_000 },
    invariant: 'isr-holds-live-replicas',
  },
  {
    bug: 'new topics are refused once the faults are over',
    strategies: brokers.freshCreationRefused,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40 },
    invariant: 'fresh-requests-succeed',
  },
  {
    bug: 'brokers answer each other’s answers without end',
    strategies: replicas.answersAnswered,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40 },
    invariant: 'quiet-at-rest',
  },
  {
    bug: 'a broker that starts again keeps the epoch of its former life',
    strategies: brokers.epochKept,
    scenario: 'leader-loss',
    set: { 'client.forMs': 10_000 },
    invariant: 'broker-epoch-of-one-life',
  },
  {
    bug: 'a controller that was deposed goes on judging brokers',
    strategies: brokers.deposedJudges,
    scenario: 'steady-produce',
    set: {
      'client.count': 8,
      'client.thinkMs': 20,
      'client.forMs': 12_000,
      'broker.heartbeatMs': 300,
      'broker.sessionTimeoutMs': 900,
    },
    faults: [{ id: 'away', type: 'isolate', target: 'leader of __meta', atMs: 9000, untilMs: 12_000 }],
    invariant: 'deposed-controller-has-no-effect',
  },
  {
    bug: 'a coordinator remembers what a deleted group had committed',
    strategies: groups.remembersDeleted,
    scenario: 'group-offsets',
    invariant: 'deleted-group-tells-nothing',
  },
  {
    bug: 'the member that joined last is left out of its generation',
    strategies: groups.memberForgotten,
    scenario: 'group-join',
    invariant: 'stored-members-are-of-the-round',
  },
  {
    bug: 'the last partition of a topic is given to nobody',
    strategies: groups.lastPartitionUnowned,
    scenario: 'group-join',
    invariant: 'partition-has-a-member',
  },
  {
    bug: 'a deposed leader gives up its role two seconds later',
    strategies: replicas.leadsOn,
    scenario: 'leader-loss',
    set: { 'client.forMs': 12_000, 'broker.sessionTimeoutMs': 2000, 'broker.heartbeatMs': 500 },
    faults: [{ id: 'away', type: 'isolate', target: 'leader of load/0', ...AWAY }],
    invariant: 'deposed-leader-answers-soon',
  },
  {
    bug: 'a deposed leader leaves its producers without an answer',
    strategies: replicas.deposedIsSilent,
    scenario: 'leader-loss',
    set: {
      'client.forMs': 12_000,
      'client.acks': 'all',
      'client.requestTimeoutMs': 10_000,
      'broker.sessionTimeoutMs': 2000,
      'broker.heartbeatMs': 500,
    },
    faults: [CUT_OFF_FROM_BROKERS],
    invariant: 'wait-ends-by-its-event',
  },
  {
    bug: 'a creator is not told that its topic has been applied',
    strategies: brokers.writerUntold,
    scenario: 'topic-creation',
    invariant: 'wait-ends-by-its-event',
  },
  {
    bug: 'every second fetch is told an older high watermark',
    strategies: replicas.olderEndTold,
    scenario: 'group-consume',
    invariant: 'told-end-never-goes-back',
  },
  {
    bug: 'of two creations of one topic both are told to have succeeded',
    strategies: brokers.secondCreationAcknowledged,
    scenario: 'topic-creation-twice',
    invariant: 'topic-operations-in-one-order',
  },
  {
    bug: 'a follower joins the ISR that will be put out of it at once',
    strategies: replicas.overdueJoin,
    scenario: 'steady-produce',
    set: {
      'client.count': 1,
      'client.messages': 100,
      'client.thinkMs': 50,
      'client.acks': 'all',
      'client.profile': 'java',
      'topic.partitions': 1,
      'topic.minInsyncReplicas': 2,
      'replica.lagTimeMaxMs': 1000,
    },
    faults: [{ id: 'held', type: 'hold', channel: 'replication', from: '*', to: '*', ...AWAY }],
    invariant: 'isr-does-not-flap',
  },
  {
    bug: 'a controller has each broker fenced as soon as it is live again',
    strategies: brokers.fencedAgain,
    scenario: 'steady-produce',
    set: { 'client.count': 1, 'client.messages': 10, 'run.untilMs': 20_000 },
    invariant: 'fencing-does-not-flap',
  },
  {
    bug: 'what followers say raises the high watermark 400 ms later',
    strategies: replicas.watermarkLate,
    scenario: 'steady-produce',
    set: { 'client.count': 4, 'client.messages': 40 },
    invariant: 'watermark-is-raised-soon',
  },
];

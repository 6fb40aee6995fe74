/** Bugs in how a leader gives its followers what it has, and in what they make of it. */
import { highWatermarkAcks } from '../../../broker-core/partition/replica/config.js';
import { ofArea } from '../form/mutant.js';
import * as replicas from '../plants/replicas.js';

const FOLLOWER = 'broker-core/partition/replica/follower.ts';
const LEADER = 'broker-core/partition/replica/leader.ts';
const REPLICA = 'broker-core/partition/replica/replica.ts';
const SENDER = 'broker-core/partition/replica/sender.ts';

export const replicationMutants = ofArea('replication', [
  {
    name: 'follower-answers-before-its-sync',
    broken: 'A follower says that it has records before its disk has them.',
    caughtBy: ['isr-member-has-committed', 'acknowledged-on-min-insync'],
    edits: [
      {
        file: FOLLOWER,
        find: 'owed.findIndex(({ endOffset }) => endOffset > durableEndOffset)',
        replace: '-1',
      },
    ],
  },
  {
    name: 'leader-answers-before-its-sync',
    broken: 'With acks=1 a leader answers before its disk has the record.',
    caughtBy: ['acknowledged-is-on-leaders-disk'],
    edits: [
      {
        file: LEADER,
        find: 'pending.acks === 1 && this.deps.log.durableEndOffset < end',
        replace: 'false',
      },
    ],
  },
  {
    name: 'acks-all-is-acks-one',
    broken: 'With acks=all a leader waits for its own disk alone.',
    caughtBy: ['isr-member-has-committed', 'acknowledged-on-min-insync', 'two-leaders-do-not-acknowledge'],
    strategies: {
      acks: { ...highWatermarkAcks, committedEnd: ({ leader, durableEndOf }) => durableEndOf(leader) },
    },
  },
  {
    name: 'seventh-record-dropped',
    broken: 'With acks=1 every seventh record is acknowledged and not written.',
    caughtBy: ['leader-keeps-acknowledged'],
    strategies: replicas.seventhDropped(1),
  },
  {
    name: 'seventh-record-replaced',
    broken: 'With acks=all every seventh record is acknowledged, and the next one stands in its place.',
    caughtBy: ['lost-write', 'unseen-after-final-polls'],
    strategies: replicas.seventhDropped(-1),
  },
  {
    name: 'seventh-record-altered',
    broken: 'Every seventh record is written as something that nobody sent.',
    caughtBy: ['reads-are-sound'],
    strategies: replicas.seventhAltered,
  },
  {
    name: 'stale-epoch-taken',
    broken: 'A follower takes what the leader of an older epoch sends.',
    caughtBy: ['follower-has-it-from-its-leader'],
    strategies: replicas.staleEpochTaken,
  },
  {
    name: 'previous-epoch-unchecked',
    broken: 'A follower appends behind a record of another epoch than its leader’s.',
    known: 'KIP-101',
    caughtBy: ['follower-has-it-from-its-leader', 'one-value-at-one-offset'],
    edits: [
      {
        file: FOLLOWER,
        find: 'epochBefore(log, previousOffset) !== previousEpoch',
        replace: 'epochBefore(log, previousOffset) === null',
      },
    ],
  },
  {
    name: 'offset-alone-tells-a-batch',
    broken: 'A follower keeps what it has at an offset, of whichever epoch it is.',
    caughtBy: ['follower-has-it-from-its-leader', 'one-value-at-one-offset', 'isr-member-has-committed'],
    edits: [
      {
        file: FOLLOWER,
        find: 'log.epochAt(batch.baseOffset) === batch.leaderEpoch',
        replace: 'log.epochAt(batch.baseOffset) !== null',
      },
    ],
  },
  {
    name: 'former-life-counts',
    broken: 'A leader counts what a former life of a follower had.',
    known: 'KIP-903',
    caughtBy: ['isr-member-has-committed'],
    edits: [
      { file: SENDER, find: 'if (isNewLife) «this.#forget();»', replace: '' },
      {
        file: SENDER,
        find: 'this.brokerEpoch === null || this.#registeredEpoch <= this.brokerEpoch',
        replace: 'true',
      },
      {
        file: SENDER,
        find: 'brokerEpoch !== 0 && brokerEpoch < Math.max(this.#registeredEpoch, this.brokerEpoch ?? 0)',
        replace: 'false',
      },
    ],
  },
  {
    name: 'answer-of-another-epoch-counts',
    broken: 'A leader counts answers that followers gave to an earlier epoch.',
    caughtBy: ['isr-member-has-committed', 'no-assertion-fails'],
    edits: [{ file: REPLICA, find: 'reply.leaderEpoch === this.epoch', replace: 'true' }],
  },
  {
    name: 'new-leader-trusts-its-followers',
    broken: 'A new leader takes it that its followers have what it has.',
    caughtBy: ['isr-member-has-committed'],
    edits: [
      {
        file: LEADER,
        find: 'this.senderOf(brokerId)?.durableEndOffset ?? -1',
        replace: 'Math.max(this.senderOf(brokerId)?.durableEndOffset ?? -1, this.epochStartOffset)',
      },
    ],
  },
  {
    name: 'deposed-leader-leads-on',
    broken: 'A leader that is deposed gives up its role two seconds later.',
    caughtBy: ['deposed-leader-answers-soon'],
    strategies: replicas.leadsOn,
  },
  {
    name: 'answers-are-answered',
    broken: 'Brokers answer each other’s answers without end.',
    caughtBy: ['quiet-at-rest', 'stalled'],
    strategies: replicas.answersAnswered,
  },
  {
    name: 'offset-left-out',
    broken: 'A leader leaves out every seventh offset.',
    caughtBy: ['offsets-dense'],
    edits: [
      {
        file: 'broker-core/partition/log/partition-log.ts',
        find: 'placeBatch(batch, «this.logEndOffset», Math.max(leaderEpoch, floor))',
        replace: 'this.logEndOffset + (this.logEndOffset % 7 === 6 ? 1 : 0)',
      },
      {
        file: 'broker-core/partition/log/state.ts',
        find: 'entry.batch.baseOffset !== this.batches.endOffset',
        replace: 'entry.batch.baseOffset < this.batches.endOffset',
      },
      {
        file: 'broker-core/partition/log/state.ts',
        find: "assert(placed.batch.baseOffset === this.endOffset, 'offsets are dense');",
        replace: '',
      },
    ],
  },
  {
    name: 'partitions-mixed-up',
    broken: 'A broker writes what is for any partition of a topic to the first, where it leads that.',
    caughtBy: ['reads-are-sound', 'acknowledged-record-survives'],
    edits: [
      {
        file: 'broker-core/broker/produce.ts',
        find: 'const replica = «this.deps.replicas.get(topic, partition)»;',
        replace:
          'this.deps.replicas.get(topic, 0)?.leads === true ? this.deps.replicas.get(topic, 0) : this.deps.replicas.get(topic, partition)',
      },
    ],
  },
]);

/** Bugs in who is in sync, in who may lead, and in how far what is committed goes. */
import { ofArea } from '../form/mutant.js';
import * as replicas from '../plants/replicas.js';

const BROKERS = 'broker-core/metadata/apply/brokers.ts';
const CONFIG = 'broker-core/partition/replica/config.ts';
const ELECTION = 'broker-core/metadata/apply/election.ts';
const LEADER = 'broker-core/partition/replica/leader.ts';
const PARTITIONS = 'broker-core/metadata/apply/partitions.ts';

export const isrMutants = ofArea('isr', [
  {
    name: 'min-isr-ignored',
    broken: 'min.insync.replicas counts for nothing.',
    caughtBy: ['acknowledged-on-min-insync'],
    strategies: replicas.minIsrIgnored,
  },
  {
    name: 'nobody-rejoins',
    broken: 'Nobody comes back into an ISR.',
    caughtBy: ['isr-holds-live-replicas'],
    strategies: replicas.joinDisabled,
  },
  {
    name: 'overdue-follower-joins',
    broken: 'A follower joins the ISR that will be put out of it at once.',
    caughtBy: ['isr-does-not-flap'],
    edits: [
      {
        file: CONFIG,
        find: 'follower.isEligible && «!isOverdue(view, follower.brokerId, view.lagTimeMaxUs / 2)»',
        replace: 'true',
      },
    ],
  },
  {
    name: 'joins-without-catching-up',
    broken: 'A follower joins the ISR without what is committed.',
    caughtBy: ['isr-member-has-committed'],
    edits: [{ file: CONFIG, find: 'follower.durableEndOffset >= view.joinOffset', replace: 'true' }],
  },
  {
    name: 'isr-change-not-waited-for',
    broken: 'A leader counts on a smaller ISR before the metadata log has it.',
    known: 'KIP-497',
    caughtBy: ['isr-member-has-committed', 'acknowledged-record-survives'],
    edits: [
      {
        file: 'broker-core/partition/replica/isr-control.ts',
        find: 'this.change = change;',
        replace: 'this.change = change; this.current = { ...this.current, isr: change.isr };',
      },
    ],
  },
  {
    name: 'change-on-its-way-not-counted',
    broken: 'A leader does not wait for a member that may have joined by now.',
    known: 'KIP-497',
    caughtBy: ['isr-member-has-committed'],
    edits: [{ file: CONFIG, find: 'for (const brokerId of «maximalIsr»)', replace: 'isr' }],
  },
  {
    name: 'isr-change-of-an-old-epoch-taken',
    broken: 'The metadata log takes an ISR from a leader that has been deposed.',
    caughtBy: ['isr-member-has-committed', 'isr-holds-live-replicas', 'leader-comes-from-previous-isr'],
    edits: [
      { file: PARTITIONS, find: 'command.leaderEpoch < partition.leaderEpoch', replace: 'false' },
      { file: PARTITIONS, find: 'command.partitionEpoch !== partition.partitionEpoch', replace: 'false' },
    ],
  },
  {
    name: 'former-life-joins',
    broken: 'The metadata log lets a broker join an ISR that has restarted since it was asked for.',
    known: 'KIP-903',
    caughtBy: ['isr-member-has-committed'],
    edits: [
      {
        file: PARTITIONS,
        find: 'expectedEpoch !== null && image.broker(brokerId)?.brokerEpoch !== expectedEpoch',
        replace: 'false',
      },
    ],
  },
  {
    name: 'restarted-broker-keeps-its-place',
    broken: 'A broker that has restarted unnoticed leads and is in sync as before.',
    caughtBy: ['one-leader-per-epoch', 'isr-member-has-committed'],
    edits: [
      {
        file: BROKERS,
        find: 'before !== undefined && restarted && startFenced',
        replace: 'false',
      },
    ],
  },
  {
    name: 'elected-outside-the-isr',
    broken: 'When no member of the ISR is live, any other replica leads.',
    caughtBy: ['isr-in-replicas-and-holds-leader'],
    edits: [
      {
        file: ELECTION,
        find: 'leads ? firstLiveIsr(state, left) : partition.leader',
        replace:
          'leads ? firstLiveIsr(state, left) ?? firstLiveIsr(state, partition.replicas) : partition.leader',
      },
    ],
  },
  {
    name: 'election-writes-its-own-isr',
    broken: 'When no member of the ISR is live, another replica leads, and the ISR is that one.',
    known: 'KIP-106, unclean leader election',
    caughtBy: ['leader-comes-from-previous-isr'],
    edits: [
      {
        file: ELECTION,
        find: 'leads ? firstLiveIsr(state, left) : partition.leader',
        replace:
          'leads ? firstLiveIsr(state, left) ?? firstLiveIsr(state, partition.replicas) : partition.leader',
      },
      {
        file: ELECTION,
        find: 'left.length === 0 ? partition.isr : left',
        replace:
          'leads && firstLiveIsr(state, left) === null && firstLiveIsr(state, partition.replicas) !== null ? [firstLiveIsr(state, partition.replicas)] : left.length === 0 ? partition.isr : left',
      },
    ],
  },
  {
    name: 'epoch-kept-over-an-outage',
    broken: 'A partition that nobody leads for a while is led on in the same epoch.',
    caughtBy: ['one-leader-per-epoch'],
    edits: [
      {
        file: 'broker-core/metadata/apply/context.ts',
        find: 'leaderEpoch: before.leaderEpoch + («leaderChanged» ? 1 : 0)',
        replace: 'leaderChanged && before.leader !== null && after.leader !== null',
      },
    ],
  },
  {
    name: 'watermark-beyond-what-agrees',
    broken: 'A follower takes over its leader’s high watermark for records that nobody has compared.',
    caughtBy: ['high-watermark-monotonic', 'one-value-at-one-offset', 'no-assertion-fails'],
    edits: [
      {
        file: 'broker-core/partition/replica/follower.ts',
        find: 'Math.min(request.highWatermark, agreedEnd)',
        replace: 'Math.min(request.highWatermark, log.logEndOffset)',
      },
    ],
  },
  {
    name: 'watermark-goes-back',
    broken: 'A follower takes over a lower high watermark from a new leader.',
    caughtBy: ['high-watermark-monotonic'],
    edits: [
      {
        file: 'broker-core/partition/replica/high-watermark.ts',
        find: 'offset <= this.known',
        replace: 'offset === this.known',
      },
    ],
  },
  {
    name: 'newest-batch-not-committed',
    broken: 'The newest batch counts as committed only when there is one behind it.',
    caughtBy: ['high-watermark-at-log-end', 'watermark-is-raised-soon'],
    strategies: replicas.watermarkBehind,
  },
  {
    name: 'watermark-raised-late',
    broken: 'What followers say raises the high watermark 400 ms later.',
    caughtBy: ['watermark-is-raised-soon'],
    strategies: replicas.watermarkLate,
  },
  {
    name: 'watermark-not-raised-by-a-smaller-isr',
    broken: 'When a member leaves the ISR nobody looks whether the others have more.',
    caughtBy: ['watermark-is-raised-soon', 'wait-ends-by-its-event', 'high-watermark-at-log-end'],
    edits: [{ file: LEADER, find: 'this.proceed(left);', replace: '', when: 'left.length > 0' }],
  },
  {
    name: 'acknowledged-above-the-watermark',
    broken: 'With acks=all a leader answers as soon as it has appended.',
    caughtBy: ['acknowledged-is-committed'],
    edits: [{ file: LEADER, find: 'pending.acks === -1 && this.committedEnd < end', replace: 'false' }],
  },
]);

/** Bugs in the metadata log's Raft: votes, appends, commits, quorums. */
import { ofArea } from '../form/mutant.js';

const ELECTION = 'broker-core/raft/election.ts';
const LOG = 'broker-core/raft/log.ts';
const NODE = 'broker-core/raft/node.ts';
const QUORUM = 'broker-core/raft/quorum.ts';
const REPLICATION = 'broker-core/raft/replication.ts';
const STEP = 'broker-core/raft/step.ts';
const STEP_FOLLOWER = 'broker-core/raft/step-follower.ts';
const EVENT_LOOP = 'broker-core/quorum/event-loop.ts';

export const raftMutants = ofArea('raft', [
  {
    name: 'votes-twice-in-a-term',
    broken: 'A node grants its vote to every candidate of a term.',
    caughtBy: ['vote-once-and-durable'],
    edits: [
      {
        file: STEP,
        find: `const isFree = «node.votedFor === message.from || (node.votedFor === null && node.leaderId === null) || (message.type === 'preVote' && message.term > node.term)»;`,
        replace: 'true',
      },
    ],
  },
  {
    name: 'votes-for-a-shorter-log',
    broken: 'A voter does not compare logs.',
    caughtBy: ['leader-completeness'],
    edits: [
      {
        file: STEP,
        find: 'isUpToDate(node.log, message.lastLogIndex, message.lastLogTerm)',
        replace: 'true',
      },
    ],
  },
  {
    name: 'compares-last-terms-alone',
    broken: 'A voter takes a shorter log of the same last term for up to date.',
    caughtBy: ['leader-completeness'],
    edits: [
      { file: LOG, find: '«term === ownTerm && index >= lastIndex(log)»)', replace: 'term === ownTerm' },
    ],
  },
  {
    name: 'vote-counted-twice',
    broken: 'A repeated answer to a vote request counts as that of another voter.',
    caughtBy: ['election-safety'],
    edits: [
      {
        file: ELECTION,
        find: 'if («!node.votes.has(voter)»)',
        replace: 'true',
      },
      {
        file: ELECTION,
        find: 'node.votes.set(«voter», granted)',
        replace: 'node.votes.has(voter) ? `${voter} again` : voter',
      },
    ],
  },
  {
    name: 'voter-of-five-counted-twice',
    broken: 'With five voters and more, one of those that have granted their vote is counted twice.',
    caughtBy: ['election-safety'],
    edits: [
      {
        file: QUORUM,
        find: 'let grantedCount = «0»;',
        replace: 'voterCount >= 5 && [...votes.values()].includes(true) ? 1 : 0',
      },
    ],
  },
  {
    name: 'half-is-a-majority',
    broken: 'Half of an even number of voters are a quorum.',
    caughtBy: ['election-safety', 'committed-is-durable-on-majority', 'leader-completeness'],
    edits: [
      {
        file: QUORUM,
        find: 'Math.floor(voterCount / 2) + 1',
        replace: 'Math.ceil(voterCount / 2)',
      },
    ],
  },
  {
    name: 'vote-leaves-before-its-sync',
    broken: 'A vote is sent while its disk still writes it.',
    caughtBy: ['vote-once-and-durable'],
    edits: [
      {
        file: EVENT_LOOP,
        find: '!(speaks && promisesNothing(message))',
        replace: "message.type !== 'voteResponse' && !(speaks && promisesNothing(message))",
      },
    ],
  },
  {
    name: 'append-acknowledged-before-its-sync',
    broken: 'A follower acknowledges entries while its disk still writes them.',
    caughtBy: ['committed-is-durable-on-majority'],
    edits: [
      {
        file: EVENT_LOOP,
        find: '!(speaks && promisesNothing(message))',
        replace: "message.type !== 'appendResponse' && !(speaks && promisesNothing(message))",
      },
    ],
  },
  {
    name: 'leader-counts-itself-before-its-sync',
    broken: 'A leader counts its own copy of an entry before it is durable.',
    known: 'etcd-io/etcd#14370',
    caughtBy: ['committed-is-durable-on-majority'],
    edits: [
      {
        file: REPLICATION,
        find: 'appendEntry(node.log, { term: node.term, index: lastIndex(node.log) + 1, data });',
        replace:
          'appendEntry(node.log, { term: node.term, index: lastIndex(node.log) + 1, data }); node.self.matchIndex = lastIndex(node.log);',
      },
    ],
  },
  {
    name: 'commits-an-earlier-term-by-counting',
    broken: 'A new leader appends nothing of its own, and commits an earlier term because a majority has it.',
    known: 'Raft paper, figure 8',
    caughtBy: ['commit-own-term-only'],
    edits: [
      { file: REPLICATION, find: 'termAt(node.log, index) !== node.term', replace: 'false' },
      {
        file: ELECTION,
        find: 'appendOwn(node, NO_OP);',
        replace: '',
        when: 'lastIndex(node.log) > node.log.commitIndex',
      },
    ],
  },
  {
    name: 'previous-term-unchecked',
    broken: 'A follower appends behind an entry of another term than the leader’s.',
    caughtBy: ['log-matching', 'leader-completeness', 'state-machine-safety'],
    edits: [
      { file: LOG, find: 'termAt(log, prevIndex) !== prevTerm', replace: 'termAt(log, prevIndex) === null' },
    ],
  },
  {
    name: 'append-always-truncates',
    broken: 'A follower drops what it has behind an append, though the append is an older one.',
    known: 'vesoft-inc/nebula#2483',
    caughtBy: ['committed-is-durable-on-majority', 'leader-completeness'],
    edits: [
      {
        file: LOG,
        find: 'entries.findIndex((entry) => termAt(log, entry.index) !== entry.term)',
        replace: 'entries.findIndex((entry) => entry.index > log.commitIndex)',
      },
    ],
  },
  {
    name: 'commits-beyond-the-append',
    broken: 'A follower takes over the leader’s commit index for entries that no message has compared.',
    known: 'scylladb/scylladb#9965, atomix/copycat#265; Raft paper, figure 2',
    caughtBy: ['state-machine-safety', 'committed-never-changes', 'log-matching'],
    edits: [
      {
        file: LOG,
        find: 'Math.min(leaderCommitIndex, prevIndex + entries.length)',
        replace: 'Math.min(leaderCommitIndex, lastIndex(log))',
      },
    ],
  },
  {
    name: 'heartbeat-commits-beyond-the-match',
    broken: 'A heartbeat tells a follower to commit what it is not known to have.',
    known: 'scylladb/scylladb#10578',
    caughtBy: ['broker-stops-for-a-cause', 'state-machine-safety'],
    edits: [
      {
        file: REPLICATION,
        find: 'Math.min(follower.matchIndex, node.log.commitIndex)',
        replace: 'node.log.commitIndex',
      },
    ],
  },
  {
    name: 'commit-goes-back',
    broken: 'An older message lowers the commit index.',
    caughtBy: ['commit-monotonic'],
    edits: [
      { file: LOG, find: 'if («index <= log.commitIndex») return;', replace: 'index === log.commitIndex' },
    ],
  },
  {
    name: 'committed-entries-truncated',
    broken: 'Voters compare no logs, and a follower lets its leader replace what is committed.',
    caughtBy: ['committed-never-changes', 'commit-monotonic'],
    edits: [
      {
        file: STEP,
        find: 'isUpToDate(node.log, message.lastLogIndex, message.lastLogTerm)',
        replace: 'true',
      },
      { file: STEP_FOLLOWER, find: 'prevLogIndex < log.commitIndex', replace: 'false' },
      { file: LOG, find: 'if («index <= log.commitIndex») {', replace: 'false' },
    ],
  },
  {
    name: 'new-leader-drops-its-tail',
    broken: 'A new leader drops what it does not know to be committed.',
    caughtBy: ['leader-append-only', 'leader-completeness'],
    edits: [
      {
        file: ELECTION,
        find: 'becomeReplicate(node.self);',
        replace: `becomeReplicate(node.self);
          node.log.entries.length = node.log.commitIndex - node.log.baseIndex;
          node.log.handedIndex = node.log.persistedIndex = node.self.matchIndex = node.log.commitIndex;`,
        when: 'lastIndex(node.log) > node.log.commitIndex',
      },
    ],
  },
  {
    name: 'deposed-leader-keeps-its-role',
    broken: 'A leader that hears of a later one takes its entries and snapshots, and still leads.',
    caughtBy: ['leader-append-only', 'leader-never-installs-snapshot', 'accepted-proposal-is-in-own-log'],
    edits: [
      {
        file: NODE,
        find: "node.role = 'follower';",
        replace: "if (node.role !== 'leader') node.role = 'follower';",
        when: "node.role === 'leader'",
      },
      {
        file: STEP,
        find: 'stepOf[node.role](node, message)',
        replace:
          "(['appendEntries', 'heartbeat', 'installSnapshot'].includes(message.type) ? stepFollower : stepOf[node.role])(node, message)",
        hasEffects: true,
        when: 'false',
      },
      {
        file: ELECTION,
        find: "if («node.role === 'leader'») tickLeader(node);",
        replace: "node.role === 'leader' && node.leaderId === node.nodeId",
      },
      {
        file: REPLICATION,
        find: 'if («isPaused(follower)») return false;',
        replace: 'isPaused(follower) || node.leaderId !== node.nodeId',
      },
      {
        file: 'broker-core/raft/requests.ts',
        find: 'entry.term === node.term',
        replace: 'entry.term === node.term && node.leaderId === node.nodeId',
      },
    ],
    // It hears of the other first by a heartbeat, and lacks what that has cut from its log.
    shown: {
      scenario: 'group-offsets',
      set: { 'raft.snapshotEntries': 2, 'raft.tickMs': 10, 'raft.checkQuorum': false },
      faults: [
        {
          id: 'stranded',
          type: 'partition',
          groups: [['leader of __meta'], ['n1', 'n2', 'n3']],
          atMs: 8000,
          untilMs: 10_000,
        },
      ],
    },
  },
  {
    name: 'old-snapshot-installed',
    broken: 'A snapshot replaces a log that holds more than it.',
    caughtBy: ['commit-monotonic', 'no-assertion-fails'],
    edits: [
      {
        file: STEP_FOLLOWER,
        find: 'snapshot.index > log.commitIndex',
        replace: 'snapshot.index !== log.commitIndex',
      },
    ],
  },
  {
    name: 'wiped-voter-votes',
    broken: 'A node that has lost its disk votes before it has caught up.',
    known: 'KIP-853',
    caughtBy: ['wiped-voter-has-caught-up'],
    edits: [{ file: STEP, find: 'node.isVoter && isFree', replace: 'isFree' }],
  },
  {
    name: 'stuck-behind-a-higher-term',
    broken: 'A node whose term went up while it was cut off ignores the leader and does not say why.',
    known: 'etcd-io/etcd#5468',
    caughtBy: ['one-leader-after-heal', 'images-converge'],
    edits: [
      {
        file: STEP,
        find: 'isFromLeader && (node.config.checkQuorum || node.config.preVote)',
        replace: 'false',
      },
    ],
  },
  {
    name: 'lost-snapshot-never-sent-again',
    broken: 'A leader waits for ever for a follower to have a snapshot that was lost.',
    caughtBy: ['images-converge', 'stalled'],
    edits: [
      {
        file: 'broker-core/quorum/node.ts',
        find: "message.type === 'installSnapshot'",
        replace: 'false',
      },
    ],
  },
  {
    name: 'last-follower-hears-of-no-commit',
    broken: 'One follower is sent entries, and never that they are committed.',
    caughtBy: ['images-converge'],
    edits: [
      {
        file: REPLICATION,
        find: 'Math.min(follower.matchIndex, node.log.commitIndex)',
        replace:
          'follower === node.followers.at(-1) ? 0 : Math.min(follower.matchIndex, node.log.commitIndex)',
      },
      {
        file: REPLICATION,
        find: 'commitIndex: «log.commitIndex», entries',
        replace: 'follower === node.followers.at(-1) ? 0 : log.commitIndex',
      },
    ],
  },
  {
    name: 'snapshot-does-not-count-as-applied',
    broken: 'After a snapshot was installed the applied index stays where it was.',
    caughtBy: ['index-order'],
    edits: [{ file: EVENT_LOOP, find: 'ready.snapshot !== null', replace: 'false' }],
    shown: {
      scenario: 'topic-recreated',
      set: { 'raft.snapshotEntries': 1 },
      faults: [{ id: 'away', type: 'isolate', target: 'n3', atMs: 8000, untilMs: 12_000 }],
    },
  },
  {
    name: 'new-leader-renames-its-tail',
    broken: 'A new leader hands on what is not committed yet as entries of its own term.',
    caughtBy: ['log-matching'],
    edits: [
      {
        file: ELECTION,
        find: 'becomeReplicate(node.self);',
        replace: `becomeReplicate(node.self);
          node.log.entries.forEach((entry, at, entries) => {
            if (entry.index > node.log.commitIndex) entries[at] = { ...entry, term: node.term };
          });`,
        when: 'lastIndex(node.log) > node.log.commitIndex',
      },
    ],
  },
  {
    name: 'first-of-a-batch-not-applied',
    broken: 'Of several entries that are committed together the first is not applied.',
    caughtBy: ['index-order', 'state-machine-safety'],
    edits: [
      {
        file: 'broker-core/quorum/node.ts',
        find: 'for (const entry of «entries») {',
        replace: 'entries.length > 1 ? entries.slice(1) : entries',
      },
    ],
  },
]);

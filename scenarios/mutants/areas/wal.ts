/** Bugs in the write-ahead log, in what it finds after a crash, and in what Raft keeps in it. */
import { ofArea } from '../form/mutant.js';
import * as replicas from '../plants/replicas.js';

const LOG = 'broker-core/wal/log.ts';
const MEND = 'broker-core/wal/mend.ts';
const STORE = 'broker-core/quorum/store.ts';

export const walMutants = ofArea('wal', [
  {
    name: 'sync-answered-early',
    broken: 'A sync of a file is answered before the disk has done it.',
    caughtBy: ['durable-is-on-disk'],
    strategies: replicas.syncAnsweredEarly,
  },
  {
    name: 'sync-left-out',
    broken: 'A write counts as durable without a sync.',
    caughtBy: ['durable-is-on-disk'],
    edits: [
      {
        file: LOG,
        find: 'this.env.disk.sync(path, this.onSynced);',
        replace: 'this.onSynced({ ok: true, value: null });',
      },
    ],
  },
  {
    name: 'queue-counts-as-durable',
    broken: 'With a commit all that is queued counts as durable, and not only what was written.',
    caughtBy: ['durable-is-on-disk'],
    edits: [{ file: LOG, find: 'this.durableLsn = «lastLsn(batch)»', replace: 'this.nextLsn - 1' }],
  },
  {
    name: 'failed-sync-ignored',
    broken: 'A sync that has failed counts as done.',
    known: 'PostgreSQL, fsyncgate 2018',
    caughtBy: ['durable-is-on-disk'],
    edits: [
      {
        file: LOG,
        find: `if («result.ok») this.onDurable(); else this.fence({ operation: 'sync'`,
        replace: 'true',
      },
    ],
  },
  {
    name: 'segment-name-not-synced',
    broken: 'A new segment is written to before its name is durable.',
    known: 'etcd-io/etcd#6368',
    caughtBy: ['durable-is-on-disk', 'synced-survives-restart'],
    edits: [
      {
        file: MEND,
        find: 'const steps = [...segmentSteps(segment), «syncsOf(directory, segment.path, [])»];',
        replace: "[{ operation: 'sync', path: segment.path }]",
      },
    ],
  },
  {
    name: 'segment-removed-too-soon',
    broken: 'A segment is removed as soon as the next one is there.',
    caughtBy: [
      'durable-is-on-disk',
      'synced-survives-restart',
      'broker-stops-for-a-cause',
      'high-watermark-at-log-end',
    ],
    edits: [{ file: LOG, find: 'second.firstLsn > this.headLsn', replace: 'second.firstLsn > this.nextLsn' }],
  },
  {
    name: 'torn-tail-kept',
    broken: 'Recovery ends the log at the first torn record, and leaves what is behind it in the file.',
    caughtBy: ['broker-stops-for-a-cause', 'durable-is-on-disk', 'synced-survives-restart'],
    edits: [{ file: MEND, find: 'bytes.length > goodBytes', replace: 'false' }],
  },
  {
    name: 'last-batch-not-written-again',
    broken: 'Recovery trusts what it reads of a batch whose sync may have failed.',
    known: 'Rebello et al., Can Applications Recover from fsync Failures?, USENIX ATC 2020',
    caughtBy: ['durable-is-on-disk', 'synced-survives-restart'],
    edits: [
      {
        file: MEND,
        find: "steps.push({ operation: 'write', path, offsetBytes, bytes: again }, syncsOf(directory, path, above));",
        replace: 'steps.push(syncsOf(directory, path, above));',
      },
    ],
  },
  {
    name: 'checksum-unchecked',
    broken: 'A record counts whatever its checksum says.',
    caughtBy: [
      'one-value-at-one-offset',
      'state-machine-safety',
      'synced-survives-restart',
      'no-assertion-fails',
      'broker-stops-for-a-cause',
    ],
    edits: [
      {
        file: 'broker-core/wal/frame.ts',
        find: 'crc32c(checked) !== readU32(bytes, offsetBytes)',
        replace: 'false',
      },
    ],
    shown: {
      scenario: 'leader-loss',
      faults: [
        {
          id: 'rot',
          type: 'rotDisk',
          target: 'n2',
          path: '/data/partitions/load-0-8/0000000000000001.wal',
          bitCount: 1,
          atMs: 10_000,
        },
        { id: 'power', type: 'crash', target: 'n2', loses: 'prefix', atMs: 10_500, untilMs: 11_000 },
      ],
    },
  },
  {
    name: 'vote-not-stored',
    broken: 'The term is stored, and the vote in it is not.',
    caughtBy: ['synced-survives-restart', 'vote-once-and-durable'],
    edits: [
      {
        file: STORE,
        find: 'put(HARD_STATE, «encodeHardState(hardState)»);',
        replace: 'encodeHardState({ ...hardState, votedFor: null })',
      },
    ],
  },
  {
    name: 'term-not-stored',
    broken: 'A term is stored only with the next one.',
    caughtBy: ['term-never-decreases', 'synced-survives-restart'],
    edits: [
      {
        file: STORE,
        find: 'put(HARD_STATE, «encodeHardState(hardState)»);',
        replace: 'encodeHardState({ ...hardState, term: hardState.term - 1 })',
      },
    ],
  },
  {
    name: 'stale-suffix-kept-behind-a-snapshot',
    broken: 'A restart finds entries behind a snapshot that the snapshot had replaced.',
    known: 'databendlabs/openraft#561',
    caughtBy: ['log-matching', 'synced-survives-restart', 'committed-never-changes'],
    edits: [
      {
        file: STORE,
        find: 'installed ? [] : this.#entries.filter((entry) => entry.index > snapshot.index)',
        replace: 'this.#entries.filter((entry) => entry.index > snapshot.index)',
      },
    ],
  },
  {
    name: 'fenced-broker-goes-on',
    broken: 'A broker whose disk has failed says that it stops, and goes on.',
    caughtBy: ['fenced-broker-is-silent'],
    edits: [
      {
        file: 'broker-core/broker/broker.ts',
        find: "env.trace.finding({ type: 'stopped', key: reason }); «stop(reason);»",
        replace: '',
      },
    ],
  },
  {
    name: 'restart-takes-the-term-of-its-log',
    broken: 'A node that starts is in the term of its newest entry, and has not voted.',
    caughtBy: ['term-never-decreases', 'vote-once-and-durable'],
    edits: [
      {
        file: STORE,
        find: 'hardState: { ...«this.#reached()», commitIndex },',
        replace:
          '{ ...this.#reached(), term: this.#entries.at(-1)?.term ?? this.#snapshot?.term ?? 0, votedFor: null }',
      },
    ],
  },
]);

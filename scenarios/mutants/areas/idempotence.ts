/** Bugs in what a leader knows of idempotent producers. */
import { ofArea } from '../form/mutant.js';
import * as replicas from '../plants/replicas.js';

const PRODUCERS = 'broker-core/partition/log/producers.ts';

export const idempotenceMutants = ofArea('idempotence', [
  {
    name: 'duplicates-written',
    broken: 'What an idempotent producer repeats is written again.',
    caughtBy: ['idempotent-no-duplicate', 'duplicate-read'],
    edits: [
      { file: PRODUCERS, find: 'if («same !== undefined») return', replace: 'false' },
      {
        file: PRODUCERS,
        find: 'return «baseSequence === expectedSequence» ? OK',
        replace: 'same !== undefined || baseSequence === expectedSequence',
      },
    ],
  },
  {
    name: 'sequence-skipped',
    broken:
      'Every seventh batch of an idempotent producer is acknowledged and dropped, and the next one taken.',
    caughtBy: ['idempotent-no-gap'],
    strategies: replicas.sequenceSkipped,
  },
  {
    name: 'sequence-gap-taken',
    broken: 'A batch is taken whose sequence leaves a gap behind the last one.',
    caughtBy: ['idempotent-no-gap'],
    edits: [
      {
        file: PRODUCERS,
        find: 'return «baseSequence === expectedSequence» ? OK',
        replace: 'baseSequence >= expectedSequence',
      },
    ],
  },
  {
    name: 'fenced-producer-writes',
    broken: 'A batch is taken though its producer has written under a newer epoch.',
    caughtBy: ['idempotent-no-gap', 'idempotent-no-duplicate', 'duplicate-read'],
    edits: [
      {
        file: PRODUCERS,
        find: "return { kind: 'fencedEpoch', currentEpoch: state.epoch };",
        replace: 'return OK;',
      },
    ],
  },
  {
    name: 'truncated-batches-still-known',
    broken: 'After a truncation the log still takes a dropped batch for a duplicate.',
    caughtBy: ['acknowledged-record-survives', 'idempotent-no-gap', 'no-assertion-fails'],
    edits: [
      {
        file: 'broker-core/partition/log/state.ts',
        find: 'this.producers.rebuild(this.batches.all());',
        replace: '',
      },
    ],
  },
  {
    name: 'producers-forgotten-in-a-restart',
    broken: 'A broker that starts again knows nothing of the producers in its log.',
    caughtBy: ['idempotent-no-gap', 'idempotent-no-duplicate', 'duplicate-read'],
    edits: [
      {
        file: 'broker-core/partition/log/open.ts',
        find: "new PartitionLog(opened.wal, state, options, options.epochs ?? 'of-one-topic')",
        replace:
          "(state.producers.rebuild([]), new PartitionLog(opened.wal, state, options, options.epochs ?? 'of-one-topic'))",
        hasEffects: true,
        when: 'state.producers.snapshot().length > 0',
      },
    ],
  },
  {
    name: 'producer-id-given-twice',
    broken: 'Blocks of producer ids overlap.',
    known: 'KIP-730',
    caughtBy: [
      'idempotent-no-gap',
      'idempotent-no-duplicate',
      'acknowledged-record-survives',
      'producer-order',
    ],
    edits: [
      {
        file: 'broker-core/metadata/apply/apply.ts',
        find: 'nextProducerId: «firstId + count»',
        replace: 'firstId + 1',
      },
    ],
  },
  {
    name: 'duplicate-told-another-offset',
    broken: 'A repeated batch is acknowledged with the offset that the next one will have.',
    caughtBy: [
      'two-leaders-do-not-acknowledge',
      'producer-order',
      'acknowledged-record-survives',
      'inconsistent-offsets',
    ],
    edits: [
      {
        file: 'broker-core/partition/replica/leader.ts',
        find: 'this.repeat(«check.baseOffset», check.baseOffset + records.length',
        replace: 'this.deps.log.logEndOffset',
      },
    ],
  },
  {
    name: 'refused-record-appended',
    broken: 'A leader with too small an ISR refuses a record that it has appended.',
    caughtBy: ['definite-error-is-absent', 'aborted-read'],
    edits: [
      {
        file: 'broker-core/partition/replica/leader.ts',
        find: "if (acks === -1 && this.isTooSmall()) return refuse(done, 'NOT_ENOUGH_REPLICAS');",
        replace: `if (acks === -1 && this.isTooSmall()) {
          const refused = log.append(batch, leaderEpoch);
          if (refused.ok) observe({ type: 'appended', as: 'leader', leaderEpoch, batch: refused.batch });
          return refuse(done, 'NOT_ENOUGH_REPLICAS');
        }`,
        when: 'acks === -1 && this.isTooSmall()',
      },
    ],
  },
]);

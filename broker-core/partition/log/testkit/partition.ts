import fc from 'fast-check';
import { seededChance } from '../../../wal/testkit/chance.js';
import type { Survival } from '../../../wal/testkit/memory-file.js';
import { World } from '../../../wal/testkit/world.js';
import {
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  type ProducedBatch,
  type ProducedRecord,
} from '../../../protocol/record-batch.js';
import {
  openPartitionLog,
  type PartitionLog,
  type PartitionLogOpened,
  type PartitionLogOptions,
} from '../open.js';

export const PARTITION = '/data/orders-0';

/** Small segments, so that a log has several. */
const WAL = { segmentBytesMax: 400, batchRecordsMax: 3 };

export function openLog(world: World, options: PartitionLogOptions = {}): PartitionLogOpened {
  const results: PartitionLogOpened[] = [];
  openPartitionLog(world.env, PARTITION, { wal: WAL, ...options }, (result) => results.push(result));
  world.run();
  const [result] = results;
  if (result === undefined) throw new Error('the power was cut before the log was open');
  return result;
}

export function mustOpenLog(world: World, options: PartitionLogOptions = {}): PartitionLog {
  const result = openLog(world, options);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.log;
}

/** What recovery makes of the disk of `world` after the process ended. */
export function recoveredLog(world: World, survival: Survival, seed = 0): PartitionLog {
  const disk = world.disk.clone();
  disk.crash(survival, seededChance(seed));
  return mustOpenLog(new World(disk));
}

function record(value: string): ProducedRecord {
  return { key: null, value, timestampUs: 0 };
}

/** A batch of a producer that asks for no idempotence. */
export function plainBatch(...values: string[]): ProducedBatch {
  return {
    producerId: NO_PRODUCER_ID,
    producerEpoch: NO_SEQUENCE,
    baseSequence: NO_SEQUENCE,
    records: values.map(record),
  };
}

export function batchOf(
  producerId: number,
  producerEpoch: number,
  baseSequence: number,
  count: number,
): ProducedBatch {
  const records = Array.from({ length: count }, (_, at) =>
    record(`${producerId}/${producerEpoch}/${baseSequence + at}`),
  );
  return { producerId, producerEpoch, baseSequence, records };
}

/** One thing that happens to a replica. */
export type Step =
  | { readonly kind: 'append'; readonly producerId: number; readonly count: number }
  | { readonly kind: 'newProducerEpoch'; readonly producerId: number }
  | { readonly kind: 'newLeaderEpoch' }
  | { readonly kind: 'truncate'; readonly percent: number }
  | { readonly kind: 'checkpoint'; readonly percent: number }
  | { readonly kind: 'run'; readonly events: number };

const percent = fc.integer({ min: 0, max: 100 });
const producerId = fc.constantFrom(-1, 1, 2);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        producerId,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('newProducerEpoch' as const), producerId }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('newLeaderEpoch' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate' as const), percent }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('checkpoint' as const), percent }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('run' as const), events: fc.integer({ min: 1, max: 8 }) }),
    },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);

/** Does steps as a leader would that appends only what {@link PartitionLog.checkSequence} allows. */
export class Replica {
  leaderEpoch = 0;
  /** Place in the write-ahead log of the newest batch that was acknowledged. */
  ackedLsn = 0;
  readonly #producerEpochs = new Map<number, number>();

  constructor(
    readonly world: World,
    readonly log: PartitionLog,
  ) {}

  do(step: Step): void {
    switch (step.kind) {
      case 'append':
        this.#append(step.producerId, step.count);
        return;
      case 'newProducerEpoch':
        this.#producerEpochs.set(step.producerId, this.#producerEpoch(step.producerId) + 1);
        return;
      case 'newLeaderEpoch':
        this.leaderEpoch++;
        return;
      case 'truncate':
        this.log.truncateTo(Math.round((step.percent * this.log.logEndOffset) / 100));
        return;
      case 'checkpoint':
        this.log.checkpointHighWatermark(Math.round((step.percent * this.log.logEndOffset) / 100));
        return;
      case 'run':
        this.world.run(step.events);
        return;
    }
  }

  #append(id: number, count: number): void {
    if (id === NO_PRODUCER_ID) {
      this.#appendBatch(plainBatch(...Array.from({ length: count }, String)));
      return;
    }
    const epoch = this.#producerEpoch(id);
    // A sequence that is never right: the answer tells the right one.
    const check = this.log.checkSequence(id, epoch, 1_000_000, count);
    if (check.kind !== 'outOfOrder') return;
    this.#appendBatch(batchOf(id, epoch, check.expectedSequence, count));
  }

  #appendBatch(batch: ProducedBatch): void {
    const appended = this.log.append(batch, this.leaderEpoch);
    if (!appended.ok) return;
    this.log.whenDurable(appended.lsn, (error) => {
      if (error === null) this.ackedLsn = appended.lsn;
    });
  }

  #producerEpoch(id: number): number {
    return this.#producerEpochs.get(id) ?? 0;
  }
}

import fc from 'fast-check';
import type { Disk } from '../../env.js';
import { openWal, type Wal, type WalOpened, type WalOptions, type WalRecord } from '../open.js';
import { History } from './history.js';
import { MemoryDisk } from './memory-disk.js';
import { SECTOR_BYTES } from './memory-file.js';
import { World, type DiskFault } from './world.js';

const DIRECTORY = '/data/wal';

/** One thing that a user of the log does. */
export type Command =
  | { readonly kind: 'append'; readonly type: number; readonly payload: Uint8Array; readonly wait: boolean }
  /** Lets so many events happen before the next command. */
  | { readonly kind: 'run'; readonly events: number }
  /** Drops what is before this part of the durable records. */
  | { readonly kind: 'truncateHead'; readonly percent: number };

/** Small enough that a few records fill a batch, and a few batches a segment. */
export const SMALL: WalOptions = {
  segmentBytesMax: 160,
  batchBytesMax: 90,
  batchRecordsMax: 3,
  queueBytesMax: 4096,
  sectorBytes: SECTOR_BYTES,
};

export const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('append' as const),
        type: fc.nat(255),
        payload: fc.uint8Array({ maxLength: 40, size: 'max' }),
        wait: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('run' as const), events: fc.integer({ min: 1, max: 12 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('truncateHead' as const),
        percent: fc.integer({ min: 30, max: 100 }),
      }),
    },
  ),
  { minLength: 1, maxLength: 25, size: 'max' },
);

export interface Opened {
  readonly records: readonly WalRecord[];
  /** Absent when the power was cut before the log was open. */
  readonly result?: WalOpened;
}

/** Opens the log and runs until that is done or the power is cut. */
export function open(world: World, options: WalOptions = SMALL): Opened {
  const records: WalRecord[] = [];
  const results: WalOpened[] = [];
  openWal(
    world.env,
    DIRECTORY,
    options,
    (record) => records.push(record),
    (result) => results.push(result),
  );
  world.run();
  const [result] = results;
  return result === undefined ? { records } : { records, result };
}

/** Opens a log that must be fit to be opened. */
export function mustOpen(world: World, options: WalOptions = SMALL): Wal {
  const { result } = open(world, options);
  if (result?.ok !== true) throw new Error(`the log cannot be opened: ${JSON.stringify(result)}`);
  return result.wal;
}

/** Does the commands on an open log, up to the end or to the crash; `history` gets what was promised. */
export function perform(world: World, wal: Wal, script: readonly Command[], history: History): void {
  for (const command of script) {
    if (world.crashed) return;
    if (command.kind === 'run') world.run(command.events);
    else if (command.kind === 'append') append(wal, command, history);
    else truncateHead(wal, command.percent, history);
  }
  if (!world.crashed) wal.close(() => undefined);
  world.run();
}

function append(wal: Wal, command: Extract<Command, { kind: 'append' }>, history: History): void {
  const lsn = wal.append(command.type, command.payload);
  if (typeof lsn !== 'number') return;
  history.written.push(command);
  if (!command.wait) return;
  wal.whenDurable(lsn, (error) => {
    if (error === null) history.ackedLsn = Math.max(history.ackedLsn, lsn);
  });
}

function truncateHead(wal: Wal, percent: number, history: History): void {
  // Only what is durable has, in a careful user's hands, a durable replacement.
  const beforeLsn = 1 + Math.floor((percent * wal.durableLsn) / 100);
  history.headLsn = Math.max(history.headLsn, beforeLsn);
  wal.truncateHead(beforeLsn);
}

export interface Incarnation {
  readonly disk: MemoryDisk;
  readonly history: History;
  readonly operationCount: number;
  /** Of its log, which is opened with the same again; default {@link SMALL}. */
  readonly options?: WalOptions;
}

/** How a process's life differs from an undisturbed one. */
export interface Fate {
  /** The power is cut before the disk operation with this number; default never. */
  readonly crashAtOperation?: number;
  readonly fault?: DiskFault;
  readonly wrapDisk?: (disk: Disk) => Disk;
  readonly options?: WalOptions;
}

/** The life of one process on an empty disk: open, do the commands, end or crash. */
export function live(script: readonly Command[], fate: Fate = {}): Incarnation {
  const world = new World(new MemoryDisk(), fate.wrapDisk);
  const history = new History();
  world.crashAtOperation = fate.crashAtOperation ?? Number.POSITIVE_INFINITY;
  if (fate.fault !== undefined) world.fault = fate.fault;
  const { options = SMALL } = fate;
  const { result } = open(world, options);
  if (result?.ok === true) perform(world, result.wal, script, history);
  return { disk: world.disk, history, operationCount: world.operationCount, options };
}

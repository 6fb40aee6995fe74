/** The disk of `env.ts`, as requests, and each request as an operation on its way. */
import type { Cause, Disk, DiskDone, DiskErrorCode, DiskResult } from '../../../broker-core/door.js';
import { finish32, hashBytes32, hashString32, mix32 } from '../../random/mix.js';
import { assert, AssertionFailed } from '../../checks/assert.js';
import type { Life, Piece, Scheduled, Scheduler } from '../../kernel/types.js';
import type { Device } from './device.js';
import type { Effects } from './effects.js';
import { failed, type FileSystem, type PendingSync } from './files.js';
import { NO_PIECES, OPERATIONS, type Operation, type OperationTraits } from './operation.js';
import type { Path } from './tree.js';

export interface DiskParts {
  readonly scheduler: Scheduler;
  readonly nodeNumber: number;
  readonly draw: (key: number) => number;
  readonly files: FileSystem;
  readonly effects: Effects;
  readonly device: Device;
  readonly stats: DiskStats;
}

/** Of a disk whose parts are made when it is first used. */
type PartsOf = () => DiskParts;

/** As with a system call, the caller leaves the bytes that it writes alone until they are written. */
export function bindDisk(parts: PartsOf, life: Life): Disk {
  const queue = new Submission(parts, life);
  return {
    create: (path, done) => queue.submit(OPERATIONS.create, path, 0, ({ files }) => files.create(path), done),
    write(path, offsetBytes, bytes, done) {
      requireBytes('offset', offsetBytes);
      const digest = mix32(offsetBytes, hashBytes32(bytes));
      const apply: Apply<number> = ({ effects }, number) => effects.write(number, path, offsetBytes, bytes);
      queue.submit(OPERATIONS.write, path, digest, apply, done, bytes.length);
    },
    read(path, offsetBytes, lengthBytes, done) {
      requireBytes('offset', offsetBytes);
      requireBytes('length', lengthBytes);
      const apply: Apply<Uint8Array> = ({ files }) => files.read(path, offsetBytes, lengthBytes);
      queue.submit(OPERATIONS.read, path, mix32(offsetBytes, lengthBytes), apply, done, lengthBytes);
    },
    sync: (path, done) => queue.sync(OPERATIONS.sync, path, (files) => files.beginSync(path), done),
    truncate(path, sizeBytes, done) {
      requireBytes('size', sizeBytes);
      const apply: Apply<null> = ({ files }) => files.truncate(path, sizeBytes);
      queue.submit(OPERATIONS.truncate, path, sizeBytes, apply, done);
    },
    sizeBytes(path, done) {
      queue.submit(OPERATIONS.sizeBytes, path, 0, ({ files }) => files.sizeBytes(path), done);
    },
    rename(fromPath, toPath, done) {
      const apply: Apply<null> = ({ files }) => files.rename(fromPath, toPath);
      queue.submit(OPERATIONS.rename, fromPath, hashString32(toPath), apply, done);
    },
    remove: (path, done) => queue.submit(OPERATIONS.remove, path, 0, ({ files }) => files.remove(path), done),
    makeDirectory(path, done) {
      queue.submit(OPERATIONS.makeDirectory, path, 0, ({ files }) => files.makeDirectory(path), done);
    },
    list: (path, done) => queue.submit(OPERATIONS.list, path, 0, ({ files }) => files.list(path), done),
    syncDirectory(path, done) {
      queue.sync(OPERATIONS.syncDirectory, path, (files) => files.beginSyncDirectory(path), done);
    },
  };
}

/** What one life of a process asks of the disk. */
class Submission {
  constructor(
    private readonly partsOf: PartsOf,
    private readonly life: Life,
  ) {}

  submit<T>(
    traits: OperationTraits,
    path: string,
    digest: number,
    apply: Apply<T>,
    done: DiskDone<T>,
    lengthBytes = 0,
    fail: Fail<T> = failed,
  ): void {
    const { life } = this;
    // A process that has ended in the middle of its own event does nothing more.
    if (!life.alive) return;
    const parts = this.partsOf();
    parts.device.settle();
    const parsed = parts.files.parsePath(path);
    parts.device.submit(new Request(parts, life, traits, parsed, lengthBytes, digest, apply, fail, done));
  }

  sync(
    traits: OperationTraits,
    path: string,
    begin: (files: FileSystem) => PendingSync | null,
    done: DiskDone<null>,
  ): void {
    const { device, effects, files } = this.partsOf();
    // A write that is done at this very instant counts as written, whether or not the process has been told.
    device.settle();
    const pending = begin(files);
    const apply = (): DiskResult<null> => {
      if (pending === null) return failed('ENOENT');
      effects.sync(pending);
      return { ok: true, value: null };
    };
    const fail = (code: DiskErrorCode): DiskResult<null> => {
      if (pending !== null) files.failSync(pending);
      return failed(code);
    };
    this.submit(traits, path, 0, apply, done, 0, fail);
  }
}

/** The text is made only for what fails: a number that never repeats costs as much as the write. */
function requireBytes(name: string, bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0)
    throw new AssertionFailed(`a disk ${name} is a whole number of bytes, 0 or more: ${bytes}`);
}

/** What an operation does when it succeeds in time; `number` is its place among the disk's operations. */
type Apply<T> = (parts: DiskParts, number: number) => DiskResult<T>;
/** What it does when the device fails it. */
type Fail<T> = (code: DiskErrorCode) => DiskResult<T>;

/** An operation as it was asked for. One object, because there are several for each record of a log. */
class Request<T> implements Operation {
  readonly number: number;
  readonly cause: Cause;
  readonly digest: number;
  readonly submittedUs: number;
  serviceUs: number;
  slowUs: number;
  pieces: readonly Piece[] = NO_PIECES;
  dueUs: number;
  event: Scheduled | null = null;
  slot = -1;
  rest: Operation['rest'] = null;
  #result: DiskResult<T> | null = null;

  /** `lengthBytes`: read or written. `digest`: of all arguments but the path. */
  constructor(
    private readonly parts: DiskParts,
    readonly life: Life,
    readonly traits: OperationTraits,
    readonly path: Path,
    lengthBytes: number,
    digest: number,
    private readonly onTime: Apply<T>,
    private readonly onFailure: Fail<T>,
    private readonly done: DiskDone<T>,
  ) {
    const { scheduler, nodeNumber, effects, stats } = parts;
    this.number = stats.operations;
    this.cause = scheduler.here();
    this.digest = finish32(mix32(mix32(mix32(nodeNumber, traits.number), path.hash), digest));
    this.submittedUs = scheduler.nowUs();
    this.dueUs = this.submittedUs;
    this.serviceUs = effects.serviceUs(traits.class, this.number, lengthBytes);
    this.slowUs = effects.slowUs(this.serviceUs);
    effects.countStalled(traits.class);
    count(stats, traits, lengthBytes);
  }

  apply(): void {
    const { effects, stats } = this.parts;
    const code = effects.failure(this.traits.class, this.number);
    const result = code === null ? this.onTime(this.parts, this.number) : this.onFailure(code);
    if (!result.ok && (code !== null || result.code === 'ENOSPC')) stats.failed += 1;
    this.#result = result;
  }

  finish(): void {
    assert(this.#result !== null, 'an operation has its effect before the process hears of it');
    this.done(this.#result);
  }
}

function count(stats: DiskStats, traits: OperationTraits, lengthBytes: number): void {
  stats.operations += 1;
  if (traits === OPERATIONS.write) {
    stats.writes += 1;
    stats.writtenBytes += lengthBytes;
  } else if (traits === OPERATIONS.read) {
    stats.reads += 1;
    stats.readBytes += lengthBytes;
  } else if (traits.class === 'sync') {
    stats.syncs += 1;
  }
}

/** Operations counted over the whole run, as they were submitted, for reports and tests. */
export class DiskStats {
  operations = 0;
  writes = 0;
  writtenBytes = 0;
  reads = 0;
  readBytes = 0;
  /** Of files and of folders. */
  syncs = 0;
  /** Operations that ended with an error of the device: injected, or for want of space. */
  failed = 0;
  crashes = 0;
}

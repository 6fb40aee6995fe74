/** The disk of `env.ts`, as requests, and each request as an operation on its way. */
import type { Disk, DiskDone, DiskErrorCode, DiskResult } from '../../../broker-core/door.js';
import { finish32, hashBytes32, hashString32, mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import type { Life, Scheduler } from '../../kernel/types.js';
import type { Device } from './device.js';
import type { Effects } from './effects.js';
import { failed, type FileSystem, type PendingSync } from './files.js';
import { OPERATIONS, type OperationKind } from './operation.js';
import type { Path } from './tree.js';

interface Request<T> {
  readonly kind: OperationKind;
  readonly path: Path;
  /** Read or written. */
  readonly lengthBytes: number;
  /** Of all arguments but the path. */
  readonly digest: number;
  /** What it does when it succeeds in time; `number` is its place among the disk's operations. */
  readonly apply: (number: number) => DiskResult<T>;
  /** What it does when the device fails it. */
  readonly fail: (code: DiskErrorCode) => DiskResult<T>;
}

export interface DiskParts {
  readonly scheduler: Scheduler;
  readonly nodeNumber: number;
  readonly draw: (key: number) => number;
  readonly files: FileSystem;
  readonly effects: Effects;
  readonly device: Device;
  readonly stats: DiskStats;
}

/** As with a system call, the caller leaves the bytes that it writes alone until they are written. */
export function bindDisk(parts: DiskParts, life: Life): Disk {
  const { files, effects, device } = parts;
  const submit = <T>(request: Request<T>, done: DiskDone<T>): void =>
    submitRequest(parts, life, request, done);
  function ask<T>(
    kind: OperationKind,
    path: string,
    digest: number,
    apply: () => DiskResult<T>,
    done: DiskDone<T>,
  ) {
    submit({ kind, path: files.parsePath(path), lengthBytes: 0, digest, apply, fail: failed }, done);
  }
  function sync(
    kind: OperationKind,
    path: string,
    begin: () => PendingSync | null,
    done: DiskDone<null>,
  ): void {
    // A write that is done at this very instant counts as written, whether or not the process has been told.
    device.settle();
    const pending = begin();
    const apply = (): DiskResult<null> => {
      if (pending === null) return failed('ENOENT');
      effects.sync(pending);
      return { ok: true, value: null };
    };
    const fail = (code: DiskErrorCode): DiskResult<null> => {
      if (pending !== null) files.failSync(pending);
      return failed(code);
    };
    submit({ kind, path: files.parsePath(path), lengthBytes: 0, digest: 0, apply, fail }, done);
  }
  return {
    create: (path, done) => ask('create', path, 0, () => files.create(path), done),
    write(path, offsetBytes, bytes, done) {
      requireBytes('offset', offsetBytes);
      const digest = mix32(offsetBytes, hashBytes32(bytes));
      const apply = (number: number) => effects.write(number, path, offsetBytes, bytes);
      const lengthBytes = bytes.length;
      submit({ kind: 'write', path: files.parsePath(path), lengthBytes, digest, apply, fail: failed }, done);
    },
    read(path, offsetBytes, lengthBytes, done) {
      requireBytes('offset', offsetBytes);
      requireBytes('length', lengthBytes);
      const apply = () => files.read(path, offsetBytes, lengthBytes);
      const digest = mix32(offsetBytes, lengthBytes);
      submit({ kind: 'read', path: files.parsePath(path), lengthBytes, digest, apply, fail: failed }, done);
    },
    sync: (path, done) => sync('sync', path, () => files.beginSync(path), done),
    truncate(path, sizeBytes, done) {
      requireBytes('size', sizeBytes);
      ask('truncate', path, sizeBytes, () => files.truncate(path, sizeBytes), done);
    },
    sizeBytes: (path, done) => ask('sizeBytes', path, 0, () => files.sizeBytes(path), done),
    rename(fromPath, toPath, done) {
      ask('rename', fromPath, hashString32(toPath), () => files.rename(fromPath, toPath), done);
    },
    remove: (path, done) => ask('remove', path, 0, () => files.remove(path), done),
    makeDirectory: (path, done) => ask('makeDirectory', path, 0, () => files.makeDirectory(path), done),
    list: (path, done) => ask('list', path, 0, () => files.list(path), done),
    syncDirectory: (path, done) => sync('syncDirectory', path, () => files.beginSyncDirectory(path), done),
  };
}

function requireBytes(name: string, bytes: number): void {
  const isWhole = Number.isSafeInteger(bytes) && bytes >= 0;
  assert(isWhole, `a disk ${name} is a whole number of bytes, 0 or more: ${bytes}`);
}

function submitRequest<T>(parts: DiskParts, life: Life, request: Request<T>, done: DiskDone<T>): void {
  const { scheduler, nodeNumber, device, effects, stats } = parts;
  // A process that has ended in the middle of its own event does nothing more.
  if (!life.alive) return;
  device.settle();
  const { kind, path, lengthBytes } = request;
  const submittedUs = scheduler.nowUs();
  const number = stats.operations;
  count(stats, request);
  const operationClass = OPERATIONS[kind].class;
  const serviceUs = effects.serviceUs(kind, number, lengthBytes);
  effects.countStalled(operationClass);
  let result: DiskResult<T> | null = null;
  // One literal: with parts of it spread in, an operation takes five times as long.
  device.submit({
    number,
    kind,
    path,
    life,
    cause: scheduler.here(),
    digest: digestOf(nodeNumber, request),
    submittedUs,
    serviceUs,
    slowUs: effects.slowUs(serviceUs),
    apply() {
      const code = effects.failure(operationClass, number);
      result = code === null ? request.apply(number) : request.fail(code);
      if (!result.ok && (code !== null || result.code === 'ENOSPC')) stats.failed += 1;
    },
    finish() {
      assert(result !== null, 'an operation has its effect before the process hears of it');
      done(result);
    },
    pieces: [],
    dueUs: submittedUs,
    event: null,
    slot: -1,
    rest: null,
  });
}

function digestOf<T>(nodeNumber: number, { kind, path, digest }: Request<T>): number {
  return finish32(mix32(mix32(mix32(nodeNumber, OPERATIONS[kind].number), path.hash), digest));
}

function count<T>(stats: DiskStats, { kind, lengthBytes }: Request<T>): void {
  stats.operations += 1;
  if (kind === 'write') {
    stats.writes += 1;
    stats.writtenBytes += lengthBytes;
  } else if (kind === 'read') {
    stats.reads += 1;
    stats.readBytes += lengthBytes;
  } else if (OPERATIONS[kind].class === 'sync') {
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

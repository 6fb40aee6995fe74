/**
 * The disk of `env.ts`, as requests.
 */
import type { Disk, DiskDone, DiskErrorCode, DiskResult } from '../../../broker-core/door.js';
import { hashBytes32, hashString32, mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import type { Device } from './device.js';
import type { Effects } from './effects.js';
import type { FileSystem } from './files.js';
import type { OperationKind } from './operation.js';
import type { Path } from './path.js';
import type { PendingSync } from './sync.js';

export interface Request<T> {
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
  readonly files: FileSystem;
  readonly effects: Effects;
  readonly device: Device;
}

type Submit = <T>(request: Request<T>, done: DiskDone<T>) => void;

/** The caller leaves the bytes that it writes alone until it is told that they are written, as with a system call. */
export function bindDisk({ files, effects, device }: DiskParts, submit: Submit): Disk {
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
  assert(
    Number.isSafeInteger(bytes) && bytes >= 0,
    `a disk ${name} is a whole number of bytes, 0 or more: ${bytes}`,
  );
}

function failed(code: DiskErrorCode): { readonly ok: false; readonly code: DiskErrorCode } {
  return { ok: false, code };
}

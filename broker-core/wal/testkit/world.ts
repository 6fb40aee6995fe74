import type { Callback, Disk, DiskDone, DiskResult, Env, Finding, Timer, Wait } from '../../env.js';
import { MemoryDisk } from './memory-disk.js';

/** What a disk operation takes; one at a time. */
export const DISK_OPERATION_US = 100;

export type DiskOperation = keyof Disk;

/** Makes an operation fail or fall short instead of doing it; `null` lets it be. */
export type DiskFault = (
  operation: DiskOperation,
  path: string,
  countSoFar: number,
) => DiskResult<never> | 'short' | null;

interface WorldEvent {
  readonly atUs: number;
  readonly fire: Callback;
  pending: boolean;
}

/**
 * A clock, timers and a disk for the tests of one process: enough of an `Env` to run a log, and a switch that
 * cuts the power before any given disk operation.
 */
export class World {
  nowUs = 0;
  /** Disk operations done. */
  operationCount = 0;
  /** The power is cut before the operation with this number (from 0) takes place. */
  crashAtOperation = Number.POSITIVE_INFINITY;
  crashed = false;
  fault: DiskFault = () => null;
  readonly operations: string[] = [];
  readonly waits: Wait[] = [];
  readonly findings: Finding[] = [];
  readonly env: Env;

  private events: WorldEvent[] = [];
  private diskFreeAtUs = 0;

  constructor(
    readonly disk: MemoryDisk = new MemoryDisk(),
    wrapDisk: (disk: Disk) => Disk = (plain) => plain,
  ) {
    this.env = this.makeEnv(wrapDisk(this.makeDisk()));
  }

  /** Runs what is due, until nothing is left, the power is cut, or `eventsMax` is reached. */
  run(eventsMax = 100_000): void {
    for (let count = 0; count < eventsMax && !this.crashed; count++) {
      const next = this.events.shift();
      if (next === undefined) return;
      this.nowUs = next.atUs;
      if (!next.pending) continue;
      next.pending = false;
      next.fire();
    }
  }

  runUntil(untilUs: number): void {
    this.at(untilUs, () => undefined);
    while (!this.crashed && (this.events[0]?.atUs ?? Number.POSITIVE_INFINITY) <= untilUs) this.run(1);
  }

  private at(atUs: number, fire: Callback): WorldEvent {
    const event = { atUs, fire, pending: true };
    const index = this.events.findIndex((other) => other.atUs > atUs);
    this.events.splice(index < 0 ? this.events.length : index, 0, event);
    return event;
  }

  /** The operation takes effect when it ends. */
  private enqueue<T>(
    operation: DiskOperation,
    path: string,
    work: () => DiskResult<T>,
    done: DiskDone<T>,
  ): void {
    this.diskFreeAtUs = Math.max(this.nowUs, this.diskFreeAtUs) + DISK_OPERATION_US;
    this.at(this.diskFreeAtUs, () => {
      if (this.operationCount >= this.crashAtOperation) {
        this.crashed = true;
        return;
      }
      const fault = this.fault(operation, path, this.operationCount);
      this.operationCount++;
      this.operations.push(`${operation} ${path}`);
      done(fault === null ? work() : this.faulty(operation, path, fault, work));
    });
  }

  private faulty<T>(
    operation: DiskOperation,
    path: string,
    fault: DiskResult<never> | 'short',
    work: () => DiskResult<T>,
  ): DiskResult<T> {
    if (operation === 'sync') return this.disk.failSync(path) as DiskResult<never>;
    if (fault !== 'short') return fault;
    const result = work();
    // The only number that these operations give is the count of bytes written.
    return result.ok && typeof result.value === 'number'
      ? ({ ...result, value: result.value - 1 } as DiskResult<T>)
      : result;
  }

  private makeDisk(): Disk {
    const { disk } = this;
    return {
      create: (path, done) => this.enqueue('create', path, () => disk.create(path), done),
      write: (path, offsetBytes, bytes, done) =>
        this.enqueue('write', path, () => disk.write(path, offsetBytes, bytes), done),
      read: (path, offsetBytes, lengthBytes, done) =>
        this.enqueue('read', path, () => disk.read(path, offsetBytes, lengthBytes), done),
      sync: (path, done) => this.enqueue('sync', path, () => disk.sync(path), done),
      truncate: (path, sizeBytes, done) =>
        this.enqueue('truncate', path, () => disk.truncate(path, sizeBytes), done),
      sizeBytes: (path, done) => this.enqueue('sizeBytes', path, () => disk.sizeBytes(path), done),
      rename: (from, to, done) => this.enqueue('rename', from, () => disk.rename(from, to), done),
      remove: (path, done) => this.enqueue('remove', path, () => disk.remove(path), done),
      makeDirectory: (path, done) =>
        this.enqueue('makeDirectory', path, () => disk.makeDirectory(path), done),
      list: (path, done) => this.enqueue('list', path, () => disk.list(path), done),
      syncDirectory: (path, done) =>
        this.enqueue('syncDirectory', path, () => disk.syncDirectory(path), done),
    };
  }

  private makeEnv(disk: Disk): Env {
    const unused = (): never => {
      throw new Error('a log has no business here');
    };
    return {
      nodeId: 'n1',
      clock: { nowUs: () => this.nowUs },
      timers: {
        after: (delayUs, wait, fire) => {
          this.waits.push(wait);
          return this.at(this.nowUs + delayUs, fire);
        },
        cancel: (timer: Timer) => {
          (timer as WorldEvent).pending = false;
        },
      },
      tasks: { enter: unused, wake: unused, wakeLast: unused, failed: unused },
      random: { stream: unused, keyed: unused },
      network: { send: unused, onDelivery: unused, onReset: unused },
      disk,
      cpu: { run: unused },
      trace: {
        here: () => 0,
        handoff: (_since, _wait, work) => work(),
        join: (_since, _wait, work) => work(),
        onTimeout: () => undefined,
        mark: () => undefined,
        unmark: () => undefined,
        begin: (operation) => ({ id: 0, operation }),
        end: () => undefined,
        nowUs: () => this.nowUs,
        waited: () => undefined,
        count: () => undefined,
        finding: (finding) => this.findings.push(finding),
        note: () => undefined,
      },
    };
  }
}

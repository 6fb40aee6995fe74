/**
 * From a request to an operation on its way.
 */
import type { DiskDone, DiskResult } from '../../../broker-core/door.js';
import type { Life, Scheduler } from '../../kernel/types.js';
import { finish32, mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import type { Device } from './device.js';
import type { Effects } from './effects.js';
import type { Request } from './front.js';
import { OPERATIONS } from './operation.js';
import type { DiskStats } from './stats.js';
import type { Timing } from './timing.js';

export interface SubmitParts {
  readonly scheduler: Scheduler;
  readonly nodeNumber: number;
  readonly device: Device;
  readonly timing: Timing;
  readonly effects: Effects;
  readonly stats: DiskStats;
}

export function createSubmit(parts: SubmitParts) {
  const { scheduler, nodeNumber, device, timing, effects, stats } = parts;

  return <T>(life: Life, request: Request<T>, done: DiskDone<T>): void => {
    // A process that has ended in the middle of its own event does nothing more.
    if (!life.alive) return;
    device.settle();
    const { kind, path, lengthBytes } = request;
    const submittedUs = scheduler.nowUs();
    const number = stats.operations;
    count(stats, request);
    const operationClass = OPERATIONS[kind].class;
    const serviceUs = timing.serviceUs(kind, number, lengthBytes);
    timing.countStalled(operationClass);
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
      slowUs: timing.slowUs(serviceUs),
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
  };
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

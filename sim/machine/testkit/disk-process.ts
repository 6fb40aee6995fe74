/**
 * A disk with a process that uses it and writes down what it was told, for tests.
 */
import type { Disk, DiskDone, DiskResult } from '../../../broker-core/door.js';
import type { Life } from '../../kernel/types.js';
import { createRandomSource } from '../../random/random.js';
import { createDisk, type SimulatedDisk } from '../disk/disk.js';
import type { DiskConfig } from '../disk/config.js';
import { createLife, TestScheduler } from './scheduler.js';

type ToItsEnd<Operation> = Operation extends (...args: [...infer Args, DiskDone<infer T>]) => void
  ? (...args: Args) => T
  : never;

interface Told {
  readonly atUs: number;
  readonly name: string;
  readonly result: DiskResult<unknown>;
}

export interface DiskProcess {
  readonly scheduler: TestScheduler;
  readonly machine: SimulatedDisk;
  /** Of the life that runs now. */
  disk: Disk;
  life: Life;
  readonly told: Told[];
  /** What it was told, and when: `create 5, write 20`. */
  story(): string;
  /** A callback that writes down `name`, the result and when. */
  tell(name: string): (result: DiskResult<unknown>) => void;
  /** Runs one operation to its end and gives its value; an error throws, with its code. */
  readonly wait: { readonly [Name in keyof Disk]: ToItsEnd<Disk[Name]> };
  /** Ends the life, crashes the disk and opens it with a new life. */
  crash(survival: Parameters<SimulatedDisk['crash']>[0]): void;
}

/** One at a time and quick writes, so that what a test waits for can be reckoned in the head. */
const PLAIN: Partial<DiskConfig> = { queueDepth: 1, writeUs: 5 };

export function createDiskProcess(given: Partial<DiskConfig> = {}, seed = 1): DiskProcess {
  const config = { ...PLAIN, ...given };
  const scheduler = new TestScheduler();
  const draw = createRandomSource(seed).keyedBy('disk:n1');
  const machine = createDisk({ scheduler, nodeNumber: 1, draw, config });
  const life = createLife();
  const told: Told[] = [];
  const self: DiskProcess = {
    scheduler,
    machine,
    disk: machine.open(life),
    life,
    told,
    tell: (name) => (result) => told.push({ atUs: scheduler.nowUs(), name, result }),
    story: () => told.map(({ name, atUs }) => `${name} ${atUs}`).join(', '),
    wait: new Proxy({} as DiskProcess['wait'], {
      get:
        (_, name: keyof Disk) =>
        (...args: readonly unknown[]): unknown => {
          const outcome: DiskResult<unknown>[] = [];
          // The types of `wait` are those of the disk's own operations.
          const disk = self.disk as unknown as Record<string, (...all: readonly unknown[]) => void>;
          disk[name]?.(...args, (result: DiskResult<unknown>) => outcome.push(result));
          scheduler.run();
          const [result] = outcome;
          if (result === undefined) throw new Error('the operation did not end');
          if (!result.ok) throw new Error(result.code);
          return result.value;
        },
    }),
    crash(survival) {
      self.life.alive = false;
      machine.crash(survival);
      self.life = createLife();
      self.disk = machine.open(self.life);
    },
  };
  return self;
}

/** `length` bytes, all `value`. */
export function bytesOf(value: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(value);
}

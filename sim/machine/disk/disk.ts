/** A simulated disk: the file system of `files.ts`, in time, under faults, and through crashes. */
import type { Disk, NodeId } from '../../../broker-core/door.js';
import type { Blocked } from '../../cause/timeouts.js';
import type { Life, Scheduler } from '../../kernel/types.js';
import { hashString32, mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import { requireBetween, requireFactor } from '../../checks/require.js';
import type { FaultCounter, FaultList } from '../fault-list.js';
import { completeDiskConfig, type DiskConfig } from './config.js';
import { Device } from './device.js';
import { Effects, isHeldBy } from './effects.js';
import type { DiskFaults } from './faults.js';
import { FileSystem } from './files.js';
import { bindDisk, DiskStats, type DiskParts } from './front.js';
import { STALL } from './operation.js';
import type { Survival } from './survival.js';

export interface DiskOptions {
  readonly scheduler: Scheduler;
  /** Small integer of the node, for the hash. */
  readonly nodeNumber: number;
  /** This disk's own keyed draws in [0, 1); `key` is an integer. */
  readonly draw: (key: number) => number;
  /** Default: `DEFAULT_DISK_CONFIG`. Errors: a RangeError that names the field. */
  readonly config?: Partial<DiskConfig>;
}

/** Keeps the key of what a crash interrupts apart from those of what it loses. */
const IN_FLIGHT_KEY = 0x1f11;

/** A disk without files. Throws a RangeError for a `config` that makes no sense. */
export function createDisk(options: DiskOptions): SimulatedDisk {
  return new SimulatedDisk(options, completeDiskConfig(options.config ?? {}));
}

/**
 * A node's disk, which outlives the node's processes. Its parts are made when it is first used: of 4,096
 * clients none has a file, and their disks would be a third of all that is alive in a run.
 */
export class SimulatedDisk {
  #parts: DiskParts | null = null;
  #faults: DiskFaults | null = null;
  #current: Life | null = null;
  /** Crashes of a machine whose disk was not used yet. */
  #crashesBefore = 0;

  constructor(
    private readonly options: DiskOptions,
    private readonly config: DiskConfig,
  ) {}

  get faults(): DiskFaults {
    return (this.#faults ??= createVerbs(this.#made()));
  }

  get stats(): Readonly<DiskStats> {
    return this.#made().stats;
  }

  /** The disk as one life of the process sees it. The life before has ended, and {@link crash} was called. */
  open(life: Life): Disk {
    assert(this.#current?.alive !== true, 'a disk is opened by one life at a time');
    this.#current = life;
    return bindDisk(() => this.#parts ?? this.#made(), life);
  }

  /**
   * The process has crashed (`all`) or the power is gone (see {@link Survival}). Of writes and changes of
   * names in flight a drawn prefix still reached the page cache, not durably; an unfinished sync covers
   * nothing. What had completed has its effect, even if the process never heard of it.
   */
  crash(survival: Survival): void {
    if (this.#parts === null) {
      this.#crashesBefore += 1;
      return;
    }
    const { device, stats, files, draw } = this.#parts;
    const changes = device.clear().filter(({ traits }) => traits.class === 'write');
    stats.crashes += 1;
    const reached = Math.floor(draw(mix32(stats.crashes, IN_FLIGHT_KEY)) * (changes.length + 1));
    for (const change of changes.slice(0, reached)) change.apply();
    files.loseUnsynced(survival, draw);
  }

  /** A new, empty disk in the same place. */
  wipe(): void {
    if (this.#parts === null) return;
    this.#parts.device.clear();
    this.#parts.files.wipe();
  }

  /** What of the file a power cut would leave at least; null if not even its name. For checks. */
  durableBytes(path: string): Uint8Array | null {
    return this.#settledFiles().durableBytes(path);
  }

  /** As {@link durableBytes}, from an offset on: a log that grows is looked at in steps. */
  durableBytesFrom(path: string, fromBytes: number): Uint8Array | null {
    return this.#settledFiles().durableBytesFrom(path, fromBytes);
  }

  /** The names in a folder that a power cut would leave at least, sorted. For checks. */
  durableNames(path: string): readonly string[] {
    return this.#settledFiles().durableNames(path);
  }

  /** Operations that a stall holds, on the disk of that node. */
  blocked(nodeId: NodeId): readonly Blocked[] {
    const held = this.#parts?.device.held ?? [];
    return held.map(({ cause: since }) => ({ since, wait: STALL, at: [nodeId] }));
  }

  #made(): DiskParts {
    return (this.#parts ??= this.#makeParts());
  }

  #settledFiles(): FileSystem {
    const { device, files } = this.#made();
    device.settle();
    return files;
  }

  #makeParts(): DiskParts {
    const { scheduler, nodeNumber, draw } = this.options;
    const files = new FileSystem();
    const effects = new Effects(files, this.config, draw);
    const device = new Device(scheduler, this.config, effects);
    const stats = new DiskStats();
    // What a crash does to a disk is drawn by how many came before.
    stats.crashes = this.#crashesBefore;
    for (let crash = 0; crash < this.#crashesBefore; crash += 1) files.loseUnsynced('all', draw);
    return { scheduler, nodeNumber, draw, files, effects, device, stats };
  }
}

/** The fault verbs over the parts of the disk that they change. */
function createVerbs({ files, device, effects, draw }: DiskParts): DiskFaults {
  // What is due by now happens as it would have without the change.
  const begin = <T>(list: FaultList<T>, counter: FaultCounter, settings: T): void => {
    device.settle();
    list.begin(counter, settings);
  };
  const ended =
    (list: Pick<FaultList<unknown>, 'end'>) =>
    (counter: FaultCounter): void => {
      device.settle();
      list.end(counter);
    };
  return {
    stall(counter, { syncOnly = false } = {}) {
      effects.stall.begin(counter, { syncOnly });
      device.hold();
      for (const { traits } of device.held) if (isHeldBy({ syncOnly }, traits.class)) counter.effects += 1;
    },
    unstall(counter) {
      effects.stall.end(counter);
      device.release();
    },
    slow(counter, factor) {
      requireFactor('slow disk: factor', factor);
      effects.slow.begin(counter, factor);
    },
    unslow: (counter) => effects.slow.end(counter),
    fail(counter, { operations, probability = 1, code = 'EIO' }) {
      requireBetween('failing disk: probability', probability, 0, 1);
      begin(effects.fail, counter, { operations, probability, code });
    },
    unfail: ended(effects.fail),
    full(counter, { freeBytes = 0, shortWrites = false } = {}) {
      device.settle();
      effects.full.begin(counter, { usedBytesMax: files.usedBytes() + freeBytes, shortWrites });
    },
    unfull: ended(effects.full),
    lieAboutSync: (counter) => begin(effects.lie, counter, null),
    tellTruthAboutSync: ended(effects.lie),
    misdirect(counter, probability) {
      requireBetween('misdirecting disk: probability', probability, 0, 1);
      begin(effects.misdirect, counter, { probability });
    },
    unmisdirect: ended(effects.misdirect),
    paths: () => files.paths(),
    rot(counter, path, bits) {
      device.settle();
      const key = hashString32(path, hashString32(counter.id));
      counter.effects += files.rot(path, bits, (n) => draw(mix32(key, n)));
    },
  };
}

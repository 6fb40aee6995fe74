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

/** A node's disk, which outlives the node's processes. */
export interface SimulatedDisk {
  /** The disk as one life of the process sees it. The life before has ended, and {@link crash} was called. */
  open(life: Life): Disk;
  /**
   * The process has crashed (`all`) or the power is gone (see {@link Survival}). Of writes and changes of
   * names in flight a drawn prefix still reached the page cache, not durably; an unfinished sync covers
   * nothing. What had completed has its effect, even if the process never heard of it.
   */
  crash(survival: Survival): void;
  /** A new, empty disk in the same place. */
  wipe(): void;
  readonly faults: DiskFaults;
  readonly stats: Readonly<DiskStats>;
  /** What of the file a power cut would leave at least; null if not even its name. For checks. */
  durableBytes(path: string): Uint8Array | null;
  /** As {@link durableBytes}, from an offset on: a log that grows is looked at in steps. */
  durableBytesFrom(path: string, fromBytes: number): Uint8Array | null;
  /** The names in a folder that a power cut would leave at least, sorted. For checks. */
  durableNames(path: string): readonly string[];
  /** Operations that a stall holds, on the disk of that node. */
  blocked(nodeId: NodeId): Iterable<Blocked>;
}

/** Keeps the key of what a crash interrupts apart from those of what it loses. */
const IN_FLIGHT_KEY = 0x1f11;

export function createDisk(options: DiskOptions): SimulatedDisk {
  const { scheduler, nodeNumber, draw } = options;
  const config = completeDiskConfig(options.config ?? {});
  const files = new FileSystem();
  const effects = new Effects(files, config, draw);
  const device = new Device(scheduler, config, effects);
  const stats = new DiskStats();
  const parts: DiskParts = { scheduler, nodeNumber, draw, files, effects, device, stats };
  let current: Life | null = null;

  function crash(survival: Survival): void {
    const changes = device.clear().filter(({ traits }) => traits.class === 'write');
    stats.crashes += 1;
    const reached = Math.floor(draw(mix32(stats.crashes, IN_FLIGHT_KEY)) * (changes.length + 1));
    for (const change of changes.slice(0, reached)) change.apply();
    files.loseUnsynced(survival, draw);
  }

  return {
    open(life) {
      assert(current?.alive !== true, 'a disk is opened by one life at a time');
      current = life;
      return bindDisk(parts, life);
    },
    crash,
    wipe() {
      device.clear();
      files.wipe();
    },
    faults: createVerbs(parts),
    stats,
    durableBytes(path) {
      device.settle();
      return files.durableBytes(path);
    },
    durableBytesFrom(path, fromBytes) {
      device.settle();
      return files.durableBytesFrom(path, fromBytes);
    },
    durableNames(path) {
      device.settle();
      return files.durableNames(path);
    },
    blocked: (nodeId) => device.held.map(({ cause: since }) => ({ since, wait: STALL, at: [nodeId] })),
  };
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

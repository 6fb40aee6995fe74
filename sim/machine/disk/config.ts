/** What a disk is like when nothing is done to it. */
import { requireInteger } from '../../checks/require.js';
import { requireDistribution, type Distribution } from '../../random/distribution.js';

export interface DiskConfig {
  /** Cost of every operation that touches only the page cache: all but reads and syncs. Default 20. */
  readonly writeUs: number;
  /** Copying into the page cache. Default 1,000 (1 GB/s). */
  readonly writeBytesPerUs: number;
  /** Fixed cost of a read, which always goes to the device. Default 80. */
  readonly readUs: number;
  /** Default 500 (500 MB/s). */
  readonly readBytesPerUs: number;
  /**
   * A sync alone, of a file or a folder, however much there is to sync; several share a flush. Default
   * 1,500.
   */
  readonly syncUs: number;
  /** Added to each flush. Default: constant 0. */
  readonly syncJitter: Distribution;
  /** Reads that are served at a time; the others queue, first come, first served. Default 32. */
  readonly queueDepth: number;
  /** Operations in flight; one more is a defect of a program that never waits for any. Default 100,000. */
  readonly inFlightMax: number;
}

/** What a disk is like that nobody has described; the knobs of a cluster begin with it too. */
export const DEFAULT_DISK_CONFIG = {
  writeUs: 20,
  writeBytesPerUs: 1_000,
  readUs: 80,
  readBytesPerUs: 500,
  syncUs: 1_500,
  syncJitter: { kind: 'constant', us: 0 },
  queueDepth: 32,
  inFlightMax: 100_000,
} as const satisfies DiskConfig;

/** More slots than any device has; each is looked at for every operation. */
export const QUEUE_DEPTH_MAX = 1024;

/** Fills in the defaults; throws a RangeError that names the field. */
export function completeDiskConfig(partial: Partial<DiskConfig>): DiskConfig {
  const config: DiskConfig = { ...DEFAULT_DISK_CONFIG, ...partial };
  for (const name of ['writeUs', 'readUs', 'syncUs'] as const)
    requireInteger(`disk.${name}`, config[name], 0);
  requireInteger('disk.queueDepth', config.queueDepth, 1, QUEUE_DEPTH_MAX);
  requireInteger('disk.inFlightMax', config.inFlightMax, 1);
  for (const name of ['writeBytesPerUs', 'readBytesPerUs'] as const) {
    if (!(config[name] > 0)) throw new RangeError(`disk.${name} must be above 0, got ${config[name]}`);
  }
  requireDistribution('disk.syncJitter', config.syncJitter);
  return config;
}

/** Operations counted over the whole run, as they were submitted, for reports and tests. */
export interface DiskStats {
  operations: number;
  writes: number;
  writtenBytes: number;
  reads: number;
  readBytes: number;
  /** Of files and of folders. */
  syncs: number;
  /** Operations that ended with an error of the device: injected, or for want of space. */
  failed: number;
  crashes: number;
}

export function createDiskStats(): DiskStats {
  return {
    operations: 0,
    writes: 0,
    writtenBytes: 0,
    reads: 0,
    readBytes: 0,
    syncs: 0,
    failed: 0,
    crashes: 0,
  };
}

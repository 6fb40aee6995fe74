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

/**
 * Preloaded: after so many bytes below a folder the disk is full. What still finds room of a write is
 * written, as a file system does. Only what this program writes is struck.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { STALLGRIND_SOAK_FOLDER: folder = '', STALLGRIND_SOAK_BYTES: bytes = '0' } = process.env;
let left = Number(bytes);

/** What takes texts, and something else besides. */
type Write<Other> = (
  file: fs.PathOrFileDescriptor,
  data: string | Other,
  options?: fs.WriteFileOptions,
) => void;

function limited<Other>(write: Write<Other>): Write<Other> {
  return (file, data, options) => {
    const isStruck = typeof file === 'string' && file.startsWith(folder) && typeof data === 'string';
    const room = isStruck ? Math.max(0, left) : Infinity;
    if (isStruck) left -= data.length;
    const fits = !isStruck || data.length <= room;
    write(file, fits ? data : data.slice(0, room), options);
    if (!fits) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
}

fs.writeFileSync = limited(fs.writeFileSync);
fs.appendFileSync = limited(fs.appendFileSync);
syncBuiltinESMExports();

import type { Disk } from '../../env.js';
import { ByteWriter } from '../../bytes/writer.js';
import { FRAME_HEADER_BYTES, readFrame, writeFrame } from '../frame.js';
import { encodeSegmentHeader, parseSegmentName, SEGMENT_HEADER_BYTES } from '../segment.js';

/**
 * Disks that make a correct log behave like a log with a certain defect. Each is planted in a test, to show
 * that the checks notice.
 */

/**
 * As of a log that acknowledges records before it has synced them: the sync of a file with records ends and
 * does nothing.
 */
export function acknowledgesBeforeSync(disk: Disk): Disk {
  return {
    ...disk,
    sync: (path, done) =>
      disk.sizeBytes(path, (size) => {
        if (size.ok && size.value > SEGMENT_HEADER_BYTES) done({ ok: true, value: null });
        else disk.sync(path, done);
      }),
  };
}

/** As of a log that forgets that a name is durable only with its folder. */
export function forgetsDirectorySync(disk: Disk): Disk {
  return { ...disk, syncDirectory: (path, done) => disk.list(path, () => done({ ok: true, value: null })) };
}

/**
 * As of a recovery that syncs the last batch but does not write it again first: that is the first write of
 * all.
 */
export function forgetsToRewrite(disk: Disk): Disk {
  let writeCount = 0;
  return {
    ...disk,
    write: (path, offsetBytes, bytes, done) => {
      if (writeCount++ > 0 || offsetBytes < SEGMENT_HEADER_BYTES) disk.write(path, offsetBytes, bytes, done);
      else disk.list(path, () => done({ ok: true, value: bytes.length }));
    },
  };
}

/** As of a recovery that writes the first batch of a file again, and leaves out the header before it. */
export function forgetsHeaderRewrite(disk: Disk): Disk {
  return {
    ...disk,
    write: (path, offsetBytes, bytes, done) => {
      if (offsetBytes > 0 || bytes.length <= SEGMENT_HEADER_BYTES) disk.write(path, offsetBytes, bytes, done);
      else
        disk.write(path, SEGMENT_HEADER_BYTES, bytes.subarray(SEGMENT_HEADER_BYTES), (result) =>
          done(result.ok ? { ok: true, value: bytes.length } : result),
        );
    },
  };
}

/** As of a recovery that leaves a torn tail where it is. */
export function forgetsToTruncate(disk: Disk): Disk {
  return { ...disk, truncate: (path, _size, done) => disk.list(path, () => done({ ok: true, value: null })) };
}

/**
 * As of a log that does not look at checksums: whatever has the form of a record gets the right one when it
 * is read.
 */
export function trustsWithoutChecksum(disk: Disk): Disk {
  return {
    ...disk,
    read: (path, offsetBytes, lengthBytes, done) =>
      disk.read(path, offsetBytes, lengthBytes, (result) =>
        done(result.ok ? { ok: true, value: resealed(path, result.value) } : result),
      ),
  };
}

/** As of a log that goes on after a failed sync, and takes the next success for its own. */
export function retriesFailedSync(disk: Disk): Disk {
  const sync: Disk['sync'] = (path, done) =>
    disk.sync(path, (result) => {
      if (result.ok) done(result);
      else sync(path, done);
    });
  return { ...disk, sync };
}

function resealed(path: string, bytes: Uint8Array): Uint8Array {
  const firstLsn = parseSegmentName(path.slice(path.lastIndexOf('/') + 1));
  if (firstLsn === null || bytes.length < SEGMENT_HEADER_BYTES) return bytes;
  const sealed = bytes.slice();
  sealed.set(encodeSegmentHeader(firstLsn));
  const view = new DataView(sealed.buffer);
  let lsn = firstLsn;
  for (let at = SEGMENT_HEADER_BYTES; at + FRAME_HEADER_BYTES <= sealed.length; lsn++) {
    const endBytes = at + FRAME_HEADER_BYTES + view.getUint32(at + 4, true);
    if (endBytes > sealed.length) break;
    if (readFrame(sealed, at) === null) {
      const frame = new ByteWriter();
      writeFrame(frame, lsn, 0, view.getUint8(at + 20), sealed.slice(at + FRAME_HEADER_BYTES, endBytes));
      sealed.set(frame.written(), at);
    }
    at = endBytes;
  }
  return sealed;
}

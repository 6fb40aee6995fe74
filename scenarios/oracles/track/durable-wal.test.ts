import test from 'ava';
import { ByteWriter } from '../../../broker-core/bytes/writer.js';
import { writeFrame } from '../../../broker-core/wal/frame.js';
import { encodeSegmentHeader, segmentPath } from '../../../broker-core/wal/segment.js';
import { DurableWal } from './durable-wal.js';

const DIRECTORY = '/log';

/** A disk on which everything is durable. */
class Segments {
  readonly #files = new Map<string, Uint8Array>();

  /** A segment with the records of those numbers. */
  add(firstLsn: number, lastLsn: number): void {
    const writer = new ByteWriter(64).raw(encodeSegmentHeader(firstLsn));
    for (let lsn = firstLsn; lsn <= lastLsn; lsn += 1) writeFrame(writer, lsn, 0, 1, new Uint8Array(1));
    this.#files.set(segmentPath(DIRECTORY, firstLsn), writer.copy());
  }

  remove(firstLsn: number): void {
    this.#files.delete(segmentPath(DIRECTORY, firstLsn));
  }

  durableNames(): readonly string[] {
    return [...this.#files.keys()].map((path) => path.slice(DIRECTORY.length + 1)).sort();
  }

  durableBytesFrom(path: string, fromBytes: number): Uint8Array | null {
    return this.#files.get(path)?.slice(fromBytes) ?? null;
  }
}

test('reading goes on from segment to segment, and ends with what was looked for', (t) => {
  const disk = new Segments();
  const wal = new DurableWal(disk, DIRECTORY);
  const read: number[] = [];
  const readUpTo = (lsn: number): number | undefined => {
    wal.readOn(
      (record) => read.push(record.lsn),
      () => (read.at(-1) ?? 0) >= lsn,
    );
    return read.at(-1);
  };
  t.is(readUpTo(1), undefined);
  disk.add(1, 2);
  t.is(readUpTo(2), 2);
  disk.add(1, 3);
  disk.add(4, 5);
  t.is(readUpTo(5), 5);
  t.deepEqual(read, [1, 2, 3, 4, 5]);
});

test('a segment that went before the end of it was read hides nothing of those that follow', (t) => {
  const disk = new Segments();
  const wal = new DurableWal(disk, DIRECTORY);
  disk.add(1, 2);
  const read: number[] = [];
  const readOn = (): void =>
    wal.readOn(
      ({ lsn }) => read.push(lsn),
      () => false,
    );
  readOn();
  // Records 3 and 4 came, and a snapshot took their place, before anything was asked about them.
  disk.add(1, 4);
  disk.add(5, 6);
  disk.remove(1);
  readOn();
  t.deepEqual(read, [1, 2, 5, 6]);
});

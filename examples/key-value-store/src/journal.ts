/** The writes of a node, in order, in a file: eight bytes each. */
import type { DiskDone, DiskResult } from 'stallgrind/sim';
import { completion, type Ctx } from 'stallgrind/runtime';

export interface Entry {
  readonly key: number;
  readonly value: number;
}

const PATH = '/journal';
const ENTRY_BYTES = 8;

export class Journal {
  readonly entries: Entry[] = [];

  /** Reads what is there; makes the file on the first start. */
  static async open(ctx: Ctx): Promise<Journal> {
    const journal = new Journal();
    const { disk } = ctx.env;
    const size = await done<number>(ctx, (end) => disk.sizeBytes(PATH, end));
    if (!size.ok) {
      await sure<null>(ctx, (end) => disk.create(PATH, end));
      await sure<null>(ctx, (end) => disk.syncDirectory('/', end));
      return journal;
    }
    const bytes = await sure<Uint8Array>(ctx, (end) => disk.read(PATH, 0, size.value, end));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES)
      journal.entries.push({ key: view.getUint32(at), value: view.getUint32(at + 4) });
    return journal;
  }

  /**
   * In the file when it resolves, and durable only after {@link sync}. What was there from that index on is
   * replaced.
   */
  async write(ctx: Ctx, index: number, entry: Entry): Promise<void> {
    const bytes = new Uint8Array(ENTRY_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, entry.key);
    view.setUint32(4, entry.value);
    this.entries.length = index;
    this.entries.push(entry);
    await sure<number>(ctx, (end) => ctx.env.disk.write(PATH, index * ENTRY_BYTES, bytes, end));
  }

  async sync(ctx: Ctx): Promise<void> {
    await sure<null>(ctx, (end) => ctx.env.disk.sync(PATH, end));
  }
}

type Start<T> = (end: DiskDone<T>) => void;

function done<T>(ctx: Ctx, start: Start<T>): Promise<DiskResult<T>> {
  return completion<DiskResult<T>>(ctx, start);
}

/** A disk that fails is nothing that this store survives. */
async function sure<T>(ctx: Ctx, start: Start<T>): Promise<T> {
  const result = await done(ctx, start);
  if (!result.ok) throw new Error(`the disk says ${result.code}`);
  return result.value;
}

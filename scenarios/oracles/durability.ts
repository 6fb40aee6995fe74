/** Durable is what the disk says, whatever the broker believes. */
import { METADATA_DIRECTORY } from '../../broker-core/broker/config.js';
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { peekEndOffset } from '../../broker-core/partition/log/codec.js';
import { decodeEntry, type Entry } from '../../broker-core/raft/index.js';
import type { WalRecord } from '../../broker-core/wal/frame.js';
import { hears, type DurableDisk, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { DurableWal } from './track/durable-wal.js';
import { PendingWrites } from './track/pending-writes.js';
import { PerNode } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** Where the log of a partition would end after a power cut. */
class PartitionOnDisk {
  endOffset = 0;
  readonly #wal: DurableWal;

  constructor(disk: DurableDisk, directory: string) {
    this.#wal = new DurableWal(disk, directory);
  }

  reaches(offset: number): boolean {
    if (this.endOffset < offset)
      this.#wal.readOn(
        (record) => this.#take(record),
        () => this.endOffset >= offset,
      );
    return this.endOffset >= offset;
  }

  /** By its frame's checksum a record is whole; so its head is enough, and its batch is not made again. */
  #take(record: WalRecord): void {
    this.endOffset = peekEndOffset(record) ?? this.endOffset;
  }
}

/** As `quorum/store.ts` writes them: an entry, and a snapshot that was installed. */
const ENTRY = 1;
const INSTALLED = 3;
/** More than Raft has under way at a time. */
const FOUND_MAX = 16_384;

/** The last entry of the metadata log, or the snapshot in its place, that a power cut would leave. */
class MetadataOnDisk {
  readonly #wal: DurableWal;
  /** One read may find what several facts will be about, and what replaces it. */
  readonly #found = new BoundedMap<string, true>(FOUND_MAX);

  constructor(disk: DurableDisk) {
    this.#wal = new DurableWal(disk, METADATA_DIRECTORY);
  }

  has({ index, term }: Pick<Entry, 'index' | 'term'>): boolean {
    const key = `${index} of ${term}`;
    const isThere = (): boolean => this.#found.get(key) === true;
    if (!isThere()) this.#wal.readOn((record) => this.#take(record), isThere);
    return isThere();
  }

  #take({ type, payload }: WalRecord): void {
    const entry = type === ENTRY || type === INSTALLED ? decodeEntry(payload) : null;
    if (entry !== null) this.#found.set(`${entry.index} of ${entry.term}`, true);
  }
}

/** What is on one broker's disk, found again after each crash. */
class OnDisk {
  readonly partitions = new Map<string, PartitionOnDisk>();
  readonly pending = new PendingWrites<Pick<Entry, 'index' | 'term'>>();
  metadata: MetadataOnDisk | null = null;

  partition(disk: DurableDisk, directory: string): PartitionOnDisk {
    let found = this.partitions.get(directory);
    if (found === undefined) this.partitions.set(directory, (found = new PartitionOnDisk(disk, directory)));
    return found;
  }

  crashed(): void {
    this.partitions.clear();
    this.pending.clear();
    this.metadata = null;
  }
}

/**
 * 1. The write-ahead log tells those who wait before the sync has ended. 2. Leader and followers acknowledge.
 * 3. All three lose power. Until then every broker agrees that the record is durable.
 */
export const durableIsOnDisk: Invariant = {
  name: 'durable-is-on-disk',
  doc: 'What a broker counts as durable, of partitions and of the metadata log, is there after a power cut.',
  source: 'POSIX, fsync; "All File Systems Are Not Created Equal", OSDI 2014',
  create: ({ violate, judged, diskOf, damages }) => {
    const nodes = new PerNode(() => new OnDisk());
    /** A disk that a fault has made lie says nothing of the broker. */
    const honestDisk = (nodeId: string): DurableDisk | null =>
      damages.mayHaveLostUnseen(nodeId) ? null : diskOf(nodeId);
    const checkPartition = (told: PartitionFact): void => {
      const disk = honestDisk(told.nodeId);
      if (told.fact.type !== 'durable' || disk === null) return;
      judged();
      const { durableEndOffset, directory } = told.fact;
      const partition = nodes.of(told.nodeId).partition(disk, directory);
      if (partition.reaches(durableEndOffset)) return;
      const said = `counts what is before offset ${durableEndOffset} as durable`;
      violate(
        `${told.nodeId} ${placeText(told)}: ${said}, its disk has what is before ${partition.endOffset}`,
      );
    };
    const checkMetadata = (nodeId: string, readyNumber: number): void => {
      const disk = honestDisk(nodeId);
      const node = nodes.of(nodeId);
      const last = node.pending.takeUpTo(readyNumber).at(-1);
      // Without a folder there is no log on the disk: the variant keeps it in memory.
      if (disk === null || last === undefined || disk.durableNames(METADATA_DIRECTORY).length === 0) return;
      judged();
      node.metadata ??= new MetadataOnDisk(disk);
      if (!node.metadata.has(last))
        violate(`${nodeId} counts index ${last.index} of term ${last.term} as durable, its disk has it not`);
    };
    return {
      ...hears(['entriesWritten', 'snapshotInstalled', 'readyDurable'], (fact) => {
        if (fact.type === 'entriesWritten') {
          const last = fact.entries.at(-1);
          if (last !== undefined)
            nodes.of(fact.nodeId).pending.add(fact.readyNumber, { index: last.index, term: last.term });
        } else if (fact.type === 'snapshotInstalled')
          nodes.of(fact.nodeId).pending.add(fact.readyNumber, fact.snapshot);
        else if (fact.type === 'readyDurable') checkMetadata(fact.nodeId, fact.readyNumber);
      }),
      replicaFacts: ['durable'],
      onReplicaFact: checkPartition,
      onCrash: (nodeId) => nodes.of(nodeId).crashed(),
    };
  },
};

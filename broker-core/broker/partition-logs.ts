/** The logs of a broker's partitions, by directories that the variant's replication names. */
import type { Env } from '../env.js';
import {
  openPartitionLog,
  type PartitionLog,
  type PartitionLogOpened,
  type PartitionLogOptions,
} from '../partition/log/open.js';
import type { WalOptions } from '../wal/open.js';

export interface PartitionFiles {
  directoryOf(topic: string, partition: number, topicId: string): string;
  /** Whether the next topic of a name finds what the one before has left. */
  readonly outliveTopic: boolean;
  /** What makes the first file of a new log durable. */
  readonly createdBy: NonNullable<WalOptions['createdBy']>;
}

/** Another topic of the name has other files. What a deleted one had stays on the disk, and is nobody's. */
export const filesByTopicId: PartitionFiles = {
  directoryOf: (topic, partition, topicId) => `/data/partitions/${topic}-${partition}-${topicId}`,
  outliveTopic: false,
  createdBy: 'firstCommit',
};

export interface LogOwner {
  /** From the disk, for the first time in this life; an open one comes by {@link takenOver}. */
  opened(opened: PartitionLogOpened): void;
  takenOver(log: PartitionLog): void;
  durable(durableEndOffset: number): void;
  failed(): void;
}

interface Held {
  owner: LogOwner;
  /** Null while it is being opened. */
  log: PartitionLog | null;
}

export class PartitionLogs {
  readonly #held = new Map<string, Held>();
  readonly #wal: WalOptions;

  constructor(
    private readonly env: Env,
    wal: WalOptions,
    private readonly files: PartitionFiles,
  ) {
    this.#wal = { ...wal, createdBy: files.createdBy };
  }

  /**
   * Opens a log for `owner`, or gives it the one that is open there. Open twice, it would be written by two
   * that know nothing of each other.
   */
  open(directory: string, owner: LogOwner): void {
    const held = this.#held.get(directory);
    if (held === undefined) this.#openFirst(directory, { owner, log: null });
    else {
      held.owner = owner;
      if (held.log !== null) owner.takenOver(held.log);
    }
  }

  /** Its topic is no more. */
  drop(directory: string): void {
    if (!this.files.outliveTopic) this.#held.delete(directory);
  }

  #openFirst(directory: string, held: Held): void {
    this.#held.set(directory, held);
    const options: PartitionLogOptions = {
      wal: this.#wal,
      epochs: this.files.outliveTopic ? 'outlive-topic' : 'of-one-topic',
      onDurable: (durableEndOffset: number) => held.owner.durable(durableEndOffset),
      onFailed: () => held.owner.failed(),
    };
    openPartitionLog(this.env, directory, options, (opened) => {
      if (opened.ok) held.log = opened.log;
      held.owner.opened(opened);
    });
  }
}

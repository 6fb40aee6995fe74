import type { ClientProfile } from './profile.js';

export interface ConsumedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** How far a consumer is in one partition. Another assignment has other objects: late answers find none. */
export class Assigned implements TopicPartition {
  /** What `poll` gives next; `null`: the broker has to be asked for it. */
  position: number | null;
  /** A request about it is on its way, or the wait after an error. */
  busy = false;
  /** The consumer has been given other partitions, or another place in this one. */
  dropped = false;
  #buffer: readonly ConsumedRecord[] = [];
  #taken = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    position: number | null,
  ) {
    this.position = position;
  }

  /** There is nothing left of the last fetch, so the next is due. */
  get isEmpty(): boolean {
    return this.#taken === this.#buffer.length;
  }

  /** Takes in what a fetch from `position` has brought. */
  fill(records: readonly ConsumedRecord[]): void {
    this.#buffer = records;
    this.#taken = 0;
  }

  /** Gives up to `countMax` records, and moves the position behind them. */
  take(countMax: number): readonly ConsumedRecord[] {
    const taken = this.#buffer.slice(this.#taken, this.#taken + countMax);
    this.#taken += taken.length;
    const last = taken.at(-1);
    if (last !== undefined) this.position = last.offset + 1;
    return taken;
  }
}

export interface ConsumerOptions {
  readonly profile: ClientProfile;
  /** Most records that one `poll` gives; Kafka's `max.poll.records`. */
  readonly pollRecordsMax: number;
  /** What a leader shall have before it answers a fetch; Kafka's `fetch.min.bytes`. */
  readonly fetchMinBytes: number;
  /** How long it may wait for that; Kafka's `fetch.max.wait.ms`. */
  readonly fetchMaxWaitMs: number;
  /** Kafka's `fetch.max.bytes`. */
  readonly fetchBytesMax: number;
  /** Kafka's `max.partition.fetch.bytes`. */
  readonly partitionFetchBytesMax: number;
  /** Where to read without a position, or with one outside the log; Kafka's `auto.offset.reset`. */
  readonly offsetReset: 'earliest' | 'latest';
}

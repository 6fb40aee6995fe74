import type { BrokerId, Partition } from '../../../metadata/records.js';
import type { ErrorName } from '../../../protocol/errors.js';
import type { AlterIsrRequest } from '../deps.js';

/** A request for another ISR that has not reached the metadata log yet. */
export interface AskedChange {
  readonly request: AlterIsrRequest;
  readonly done: (result: 'ok' | ErrorName) => void;
}

/** Stands in for the metadata log: the states of one partition in their order, and who may become what. */
export class Controller {
  readonly images: Partition[];
  asked: AskedChange[] = [];
  /** Not known to have failed. */
  readonly live = new Set<BrokerId>();

  constructor(
    replicas: readonly BrokerId[],
    isr: readonly BrokerId[] = replicas,
    private readonly topic = 'orders',
  ) {
    for (const brokerId of replicas) this.live.add(brokerId);
    const leader = replicas[0] ?? null;
    this.images = [
      { topic: this.topic, partition: 0, replicas, leader, leaderEpoch: 0, isr, partitionEpoch: 0 },
    ];
  }

  get newest(): Partition {
    const image = this.images.at(-1);
    if (image === undefined) throw new Error('there is an image from the start');
    return image;
  }

  elect(leader: BrokerId | null): void {
    this.put({ ...this.newest, leader, leaderEpoch: this.newest.leaderEpoch + 1 });
  }

  /** The broker has failed or restarted: it leads no more, and is no member unless it is the last. */
  fence(brokerId: BrokerId): void {
    this.live.delete(brokerId);
    const { isr, leader } = this.newest;
    const left = isr.filter((member) => member !== brokerId);
    if (left.length > 0) this.put({ ...this.newest, isr: left });
    if (leader === brokerId) this.elect(left.find((member) => this.live.has(member)) ?? null);
  }

  unfence(brokerId: BrokerId): void {
    this.live.add(brokerId);
    if (this.newest.leader === null && this.newest.isr.includes(brokerId)) this.elect(brokerId);
  }

  /** Decides on a request as the metadata log would. */
  decide({ isr, leaderEpoch, partitionEpoch }: AlterIsrRequest): 'ok' | ErrorName {
    const { newest } = this;
    if (leaderEpoch !== newest.leaderEpoch) return 'FENCED_LEADER_EPOCH';
    if (partitionEpoch !== newest.partitionEpoch) return 'INVALID_UPDATE_VERSION';
    if (isr.some((member) => !newest.isr.includes(member) && !this.live.has(member)))
      return 'INELIGIBLE_REPLICA';
    this.put({ ...newest, isr });
    return 'ok';
  }

  private put(image: Partition): void {
    this.images.push({ ...image, partitionEpoch: this.newest.partitionEpoch + 1 });
  }
}

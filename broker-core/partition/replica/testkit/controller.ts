import type { BrokerId, Partition } from '../../../protocol/records.js';
import type { ErrorName } from '../../../protocol/errors.js';
import type { AlterIsrRequest, RegisteredBroker } from '../deps.js';

/** A request for another ISR that has not reached the metadata log yet. */
export interface AskedChange {
  readonly request: AlterIsrRequest;
  readonly done: (result: 'ok' | ErrorName) => void;
}

/** What the metadata log says at one index. */
export interface Image {
  readonly partition: Partition;
  readonly brokers: ReadonlyMap<BrokerId, RegisteredBroker>;
}

/**
 * Stands in for the metadata log: its images of one partition and of the brokers in their order, and who may
 * become what.
 */
export class Controller {
  readonly images: Image[];
  asked: AskedChange[] = [];

  constructor(
    replicas: readonly BrokerId[],
    isr: readonly BrokerId[] = replicas,
    private readonly topic = 'orders',
  ) {
    const leader = replicas[0] ?? null;
    const partition = {
      topic: this.topic,
      partition: 0,
      replicas,
      leader,
      leaderEpoch: 0,
      isr,
      partitionEpoch: 0,
    };
    const brokers = new Map(replicas.map((brokerId) => [brokerId, { brokerEpoch: 1, fenced: false }]));
    this.images = [{ partition, brokers }];
  }

  get newest(): Partition {
    return this.image.partition;
  }

  isLive(brokerId: BrokerId): boolean {
    return this.image.brokers.get(brokerId)?.fenced === false;
  }

  elect(leader: BrokerId | null): void {
    this.put({ ...this.newest, leader, leaderEpoch: this.newest.leaderEpoch + 1 });
  }

  /** The broker has failed or restarted: it leads no more, and is no member unless it is the last. */
  fence(brokerId: BrokerId): void {
    this.putBroker(brokerId, { fenced: true });
    const { isr, leader } = this.newest;
    const left = isr.filter((member) => member !== brokerId);
    if (left.length > 0 && left.length < isr.length) this.put({ ...this.newest, isr: left });
    if (leader === brokerId) this.elect(left.find((member) => this.isLive(member)) ?? null);
  }

  /** Another life of the broker makes itself known, as one that is fenced yet. */
  register(brokerId: BrokerId, brokerEpoch: number): void {
    this.putBroker(brokerId, { brokerEpoch });
    this.fence(brokerId);
  }

  unfence(brokerId: BrokerId): void {
    this.putBroker(brokerId, { fenced: false });
    if (this.newest.leader === null && this.newest.isr.includes(brokerId)) this.elect(brokerId);
  }

  /** Decides on a request as the metadata log would. */
  decide({ isr, isrBrokerEpochs, leaderEpoch, partitionEpoch }: AlterIsrRequest): 'ok' | ErrorName {
    const { newest } = this;
    if (leaderEpoch !== newest.leaderEpoch) return 'FENCED_LEADER_EPOCH';
    if (partitionEpoch !== newest.partitionEpoch) return 'INVALID_UPDATE_VERSION';
    if (isr.some((member) => !newest.isr.includes(member) && !this.isLive(member)))
      return 'INELIGIBLE_REPLICA';
    const { brokers } = this.image;
    for (const [place, epoch] of isrBrokerEpochs.entries())
      if (epoch !== null && brokers.get(isr[place] ?? 0)?.brokerEpoch !== epoch) return 'INELIGIBLE_REPLICA';
    this.put({ ...newest, isr });
    return 'ok';
  }

  private get image(): Image {
    const image = this.images.at(-1);
    if (image === undefined) throw new Error('there is an image from the start');
    return image;
  }

  private put(partition: Partition): void {
    const { brokers, partition: before } = this.image;
    this.images.push({ partition: { ...partition, partitionEpoch: before.partitionEpoch + 1 }, brokers });
  }

  private putBroker(brokerId: BrokerId, change: Partial<RegisteredBroker>): void {
    const { brokers, partition } = this.image;
    const before = brokers.get(brokerId) ?? { brokerEpoch: 1, fenced: false };
    this.images.push({ partition, brokers: new Map(brokers).set(brokerId, { ...before, ...change }) });
  }
}

import type { BrokerId } from '../../../protocol/records.js';
import { seededChance } from '../../../wal/testkit/chance.js';
import { MemoryDisk } from '../../../wal/testkit/memory-disk.js';
import type { Survival } from '../../../wal/testkit/memory-file.js';
import { World } from '../../../wal/testkit/world.js';
import { mustOpenLog } from '../../log/testkit/partition.js';
import type { PartitionLog } from '../../log/open.js';
import type { ReplicaDeps } from '../deps.js';
import type { ReplicaFact } from '../facts.js';
import { Replica } from '../replica.js';
import type { Image } from './controller.js';

/** One life of a broker, as far as the partition is concerned. */
export interface Life {
  readonly world: World;
  readonly log: PartitionLog;
  readonly replica: Replica;
}

/** What the rig gives to each life. */
export type Outside = Pick<
  ReplicaDeps,
  'broker' | 'sendReplicate' | 'sendReplicateReply' | 'alterIsr' | 'config' | 'createSender' | 'observe'
>;

/** Puts a bug into a replica: what it is told of the world, or what it does to it, is not as it should be. */
export type Plant = (deps: ReplicaDeps, replica: () => Replica | null) => ReplicaDeps;

/** A broker with a clock and a disk of its own. */
export class Node {
  life: Life | null;
  /** The images before this one are not for this life any more. */
  nextImage = 0;
  /** The newest that this life was given. */
  image: Image | null = null;
  /** Begun so far; its number is a life's broker epoch. */
  lives = 0;
  readonly facts: ReplicaFact[] = [];
  private disk = new MemoryDisk();

  constructor(
    readonly brokerId: BrokerId,
    private readonly outside: (node: Node) => Outside,
    private readonly plant: Plant,
  ) {
    this.life = this.begin();
  }

  get replica(): Replica {
    if (this.life === null) throw new Error(`broker ${this.brokerId} is down`);
    return this.life.replica;
  }

  get log(): PartitionLog {
    if (this.life === null) throw new Error(`broker ${this.brokerId} is down`);
    return this.life.log;
  }

  crash(survival: Survival, seed: number): void {
    this.disk.crash(survival, seededChance(seed));
    this.disk = this.disk.clone();
    this.life = null;
  }

  /** The machine comes back with an empty disk. */
  wipe(): void {
    this.disk = new MemoryDisk();
  }

  restart(): void {
    this.image = null;
    this.life = this.begin();
  }

  private begin(): Life {
    this.lives++;
    const brokerEpoch = this.lives;
    const world = new World(this.disk);
    let replica: Replica | null = null;
    const log = mustOpenLog(world, {
      onDurable: (endOffset) => replica?.onLogDurable(endOffset),
      onFailed: () => replica?.onLogFailed(),
    });
    const deps = {
      env: world.env,
      brokerId: this.brokerId,
      brokerEpoch: () => brokerEpoch,
      topic: 'orders',
      topicId: 'orders-id',
      partition: 0,
      log,
      ...this.outside(this),
    };
    replica = new Replica(this.plant(deps, () => replica));
    return { world, log, replica };
  }
}

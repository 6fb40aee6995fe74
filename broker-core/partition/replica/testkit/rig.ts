import type { BrokerId } from '../../../protocol/records.js';
import type { RequiredAcks } from '../../../protocol/produce.js';
import type { Survival } from '../../../wal/testkit/memory-file.js';
import type { ProducedBatch } from '../../../protocol/record-batch.js';
import { replicaConfig, type ReplicaConfig } from '../config.js';
import type { CreateReplicaSender, ProduceHandle, Produced } from '../deps.js';
import { pipelined } from '../sender.js';
import type { ReplicaFact } from '../facts.js';
import type { ReplicateReply, ReplicateRequest } from '../messages.js';
import { Controller } from './controller.js';
import { Node, type Outside, type Plant } from './node.js';

export interface Message {
  readonly from: BrokerId;
  readonly to: BrokerId;
  readonly body: ReplicateRequest | ReplicateReply;
}

export interface RigOptions extends Partial<ReplicaConfig> {
  readonly replicas?: readonly BrokerId[];
  readonly isr?: readonly BrokerId[];
  readonly plant?: Plant;
  /** Default: {@link pipelined}. */
  readonly createSender?: CreateReplicaSender;
  /** Whether a restart is noticed: the broker leaves its places and gets no older image. Default: yes. */
  readonly registers?: boolean;
}

/** A request and what came of it. */
export interface Asked {
  readonly results: Produced[];
  readonly handle: ProduceHandle;
}

/** Longer than any disk operation takes, and much shorter than any timer. */
const STEP_US = 1_000;

/**
 * Replicas of one partition, with all that lies between them in the hands of a test: messages, images,
 * disks, power.
 */
export class Rig {
  readonly nodes: ReadonlyMap<BrokerId, Node>;
  readonly controller: Controller;
  /** Sent and not delivered, oldest first. Deliver them in another order, twice or not at all. */
  bag: Message[] = [];
  /** Told of each fact as it happens. */
  onFact: (node: Node, fact: ReplicaFact) => void = () => undefined;
  /** What is lost on the way. */
  drops: (message: Message) => boolean = () => false;
  readonly #config: ReplicaConfig;
  readonly #registers: boolean;
  readonly #createSender: CreateReplicaSender;

  constructor(options: RigOptions = {}) {
    const { replicas = [1, 2, 3], isr = replicas, plant, registers, createSender, ...config } = options;
    this.#registers = registers ?? true;
    this.#createSender = createSender ?? pipelined;
    this.#config = replicaConfig(config);
    this.controller = new Controller(replicas, isr);
    this.nodes = new Map(
      replicas.map((id) => [id, new Node(id, (node) => this.#outside(node), plant ?? ((deps) => deps))]),
    );
  }

  node(brokerId: BrokerId): Node {
    const node = this.nodes.get(brokerId);
    if (node === undefined) throw new Error(`no broker ${brokerId}`);
    return node;
  }

  get up(): readonly Node[] {
    return [...this.nodes.values()].filter((node) => node.life !== null);
  }

  produce(
    brokerId: BrokerId,
    batch: ProducedBatch,
    acks: RequiredAcks = -1,
    epoch: number | null = null,
  ): Asked {
    const results: Produced[] = [];
    const handle = this.node(brokerId).replica.produce(batch, acks, epoch, (result) => results.push(result));
    return { results, handle };
  }

  /** Gives the broker the next image; `false` when it has them all. */
  applyNext(node: Node): boolean {
    const image = this.controller.images[node.nextImage];
    if (node.life === null || image === undefined) return false;
    node.nextImage++;
    const before = node.image;
    node.image = image;
    if (image.partition !== before?.partition) node.replica.onMetadata(image.partition);
    if (image.brokers !== before?.brokers) node.replica.onBrokers();
    return true;
  }

  applyAll(...brokerIds: readonly BrokerId[]): void {
    for (const node of this.up) {
      if (brokerIds.length > 0 && !brokerIds.includes(node.brokerId)) continue;
      while (this.applyNext(node));
    }
  }

  deliver(message: Message): void {
    const { life } = this.node(message.to);
    if (life === null) return;
    if (message.body.type === 'replicate') life.replica.onReplicate(message.from, message.body);
    else life.replica.onReplicateReply(message.body);
  }

  deliverAll(): void {
    for (const message of this.bag.splice(0)) if (!this.drops(message)) this.deliver(message);
  }

  /** Decides on the changes of the ISR that were asked for. */
  decideAll(): void {
    for (const { request, done } of this.controller.asked.splice(0)) done(this.controller.decide(request));
  }

  /** Delivers what is in the bag, and lets the disks do what they have to. */
  flow(): void {
    this.deliverAll();
    for (const { life } of this.up) life?.world.runUntil(life.world.nowUs + STEP_US);
  }

  /** Lets everything happen that needs no timer, several rounds of it. */
  settle(rounds = 12): void {
    for (let round = 0; round < rounds; round++) {
      this.flow();
      this.decideAll();
      this.applyAll();
    }
  }

  /** Lets time pass. */
  advance(durationUs: number): void {
    for (const { life } of this.up) life?.world.runUntil(life.world.nowUs + durationUs);
    this.settle();
  }

  crash(brokerId: BrokerId, survival: Survival = 'none', seed = 1): void {
    this.node(brokerId).crash(survival, seed);
    this.bag = this.bag.filter(({ from, to }) => from !== brokerId && to !== brokerId);
  }

  /** Restarted and registered: this life gets no image from before that. */
  restart(brokerId: BrokerId): void {
    const node = this.node(brokerId);
    if (this.#registers) {
      this.controller.register(brokerId, node.lives + 1);
      this.controller.unfence(brokerId);
    }
    node.nextImage = this.controller.images.length - 1;
    node.restart();
  }

  #outside(node: Node): Outside {
    const { brokerId: from } = node;
    return {
      config: this.#config,
      createSender: this.#createSender,
      broker: (brokerId) => node.image?.brokers.get(brokerId),
      sendReplicate: (to, body) => this.bag.push({ from, to, body }),
      sendReplicateReply: (to, body) => this.bag.push({ from, to, body }),
      alterIsr: (request, done) => {
        const { life } = node;
        // The answer goes to the life that asked.
        this.controller.asked.push({ request, done: (result) => node.life === life && done(result) });
      },
      observe: (fact) => {
        node.facts.push(fact);
        this.onFact(node, fact);
      },
    };
  }
}

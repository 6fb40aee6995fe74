/**
 * The simulated network: one for the whole cluster. Not modelled: acknowledgements (a one-way cut stops only
 * its own direction), congestion windows, packets (a message is late or lost whole), routes shared by pairs
 * of nodes.
 */
import type { Callback, Channel, Network, NodeId, Payload } from '../../../broker-core/door.js';
import type { Life, Scheduler } from '../../kernel/types.js';
import { mix32 } from '../../random/mix.js';
import type { FaultCounter } from '../fault-list.js';
import type { Blocked } from '../../cause/timeouts.js';
import { assert } from '../../checks/assert.js';
import { Carrier, digestMessage, Refusals } from './carrier.js';
import { Chance, Transit, type KeyedDraw } from './transit.js';
import { Connections, isStale } from './connections.js';
import { completeNetworkConfig, NetworkStats, type NetworkConfig } from './config.js';
import { createControls, type NetworkControls, type WatchSends } from './controls.js';
import { digestPayload, verifyPayload } from './digest.js';
import { choose, FaultSet, isOf, NONE_CHOSEN, type LinkMatcher, type NetworkFault } from './link-faults.js';
import { createLink, createPort, refreshFaults, blockedOn, type Link, type Port, type Slot } from './link.js';

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  /** Default for each field: see {@link NetworkConfig}. */
  readonly config?: Partial<NetworkConfig>;
  readonly draw: KeyedDraw;
  /** Checks that payloads are plain data, freezes them, compares bytes on arrival. Default false. */
  readonly verifyPayloads?: boolean;
  /** What faults call a message. Default: its field `type`, if that is a text. */
  readonly messageType?: MessageType;
}

export type MessageType = (payload: Payload) => string;

export interface SimulatedNetwork {
  /** The network as one life of a process sees it. A node has one living process at a time. */
  connect(life: Life): Network;
  /** The process has ended: its connections break, with all in flight. Default: its machine stays up. */
  disconnect(life: Life, machineIsUp?: boolean): void;
  readonly controls: NetworkControls;
  /** Messages that a fault holds, or has lost on a stream that will send them again. */
  blocked(): Iterable<Blocked>;
  /** Counts so far; a copy. */
  stats(): Readonly<NetworkStats>;
}

/** Throws a RangeError for a `config` that makes no sense. */
export function createNetwork(options: NetworkOptions): SimulatedNetwork {
  const switchboard = new Switchboard(options);
  return {
    connect: (life) => switchboard.connect(life),
    disconnect: (life, machineIsUp = true) => switchboard.disconnect(life, machineIsUp),
    controls: createControls(switchboard),
    blocked: () => switchboard.blocked(),
    stats: () => Object.assign(new NetworkStats(), switchboard.stats),
  };
}

class Switchboard {
  readonly stats = new NetworkStats();
  readonly #config: NetworkConfig;
  readonly #chance: Chance;
  readonly #refusals: Refusals;
  readonly #carrier: Carrier;
  readonly #connections: Connections;
  readonly #verifyPayloads: boolean;
  readonly #typeOf: MessageType;
  #watch: WatchSends | null = null;
  readonly #faults = new FaultSet();
  readonly #ports = new Map<NodeId, Port>();
  /** In the order of first use. */
  readonly #links: Link[] = [];

  /** One for all links. */
  readonly #arrived = (link: Link, slot: Slot): void => this.#carrier.arrived(link, slot);

  constructor(options: NetworkOptions) {
    this.#config = completeNetworkConfig(options.config ?? {});
    this.#verifyPayloads = options.verifyPayloads ?? false;
    this.#typeOf = options.messageType ?? ownType;
    this.#chance = new Chance(this.#config, options.draw);
    const transit = new Transit(this.#config, this.#chance, this.stats, this.#faults);
    const { scheduler } = options;
    this.#refusals = new Refusals(scheduler, this.#chance, (link) => this.#isCutBack(link));
    this.#carrier = new Carrier(scheduler, transit, this.#refusals, this.stats, this.#verifyPayloads);
    this.#connections = new Connections({
      scheduler,
      config: this.#config,
      chance: this.#chance,
      carrier: this.#carrier,
      faults: this.#faults,
      stats: this.stats,
      back: (link) => (link.back ??= this.#linkOf(link.receiver, link.sender.nodeId, link.channel)),
    });
    this.#carrier.onArrival = (link) => this.#connections.accept(link);
    this.#carrier.giveUp = (link) => this.#connections.break(link);
    this.#carrier.onCorrupt = (link) => this.#connections.endByReceiver(link);
  }

  connect(life: Life): Network {
    const port = this.#portOf(life.nodeId);
    assert(port.life === null, `${life.nodeId} is connected already; disconnect its former life first`);
    port.life = life;
    port.machineIsUp = true;
    return {
      send: (to, channel, payload, sizeBytes, refused) => {
        // A process that ends itself may still be in the middle of an event.
        if (port.life === life) this.#send(port, to, channel, payload, sizeBytes, refused ?? null);
      },
      onDelivery: (receive) => {
        if (port.life === life) port.receive = receive;
      },
      onReset: (reset) => {
        if (port.life === life) port.reset = reset;
      },
    };
  }

  disconnect(life: Life, machineIsUp: boolean): void {
    const port = this.#portOf(life.nodeId);
    if (port.life !== life) return;
    port.machineIsUp = machineIsUp;
    // First, because what lies received at a paused process goes with the process too.
    port.life = null;
    port.receive = null;
    port.reset = null;
    // First all, as resets go on links that break.
    const heard = this.#links.filter((link) => this.#breakOff(link, port, life));
    for (const link of heard) this.#connections.reset(link);
  }

  /** Whether the link's sender is to hear that `life` at the other end has ended. */
  #breakOff(link: Link, port: Port, life: Life): boolean {
    if (link.sender !== port && link.receiver !== port) return false;
    const dropped = this.#carrier.breakLink(link);
    this.stats.disconnected += dropped;
    if (link.sender === port) link.peer = null;
    if (link.peer !== life) return false;
    if (port.machineIsUp) return true;
    if (dropped > 0) this.#connections.probe(link);
    return false;
  }

  resetAll(matches: LinkMatcher, counter: FaultCounter): void {
    const isStruck = ({ sender, receiver, channel, peer }: Link): boolean =>
      peer !== null &&
      (matches(sender.nodeId, receiver.nodeId, channel.name) ||
        matches(receiver.nodeId, sender.nodeId, channel.name));
    for (const link of this.#links.filter(isStruck)) {
      counter.effects += 1;
      this.stats.disconnected += this.#connections.break(link);
    }
  }

  *blocked(): Iterable<Blocked> {
    for (const link of this.#links) yield* blockedOn(link);
  }

  watch(watch: WatchSends | null): void {
    this.#watch = watch;
  }

  calm(): void {
    this.#chance.isCalm = true;
  }

  begin(fault: NetworkFault): void {
    this.#faults.add(fault);
    if (!isOf(fault, 'cut')) return;
    for (const link of this.#touchedBy(fault)) {
      const dropped = this.#carrier.breakLink(link);
      fault.counter.effects += dropped;
      this.stats.cut += dropped;
      if (this.#isCutBack(link)) this.#connections.cut(link);
    }
  }

  end(fault: NetworkFault): void {
    this.#faults.remove(fault);
    if (!isOf(fault, 'hold')) return;
    for (const link of this.#touchedBy(fault)) {
      refreshFaults(link, this.#faults);
      if (link.faults.hold.length === 0) this.#carrier.release(link, (slot) => this.#isHeld(slot));
    }
  }

  #isHeld({ chosen }: Slot): boolean {
    return this.#faults.about('hold', [], chosen).length > 0;
  }

  endAll(): void {
    for (const fault of [...this.#faults.inForce]) this.end(fault);
  }

  #send(
    sender: Port,
    to: NodeId,
    channel: Channel,
    payload: Payload,
    sizeBytes: number,
    refused: Callback | null,
  ): void {
    assert(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0, 'sizeBytes is an integer of at least 0');
    if (this.#verifyPayloads) verifyPayload(payload);
    const link = this.#linkOf(sender, to, channel);
    const drawKey = mix32(link.key, link.sentCount);
    link.sentCount += 1;
    this.stats.sent += 1;
    this.stats.sentBytes += sizeBytes;
    if (this.#watch !== null && !link.isLoopback)
      this.#watch({ from: sender.nodeId, to, channel: channel.name, type: this.#typeOf(payload) });
    refreshFaults(link, this.#faults);
    if (this.#isCut(link)) return;
    if (link.receiver.life === null || isStale(link)) {
      this.stats.refused += 1;
      this.#refusals.tell(link, drawKey, refused, false);
      if (link.isStream) this.#connections.notThere(link, drawKey);
      return;
    }
    const { selective } = link.faults;
    const chosen = selective.length === 0 ? NONE_CHOSEN : choose(selective, this.#typeOf(payload));
    if (!link.isStream && this.#isLostDatagram(link, drawKey, chosen)) return;
    const contentDigest = digestPayload(payload);
    this.#dispatch(link, payload, sizeBytes, drawKey, contentDigest, chosen);
    // It is the last on its link, if it has not broken it.
    if (refused !== null && link.flight.tail !== null) link.flight.tail.refused = refused;
    if (!link.isStream && this.#isDuplicated(link, drawKey, chosen)) {
      this.stats.duplicated += 1;
      this.#dispatch(link, payload, sizeBytes, mix32(drawKey, COPY), contentDigest, chosen);
    }
  }

  #dispatch(
    link: Link,
    payload: Payload,
    sizeBytes: number,
    drawKey: number,
    contentDigest: number,
    chosen: readonly NetworkFault[],
  ): void {
    if (link.flight.count >= this.#config.inFlightMax) {
      this.stats.overflowed += this.#connections.break(link) + 1;
      return;
    }
    const slot = this.#carrier.append(link);
    slot.payload = payload;
    slot.sizeBytes = sizeBytes;
    slot.drawKey = drawKey;
    slot.digest = digestMessage(drawKey, sizeBytes, contentDigest);
    slot.opens = this.#connections.open(link);
    slot.chosen = chosen;
    const holds = this.#faults.about('hold', link.faults.hold, chosen);
    // On a stream nothing overtakes: what is sent behind a message that is held waits with it.
    if (holds.length === 0 && (link.heldCount === 0 || !link.isStream)) {
      this.#carrier.launch(link, slot);
      return;
    }
    this.#carrier.hold(link, slot);
    this.stats.held += 1;
    for (const fault of holds) fault.counter.effects += 1;
  }

  #isCutBack({ sender, receiver, channel }: Link): boolean {
    return this.#faults.on(receiver.nodeId, sender.nodeId, channel.name).cut.length > 0;
  }

  #isCut(link: Link): boolean {
    for (const fault of link.faults.cut) fault.counter.effects += 1;
    if (link.faults.cut.length === 0) return false;
    this.stats.cut += 1;
    return true;
  }

  #isLostDatagram(link: Link, drawKey: number, chosen: readonly NetworkFault[]): boolean {
    if (link.isLoopback) return false;
    const faults = this.#faults.about('lose', link.faults.lose, chosen);
    const isLost = this.#chance.isLost(drawKey) || this.#chance.isStruck(faults, drawKey);
    if (isLost) this.stats.lost += 1;
    return isLost;
  }

  #isDuplicated(link: Link, drawKey: number, chosen: readonly NetworkFault[]): boolean {
    if (link.isLoopback) return false;
    const faults = this.#faults.about('duplicate', link.faults.duplicate, chosen);
    return this.#chance.isDuplicated(drawKey) || this.#chance.isStruck(faults, drawKey);
  }

  #touchedBy(fault: NetworkFault): readonly Link[] {
    return this.#links.filter((link) =>
      fault.matches(link.sender.nodeId, link.receiver.nodeId, link.channel.name),
    );
  }

  #portOf(nodeId: NodeId): Port {
    let port = this.#ports.get(nodeId);
    if (port === undefined) {
      port = createPort(nodeId);
      this.#ports.set(nodeId, port);
    }
    return port;
  }

  #linkOf(sender: Port, to: NodeId, channel: Channel): Link {
    const route = sender.routes.get(to);
    const link = route === undefined ? undefined : findLink(route.links, channel.name);
    if (link === undefined) return this.#addLink(sender, to, channel);
    assert(
      link.channel.transport === channel.transport,
      'a channel is a stream or a datagram, not now one and now the other',
    );
    return link;
  }

  #addLink(sender: Port, to: NodeId, channel: Channel): Link {
    assert(
      this.#links.length < this.#config.linksMax,
      'more links than linksMax: are channels named after something that never repeats?',
    );
    let route = sender.routes.get(to);
    if (route === undefined) sender.routes.set(to, (route = { links: [], wire: { atUs: 0 } }));
    const link = createLink(sender, this.#portOf(to), channel, route.wire, this.#arrived);
    route.links.push(link);
    this.#links.push(link);
    this.stats.links += 1;
    return link;
  }
}

/** A loop, as it is done for each message: `find` would make a function each time. */
function findLink(links: readonly Link[], channelName: string): Link | undefined {
  for (const link of links) if (link.channel.name === channelName) return link;
  return undefined;
}

function ownType(payload: Payload): string {
  if (typeof payload !== 'object' || payload === null || !('type' in payload)) return '';
  const { type } = payload;
  return typeof type === 'string' ? type : '';
}

/** Sets the second copy of a datagram apart from the first. */
const COPY = 0x636f7079;

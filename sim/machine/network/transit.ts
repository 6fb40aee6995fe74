/**
 * When a message arrives: delay, wire, losses that a stream repairs, faults, and the order that a stream
 * keeps. Each arrival is reckoned twice, as it is and without what faults added (`calm`). What lies between
 * is injected, whether the fault struck this message or one ahead of it in the stream.
 *
 * A transmission is drawn when it goes out, under the faults of that moment: a stream that was lossy for one
 * second repairs what it lost with the first transmission after that second.
 */
import { mix32 } from '../../random/mix.js';
import { sampleUs } from '../../random/distribution.js';
import type { NetworkConfig, NetworkStats } from './config.js';
import { refreshFaults, type Link, type Slot } from './link.js';
import type { Corrupt, Duplicate, FaultSet, Lose, NetworkFault, Reorder, Slow } from './link-faults.js';

export class Transit {
  // Sums for the message in hand; fields, so that planning one allocates nothing.
  #calmUs = 0;
  #injectedUs = 0;

  constructor(
    private readonly config: NetworkConfig,
    private readonly chance: Chance,
    private readonly stats: NetworkStats,
    private readonly faults: FaultSet,
  ) {}

  /**
   * One transmission that goes out now. If it gets through, fills in `dueUs` and `calmDueUs`, and gives null;
   * else gives how long the stream waits before it sends again, which is doubled each time.
   */
  transmit(link: Link, slot: Slot, nowUs: number): number | null {
    refreshFaults(link, this.faults);
    this.#injectedUs = slot.injectedUs;
    if (link.isLoopback) {
      this.#calmUs = this.config.loopbackUs;
    } else {
      this.#calmUs = this.chance.delayUs(slot.drawKey);
      this.#slow(this.faults.about('slow', link.faults.slow, slot.chosen), this.#calmUs);
      if (slot.opens) this.#open(link, slot.drawKey);
      this.#calmUs += this.#wireUs(link, slot.sizeBytes, nowUs);
      if (!link.isStream) this.#reorder(link, slot);
      else if (this.#isLost(link, slot)) return this.config.retransmitUs * 2 ** slot.attempt;
      if (slot.onReset === null) this.#corrupt(link, slot);
    }
    slot.calmDueUs = nowUs - slot.injectedUs + this.#calmUs;
    slot.dueUs = slot.calmDueUs + this.#injectedUs;
    return null;
  }

  /** Whether the message is sent once more; false: its stream gives up. */
  mayRepeat(slot: Slot): boolean {
    if (slot.attempt >= this.config.retransmitsMax) return false;
    slot.attempt += 1;
    this.stats.retransmitted += 1;
    return true;
  }

  /** The round trips before the first message of a connection. */
  #open({ sender, receiver, channel, faults }: Link, drawKey: number): void {
    const roundTrips = this.config.handshakeRoundTrips;
    if (roundTrips === 0) return;
    const thereUs = this.chance.delayUs(mix32(drawKey, SYN)) * roundTrips;
    const backUs = this.chance.delayUs(mix32(drawKey, SYN_ACK)) * roundTrips;
    this.#calmUs += thereUs + backUs;
    this.#slow(faults.slow, thereUs);
    this.#slow(this.faults.on(receiver.nodeId, sender.nodeId, channel.name).slow, backUs);
  }

  #slow(faults: readonly NetworkFault<Slow>[], delayUs: number): void {
    for (const fault of faults) {
      const addedUs = Math.round(delayUs * (fault.effect.factor - 1)) + fault.effect.addUs;
      this.#injectedUs += addedUs;
      if (addedUs > 0) fault.counter.effects += 1;
    }
  }

  /** Waiting for the wire and then using it: a message leaves when those before it have. */
  #wireUs(link: Link, sizeBytes: number, nowUs: number): number {
    const bytesPerUs = this.config.bandwidthBytesPerUs;
    if (bytesPerUs === 0) return 0;
    const wire = link.wire;
    wire.atUs = Math.max(wire.atUs, nowUs) + sizeBytes / bytesPerUs;
    return Math.ceil(wire.atUs - nowUs);
  }

  /** The wait after a loss is the background's if that struck, and else the fault's. */
  #isLost(link: Link, slot: Slot): boolean {
    const faults = this.faults.about('lose', link.faults.lose, slot.chosen);
    if (this.config.lossProbability === 0 && faults.length === 0) return false;
    const attemptKey = mix32(slot.drawKey, slot.attempt);
    if (this.chance.isLost(attemptKey)) return true;
    if (!this.chance.isStruck(faults, attemptKey)) return false;
    slot.injectedUs += this.config.retransmitUs * 2 ** slot.attempt;
    return true;
  }

  #corrupt(link: Link, slot: Slot): void {
    const faults = this.faults.about('corrupt', link.faults.corrupt, slot.chosen);
    if (faults.length > 0) slot.isCorrupt = this.chance.isStruck(faults, mix32(slot.drawKey, slot.attempt));
  }

  #reorder(link: Link, { drawKey, chosen }: Slot): void {
    const faults = this.faults.about('reorder', link.faults.reorder, chosen);
    if (this.chance.isReordered(drawKey)) this.#calmUs += this.chance.reorderUs(drawKey);
    else if (this.chance.isStruck(faults, drawKey)) this.#injectedUs += this.chance.reorderUs(drawKey);
    else return;
    this.stats.reordered += 1;
  }
}

const SYN = 0x73796e00;
const SYN_ACK = 0x73796e01;

/** Nothing in a stream arrives before what was sent ahead of it, and perhaps sent again (as in TCP). */
export function keepOrder(link: Link, slot: Slot): void {
  slot.calmDueUs = Math.max(slot.calmDueUs, link.lastCalmArrivalUs);
  slot.dueUs = Math.max(slot.dueUs, link.lastArrivalUs);
  link.lastCalmArrivalUs = slot.calmDueUs;
  link.lastArrivalUs = slot.dueUs;
}

/** A draw in [0, 1) that depends on name and key alone. `key` is a 32-bit integer. */
export type KeyedDraw = (name: string, key: number) => number;

type FaultWithOdds = NetworkFault<Lose | Duplicate | Reorder | Corrupt>;

/**
 * The luck of each message. Draws are keyed by the message (link, number, copy, attempt) and, for a fault, by
 * its id: no other message and no other fault changes them.
 */
export class Chance {
  /** Nothing is lost, sent twice or overtaken by chance any more. */
  isCalm = false;

  constructor(
    private readonly config: NetworkConfig,
    private readonly draw: KeyedDraw,
  ) {}

  /** One-way delay with its jitter, integer microseconds. */
  delayUs(drawKey: number): number {
    const { delay, jitterUs } = this.config;
    const delayUs =
      delay.kind === 'constant' ? delay.us : sampleUs(delay, this.draw('network.delay', drawKey));
    if (jitterUs === 0) return delayUs;
    return delayUs + Math.floor(this.draw('network.jitter', drawKey) * (jitterUs + 1));
  }

  /** How long a datagram that is to be overtaken is held back: 1..`reorderUs`. */
  reorderUs(drawKey: number): number {
    return 1 + Math.floor(this.draw('network.reorderUs', drawKey) * this.config.reorderUs);
  }

  isLost(drawKey: number): boolean {
    return this.#happens('network.loss', this.config.lossProbability, drawKey);
  }

  isDuplicated(drawKey: number): boolean {
    return this.#happens('network.duplicate', this.config.duplicateProbability, drawKey);
  }

  isReordered(drawKey: number): boolean {
    return this.#happens('network.reorder', this.config.reorderProbability, drawKey);
  }

  /** Whether any of the faults strikes; each one that does is counted. */
  isStruck(faults: readonly FaultWithOdds[], drawKey: number): boolean {
    let struck = false;
    for (const fault of faults) {
      if (!this.#happens('network.fault', fault.effect.probability, mix32(drawKey, fault.drawKey))) continue;
      fault.counter.effects += 1;
      struck = true;
    }
    return struck;
  }

  #happens(name: string, probability: number, key: number): boolean {
    return !this.isCalm && probability > 0 && this.draw(name, key) < probability;
  }
}

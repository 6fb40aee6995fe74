/**
 * The luck of each message: every draw is keyed by the message's own identity (link, number, copy, attempt) and, for a fault,
 * by the fault's, so that nothing else that is sent, and no other fault, changes it.
 */
import { sampleUs } from '../../random/distribution.js';
import { mix32 } from '../../random/mix.js';
import type { NetworkConfig } from './config.js';
import type { Duplicate, Lose, NetworkFault, Reorder } from './link-faults.js';

/** A draw in [0, 1) that depends on name and key alone. `key` is a 32-bit integer. */
export type KeyedDraw = (name: string, key: number) => number;

type FaultWithOdds = NetworkFault<Lose | Duplicate | Reorder>;

export class Chance {
  readonly #config: NetworkConfig;
  readonly #draw: KeyedDraw;

  constructor(config: NetworkConfig, draw: KeyedDraw) {
    this.#config = config;
    this.#draw = draw;
  }

  /** One-way delay with its jitter, integer microseconds. */
  delayUs(drawKey: number): number {
    const { delay, jitterUs } = this.#config;
    const delayUs =
      delay.kind === 'constant' ? delay.us : sampleUs(delay, this.#draw('network.delay', drawKey));
    if (jitterUs === 0) return delayUs;
    return delayUs + Math.floor(this.#draw('network.jitter', drawKey) * (jitterUs + 1));
  }

  /** How long a datagram that is to be overtaken is held back: 1..`reorderUs`. */
  reorderUs(drawKey: number): number {
    return 1 + Math.floor(this.#draw('network.reorderUs', drawKey) * this.#config.reorderUs);
  }

  isLost(drawKey: number): boolean {
    return this.#happens('network.loss', this.#config.lossProbability, drawKey);
  }

  isDuplicated(drawKey: number): boolean {
    return this.#happens('network.duplicate', this.#config.duplicateProbability, drawKey);
  }

  isReordered(drawKey: number): boolean {
    return this.#happens('network.reorder', this.#config.reorderProbability, drawKey);
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
    return probability > 0 && this.#draw(name, key) < probability;
  }
}

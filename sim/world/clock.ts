/**
 * A node's own clock: virtual time, set off and drifting as faults will have it. Faults that overlap add up.
 */
import type { ClockControls } from '../faults/machine-faults.js';
import type { FaultCounter } from '../machine/fault-list.js';

const PPM = 1_000_000;

export class NodeClock implements ClockControls {
  readonly #nowUs: () => number;
  /** Null until a fault sets the clock off, which few of thousands are. */
  #offsets: Map<FaultCounter, number> | null = null;
  #drifts: Map<FaultCounter, number> | null = null;
  /** Local time at the moment of the last change of drift, and that moment. */
  #localUs = 0;
  #changedAtUs = 0;
  #offsetUs = 0;
  #ppm = 0;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  /** Local time, an integer. */
  read(): number {
    return this.#steadyUs() + this.#offsetUs;
  }

  /** How long a local delay lasts in virtual time. */
  toVirtualUs(localDelayUs: number): number {
    return this.#ppm === 0 ? localDelayUs : Math.round(localDelayUs / (1 + this.#ppm / PPM));
  }

  setOff(counter: FaultCounter, offsetUs: number): void {
    counter.effects += 1;
    this.#offsets ??= new Map();
    this.#offsets.set(counter, offsetUs);
    this.#offsetUs = sum(this.#offsets);
  }

  reset(counter: FaultCounter): void {
    this.#offsets?.delete(counter);
    this.#offsetUs = sum(this.#offsets);
  }

  drift(counter: FaultCounter, ppm: number): void {
    counter.effects += 1;
    this.#drifts ??= new Map();
    this.#drifts.set(counter, ppm);
    this.#setDrift();
  }

  steady(counter: FaultCounter): void {
    this.#drifts?.delete(counter);
    this.#setDrift();
  }

  #setDrift(): void {
    this.#localUs = this.#steadyUs();
    this.#changedAtUs = this.#nowUs();
    this.#ppm = sum(this.#drifts);
  }

  #steadyUs(): number {
    const elapsedUs = this.#nowUs() - this.#changedAtUs;
    return this.#localUs + (this.#ppm === 0 ? elapsedUs : Math.floor(elapsedUs * (1 + this.#ppm / PPM)));
  }
}

function sum(values: ReadonlyMap<FaultCounter, number> | null): number {
  let total = 0;
  for (const value of values?.values() ?? []) total += value;
  return total;
}

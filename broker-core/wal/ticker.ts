import type { Callback, Clock, Timers, Wait } from '../env.js';

const TICK_WAIT: Wait = { kind: 'tick', label: 'wal commit tick' };

/**
 * A committer's interval, at whole multiples of `periodUs` since it was made. It keeps a timer only while
 * something waits for the tick: an idle log makes no events, and keeps the phase of a loop that never stops.
 */
export class Ticker {
  private armed = false;

  /** `phaseUs`: what the ticks are counted from; by default now. */
  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly periodUs: number,
    private readonly onTick: Callback,
    private readonly phaseUs: number = clock.nowUs(),
  ) {}

  /** Asks for the next tick; several asks are one. */
  arm(): void {
    if (this.armed) return;
    this.armed = true;
    const sinceTickUs = (this.clock.nowUs() - this.phaseUs) % this.periodUs;
    this.timers.after(this.periodUs - sinceTickUs, TICK_WAIT, this.fire);
  }

  private readonly fire = (): void => {
    this.armed = false;
    this.onTick();
  };
}

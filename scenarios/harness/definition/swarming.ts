/** What a swarm of random runs may do with a scenario, or with a system of somebody's own. */
import type { FaultType } from '../../../sim/faults/entry.js';
import type { SettingValue } from '../settings/areas/knob.js';

/** Stands for a scenario on the command line; no scenario has this name. */
export const SWARM = 'swarm';

export interface Swarming {
  /**
   * How often it is drawn, as an integer; 0: never, unless it is asked for by name. A load that goes on while
   * faults come shows more than one that creates a topic and is done. Default: 1, and 0 for a system without
   * any `swarm`.
   */
  readonly weight?: number;
  /** The types of faults that it stands. Default: all for a scenario of the broker, none for a system. */
  readonly faults?: readonly FaultType[];
  /**
   * Values that its knobs are drawn from; a seed leaves some at their default. Default: none; those that all
   * runs of the broker have are drawn besides.
   */
  readonly knobs?: Readonly<Record<string, readonly SettingValue[]>>;
  /**
   * How long there may be faults, milliseconds, counted from the beginning of the load: as long as that lasts,
   * or most come too late. Default: 500, 2,000, 6,000 and 15,000.
   */
  readonly activeMs?: readonly number[];
  /**
   * Of a system: how many of its nodes may lose what was durable (`wipe`, `rotDisk`, `misdirectDisk`,
   * `lyingSync`). Of a broker the replication factor decides. Default: 0.
   */
  readonly losingNodesMax?: number;
}

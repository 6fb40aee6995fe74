/** One fault of each type, as a seed draws it; when it strikes is the schedule's affair. */
import type { FaultType, InstantFault, LinkFault, LinkFields, MachineFault } from '../../sim/faults/entry.js';
import type { Atlas } from './atlas.js';
import type { Draws } from './draws.js';

export type AnyFault = LinkFault | MachineFault | InstantFault;

/** Whom a fault may name. */
export interface Cast {
  readonly brokers: readonly string[];
  /** Those of them to which something may happen. */
  readonly struck: readonly string[];
  /** Producers and consumers. */
  readonly clients: readonly string[];
  /** That some broker holds now and then. */
  readonly roles: readonly string[];
  /** Of `rotDisk`: words for the newest segment of a log. */
  readonly logs: readonly string[];
  readonly atlas: Atlas;
  /** Of messages; none: a fault of a link is of all that it carries. */
  readonly channels: readonly string[];
  /** That brokers take. */
  readonly commands: readonly string[];
}

/** Null: nobody in this cluster may be struck so. */
type DrawFault = (draws: Draws, id: string, cast: Cast) => AnyFault | null;

export const FAULTS: Readonly<Record<FaultType, DrawFault>> = {
  partition(draws, id, { brokers, struck, clients }) {
    const most = Math.min(struck.length, brokers.length - 1);
    if (most < 1) return null;
    const here = draws.some(`${id} side`, struck, draws.int(`${id} size`, 1, most));
    const there = brokers.filter((name) => !here.includes(name));
    // Clients in no group reach both sides; else they are with the smaller or the larger.
    const [first, second] = draws.pick(`${id} clients`, [
      [here, there],
      [[...here, ...clients], there],
      [here, [...there, ...clients]],
    ]);
    return { type: 'partition', groups: [first ?? [], second ?? []] };
  },
  isolate: (draws, id, cast) => ({ type: 'isolate', target: broker(draws, id, cast) }),
  cut: (draws, id, cast) => ({ type: 'cut', ...link(draws, id, cast) }),
  ring: (_draws, _id, { brokers, struck }) =>
    brokers.length < 4 || struck.length < brokers.length ? null : { type: 'ring', nodes: brokers },
  slowLink: (draws, id, cast) => ({
    type: 'slowLink',
    ...link(draws, id, cast),
    addMs: draws.spread(`${id} add`, 1, 500),
  }),
  lossyLink: (draws, id, cast) => ({
    type: 'lossyLink',
    ...link(draws, id, cast),
    lossProbability: draws.pick(`${id} share`, [0.05, 0.3, 0.9, 1]),
  }),
  duplicateLink: (draws, id, cast) => ({
    type: 'duplicateLink',
    ...link(draws, id, cast),
    duplicateProbability: draws.pick(`${id} share`, [0.1, 0.5]),
  }),
  reorderLink: (draws, id, cast) => ({
    type: 'reorderLink',
    ...link(draws, id, cast),
    reorderProbability: draws.pick(`${id} share`, [0.1, 0.5]),
  }),
  corruptLink: (draws, id, cast) => ({
    type: 'corruptLink',
    ...link(draws, id, cast),
    corruptProbability: draws.pick(`${id} share`, [0.01, 0.1, 0.5]),
  }),
  hold: (draws, id, cast) => ({ type: 'hold', ...link(draws, id, cast) }),
  resetConnections: (draws, id, cast) => ({ type: 'resetConnections', ...link(draws, id, cast) }),
  crash: (draws, id, cast) => ({
    type: 'crash',
    target: anybody(draws, id, cast),
    loses: draws.pick(`${id} loses`, ['none', 'prefix', 'sectors', 'all']),
  }),
  wipe: (draws, id, { atlas }) =>
    atlas.wiped.length === 0 ? null : { type: 'wipe', target: draws.pick(`${id} target`, atlas.wiped) },
  pause: (draws, id, cast) => ({ type: 'pause', target: anybody(draws, id, cast) }),
  stallDisk: (draws, id, cast) => ({
    type: 'stallDisk',
    target: broker(draws, id, cast),
    syncOnly: draws.chance(`${id} syncOnly`, 0.5),
  }),
  slowDisk: (draws, id, cast) => ({
    type: 'slowDisk',
    target: broker(draws, id, cast),
    factor: draws.spread(`${id} factor`, 2, 100),
  }),
  failDisk: (draws, id, cast) => ({
    type: 'failDisk',
    target: broker(draws, id, cast),
    operations: draws.pick(`${id} operations`, [['read'], ['write'], ['sync'], ['read', 'write', 'sync']]),
    probability: draws.pick(`${id} share`, [0.05, 0.5, 1]),
  }),
  fullDisk: (draws, id, cast) => ({
    type: 'fullDisk',
    target: broker(draws, id, cast),
    freeBytes: draws.pick(`${id} free`, [0, 100, 4096]),
    shortWrites: draws.chance(`${id} short`, 0.5),
  }),
  lyingSync: (draws, id, { atlas }) =>
    atlas.untrusted.length === 0
      ? null
      : { type: 'lyingSync', target: draws.pick(`${id} target`, atlas.untrusted) },
  misdirectDisk: (draws, id, { atlas }) =>
    atlas.untrusted.length === 0
      ? null
      : {
          type: 'misdirectDisk',
          target: draws.pick(`${id} target`, atlas.untrusted),
          probability: draws.pick(`${id} share`, [0.05, 0.5]),
        },
  rotDisk: (draws, id, { atlas, logs }) =>
    atlas.untrusted.length === 0 || logs.length === 0
      ? null
      : {
          type: 'rotDisk',
          target: draws.pick(`${id} target`, atlas.untrusted),
          path: draws.pick(`${id} log`, logs),
          bitCount: draws.int(`${id} bits`, 1, 8),
        },
  slowCpu: (draws, id, cast) => ({
    type: 'slowCpu',
    target: anybody(draws, id, cast),
    factor: draws.spread(`${id} factor`, 2, 50),
  }),
  clockOffset: (draws, id, cast) => ({
    type: 'clockOffset',
    target: anybody(draws, id, cast),
    offsetMs: draws.spread(`${id} offset`, 1, 20_000) * (draws.chance(`${id} back`, 0.5) ? -1 : 1),
  }),
  clockDrift: (draws, id, cast) => ({
    type: 'clockDrift',
    target: anybody(draws, id, cast),
    ppm: draws.spread(`${id} ppm`, 10, 50_000) * (draws.chance(`${id} slow`, 0.5) ? -1 : 1),
  }),
  command: (draws, id, { brokers, commands }) =>
    commands.length === 0
      ? null
      : {
          type: 'command',
          name: draws.pick(`${id} command`, commands),
          target: draws.pick(`${id} target`, brokers),
        },
};

/** By name or by role. */
function broker(draws: Draws, id: string, { struck, roles }: Cast): string {
  const isRole = roles.length > 0 && draws.chance(`${id} role`, 0.5);
  return draws.pick(`${id} target`, isRole ? roles : struck);
}

/** Seldom a client. */
function anybody(draws: Draws, id: string, cast: Cast): string {
  const { clients } = cast;
  const isClient = clients.length > 0 && draws.chance(`${id} client`, 0.15);
  return isClient ? draws.pick(`${id} target`, clients) : broker(draws, id, cast);
}

/** From one end to all others, or the other way; or between two brokers. One channel as often as all. */
function link(draws: Draws, id: string, cast: Cast): LinkFields {
  const end = anybody(draws, id, cast);
  const others = cast.brokers.filter((name) => name !== end);
  const other =
    others.length > 0 && draws.chance(`${id} pair`, 0.4) ? draws.pick(`${id} other`, others) : '*';
  const [from, to] = draws.chance(`${id} way`, 0.5) ? [end, other] : [other, end];
  return cast.channels.length === 0 || draws.chance(`${id} all`, 0.5)
    ? { from, to }
    : { from, to, channel: draws.pick(`${id} on`, cast.channels) };
}

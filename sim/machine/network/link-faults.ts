/**
 * Faults in force, and which links they touch. A link looks them up only after a fault began or ended: with
 * none in force a message pays one comparison of integers.
 */
import type { NodeId } from '../../../broker-core/door.js';
import { hashString32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import type { FaultCounter } from '../fault-list.js';

export type Cut = { readonly kind: 'cut' };
export type Hold = { readonly kind: 'hold' };
/** The one-way delay becomes `delay * factor + addUs`; `factor` >= 1. */
export type Slow = { readonly kind: 'slow'; readonly addUs: number; readonly factor: number };
export type Lose = { readonly kind: 'lose'; readonly probability: number };
export type Duplicate = { readonly kind: 'duplicate'; readonly probability: number };
export type Reorder = { readonly kind: 'reorder'; readonly probability: number };
/** Bytes are flipped on the way. The receiver's check of the frame fails, and it ends the connection. */
export type Corrupt = { readonly kind: 'corrupt'; readonly probability: number };

/** What a fault does to the messages of the links that it touches. */
export type LinkEffect = Cut | Hold | Slow | Lose | Duplicate | Reorder | Corrupt;

/** Which messages a fault is about; one object for all links of the fault, as it counts them together. */
export interface MessageFilter {
  /** Default: all types. */
  readonly type?: string;
  /** Only the n-th of them since the fault began. Default: all. */
  readonly nth?: number;
  seenCount: number;
}

/** A fault in force; the verb that made it has a partner that takes it back. */
export interface NetworkFault<Effect extends LinkEffect = LinkEffect> {
  readonly effect: Effect;
  readonly matches: LinkMatcher;
  /** Null: it is about all messages. */
  readonly filter: MessageFilter | null;
  readonly counter: FaultCounter;
  /** Hash of the counter's id. */
  readonly drawKey: number;
}

/** Faults of each kind, in the order in which they began. */
type FaultsByKind = {
  readonly [Kind in LinkEffect['kind']]: readonly NetworkFault<Extract<LinkEffect, { kind: Kind }>>[];
};

/** The faults in force on one link: those about all messages by kind, and those about some messages. */
export type LinkFaults = FaultsByKind & { readonly selective: readonly NetworkFault[] };

/** A link that no fault touches. */
export const CALM: LinkFaults = {
  cut: [],
  hold: [],
  slow: [],
  lose: [],
  duplicate: [],
  reorder: [],
  corrupt: [],
  selective: [],
};

/** Of a message that no fault is about by its type or number. */
export const NONE_CHOSEN: readonly NetworkFault[] = [];

/** Those of `selective` that are about a message of that type, which is counted. */
export function choose(selective: readonly NetworkFault[], type: string): readonly NetworkFault[] {
  // One filter may have several links, and so be that of several faults.
  const seen = new Set<MessageFilter>();
  return selective.filter(({ filter }) => {
    if (filter === null || (filter.type !== undefined && filter.type !== type)) return false;
    if (!seen.has(filter)) filter.seenCount += 1;
    seen.add(filter);
    return filter.nth === undefined || filter.seenCount === filter.nth;
  });
}

export function createFault<Effect extends LinkEffect>(
  effect: Effect,
  matches: LinkMatcher,
  counter: FaultCounter,
  filter: MessageFilter | null = null,
): NetworkFault<Effect> {
  return { effect, matches, filter, counter, drawKey: hashString32(counter.id) };
}

export class FaultSet {
  readonly inForce: NetworkFault[] = [];
  /** Grows with every change. */
  version = 0;

  add(fault: NetworkFault): void {
    this.inForce.push(fault);
    this.version += 1;
  }

  /** Takes back this one fault and no other, however many overlap. */
  remove(fault: NetworkFault): void {
    const place = this.inForce.indexOf(fault);
    assert(place >= 0, 'a network fault is taken back once, by the partner of the verb that made it');
    this.inForce.splice(place, 1);
    this.version += 1;
  }

  on(from: NodeId, to: NodeId, channel: string): LinkFaults {
    const touching = this.inForce.filter((fault) => fault.matches(from, to, channel));
    if (touching.length === 0) return CALM;
    const selective = touching.filter(({ filter }) => filter !== null);
    return { ...byKind(touching.filter(({ filter }) => filter === null)), selective };
  }

  /** Of one kind, those about all messages of the link and those that the message was chosen by. */
  about<Kind extends LinkEffect['kind']>(
    kind: Kind,
    all: FaultsByKind[Kind],
    chosen: readonly NetworkFault[],
  ): FaultsByKind[Kind] {
    if (chosen.length === 0) return all;
    const own = byKind(chosen.filter((fault) => this.inForce.includes(fault)))[kind];
    // Both are lists of that kind; the compiler does not join them by their index.
    return [...all, ...own] as unknown as FaultsByKind[Kind];
  }
}

function byKind(faults: readonly NetworkFault[]): FaultsByKind {
  return {
    cut: faults.filter((fault) => isOf(fault, 'cut')),
    hold: faults.filter((fault) => isOf(fault, 'hold')),
    slow: faults.filter((fault) => isOf(fault, 'slow')),
    lose: faults.filter((fault) => isOf(fault, 'lose')),
    duplicate: faults.filter((fault) => isOf(fault, 'duplicate')),
    reorder: faults.filter((fault) => isOf(fault, 'reorder')),
    corrupt: faults.filter((fault) => isOf(fault, 'corrupt')),
  };
}

/** Narrows a fault to the kind of its effect. */
export function isOf<Kind extends LinkEffect['kind']>(
  fault: NetworkFault,
  kind: Kind,
): fault is NetworkFault<Extract<LinkEffect, { kind: Kind }>> {
  return fault.effect.kind === kind;
}

/** Directed; `*` stands for every node. Without `channel`, all channels between the two. */
export interface LinkPattern {
  readonly from: NodeId | '*';
  readonly to: NodeId | '*';
  readonly channel?: string;
  /** Default: all messages. For cuts and resets it means nothing. */
  readonly filter?: MessageFilter;
}

/** Says whether a message from one node to another, on that channel, is touched. */
export type LinkMatcher = (from: NodeId, to: NodeId, channel: string) => boolean;

/** The matcher of a pattern. A message to oneself crosses no network, so no pattern matches it. */
export function matchPattern(pattern: LinkPattern): LinkMatcher {
  return (from, to, channel) =>
    from !== to &&
    (pattern.from === '*' || pattern.from === from) &&
    (pattern.to === '*' || pattern.to === to) &&
    (pattern.channel === undefined || pattern.channel === channel);
}

/** What crosses from one group to another. Nodes in no group (clients, mostly) keep all their links. */
export function matchAcrossGroups(groups: readonly (readonly NodeId[])[]): LinkMatcher {
  const groupOf = new Map<NodeId, number>();
  groups.forEach((group, number) => {
    for (const node of group) {
      if (groupOf.has(node)) throw new RangeError(`partition: ${node} is in two groups`);
      groupOf.set(node, number);
    }
  });
  return (from, to) => {
    const fromGroup = groupOf.get(from);
    const toGroup = groupOf.get(to);
    return fromGroup !== undefined && toGroup !== undefined && fromGroup !== toGroup;
  };
}

/** All that any of the nodes sends to, or receives from, another. */
export function matchIsolated(nodes: readonly NodeId[]): LinkMatcher {
  const isolated = new Set(nodes);
  return (from, to) => from !== to && (isolated.has(from) || isolated.has(to));
}

/**
 * All but neighbours: each node reaches only the one before and the one after it. Others keep all their
 * links. Throws a RangeError for fewer than four nodes: among three, everyone is a neighbour.
 */
export function matchAcrossRing(nodes: readonly NodeId[]): LinkMatcher {
  if (nodes.length < 4) throw new RangeError(`a ring has at least four nodes, got ${nodes.length}`);
  const placeOf = new Map(nodes.map((node, place) => [node, place]));
  return (from, to) => {
    const fromPlace = placeOf.get(from);
    const toPlace = placeOf.get(to);
    if (fromPlace === undefined || toPlace === undefined) return false;
    const apart = Math.abs(fromPlace - toPlace);
    return apart > 1 && apart < nodes.length - 1;
  };
}

/**
 * Which links a fault touches.
 */
import type { NodeId } from '../../../broker-core/door.js';

/** Directed; `*` stands for every node. Without `channel`, all channels between the two. */
export interface LinkPattern {
  readonly from: NodeId | '*';
  readonly to: NodeId | '*';
  readonly channel?: string;
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
 * All but neighbours: each node reaches only the one before and the one after it. Nodes that are not in the ring keep all
 * their links. Throws a RangeError for fewer than four nodes: among three, everyone is a neighbour.
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

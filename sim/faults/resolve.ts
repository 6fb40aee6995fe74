/** Replaces roles by the nodes that hold them now. */
import type { NodeId } from '../../broker-core/door.js';
import { isRole, type FaultEntry, type Target } from './entry.js';

/** Nodes that hold a role at this moment, none if nobody does. */
export type ResolveRole = (role: string) => readonly NodeId[];

/** The entry with nodes alone; null if a role that it needs is held by nobody. */
export function resolveRoles(entry: FaultEntry, resolveRole: ResolveRole): FaultEntry | null {
  const one = (target: Target): Target | null => resolveTarget(target, resolveRole);
  if ('groups' in entry) {
    const groups = resolveGroups(entry.groups, resolveRole);
    return groups.length < 2 ? null : { ...entry, groups };
  }
  if ('from' in entry) {
    const from = one(entry.from);
    const to = one(entry.to);
    // A role may turn out to be the node at the other end, and a node reaches itself without the network.
    return from === null || to === null || (from === to && from !== '*') ? null : { ...entry, from, to };
  }
  if (!('target' in entry)) return entry;
  const target = one(entry.target);
  return target === null ? null : { ...entry, target };
}

/** The nodes of a resolved target. */
export function nodesIn(target: Target): readonly NodeId[] {
  return typeof target === 'string' ? [target] : target;
}

function resolveTarget(target: Target, resolveRole: ResolveRole): Target | null {
  if (typeof target !== 'string' || !isRole(target)) return target;
  const nodes = resolveRole(target);
  const [first] = nodes;
  if (first === undefined) return null;
  return nodes.length === 1 ? first : [...nodes];
}

/** A node that holds roles in two groups stays in the first; groups that end up empty go. */
function resolveGroups(
  groups: readonly (readonly string[])[],
  resolveRole: ResolveRole,
): readonly (readonly NodeId[])[] {
  const taken = new Set<NodeId>();
  const resolved: NodeId[][] = [];
  for (const group of groups) {
    const nodes: NodeId[] = [];
    for (const member of group) {
      for (const node of isRole(member) ? resolveRole(member) : [member]) {
        if (taken.has(node)) continue;
        taken.add(node);
        nodes.push(node);
      }
    }
    if (nodes.length > 0) resolved.push(nodes);
  }
  return resolved;
}

/** The faults that are left where there are fewer nodes. */
import { isRole, type FaultEntry, type FaultSchedule, type Target } from '../../../sim/faults/entry.js';
import { withFields } from './entries.js';

/** Each without the nodes that are gone; those that strike nobody else are left out. */
export function fitted(faults: FaultSchedule, nodes: readonly string[]): FaultSchedule {
  const isThere = (name: string): boolean => name === '*' || isRole(name) || nodes.includes(name);
  return faults.flatMap((entry) => fittedEntry(entry, isThere) ?? []);
}

function fittedEntry(entry: FaultEntry, isThere: (name: string) => boolean): FaultEntry | null {
  const { at } = entry;
  if (at !== undefined && 'mark' in at && !isThere(at.node)) return null;
  if ('groups' in entry) {
    const groups = entry.groups.map((group) => group.filter(isThere)).filter(({ length }) => length > 0);
    return groups.length < 2 ? null : withFields(entry, { groups });
  }
  if ('nodes' in entry) {
    const ring = entry.nodes.filter(isThere);
    return ring.length < RING_MIN ? null : withFields(entry, { nodes: ring });
  }
  if ('from' in entry) {
    const [from, to] = [fittedTarget(entry.from, isThere), fittedTarget(entry.to, isThere)];
    return from === null || to === null ? null : withFields(entry, { from, to });
  }
  const target = fittedTarget(entry.target, isThere);
  return target === null ? null : withFields(entry, { target });
}

/** Of fewer each would reach all others. */
const RING_MIN = 4;

function fittedTarget(target: Target, isThere: (name: string) => boolean): Target | null {
  if (typeof target === 'string') return isThere(target) ? target : null;
  const left = target.filter(isThere);
  const [only] = left;
  if (only === undefined) return null;
  return left.length === 1 ? only : left;
}

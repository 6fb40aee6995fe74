/** The faults that are left where there are fewer nodes. */
import {
  isRole,
  type FaultEntry,
  type FaultSchedule,
  type Moment,
  type Target,
} from '../../../sim/faults/entry.js';
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

/**
 * The faults of nodes that are gone, on such of the same kind as no fault strikes; null where no name changes.
 * Five brokers of which `n4` and `n5` are struck may do as three of which `n1` and `n2` are.
 */
export function renamed(
  faults: FaultSchedule,
  before: readonly string[],
  after: readonly string[],
): FaultSchedule | null {
  const named = new Set(faults.flatMap(namesIn));
  const gone = before.filter((name) => named.has(name) && !after.includes(name));
  const spare = after.filter((name) => !named.has(name));
  const names = new Map<string, string>();
  for (const name of gone) {
    const place = spare.findIndex((other) => kindOf(other) === kindOf(name));
    const [other] = place === -1 ? [] : spare.splice(place, 1);
    if (other !== undefined) names.set(name, other);
  }
  const to = (name: string): string => names.get(name) ?? name;
  return names.size === 0 ? null : faults.map((entry) => renamedEntry(entry, to));
}

/** `n` of `n3`. */
function kindOf(name: string): string {
  return name.replace(/\d+$/, '');
}

function namesIn(entry: FaultEntry): readonly string[] {
  if ('groups' in entry) return entry.groups.flat();
  if ('nodes' in entry) return entry.nodes;
  return 'from' in entry ? [entry.from, entry.to].flat() : [entry.target].flat();
}

function renamedEntry(entry: FaultEntry, to: (name: string) => string): FaultEntry {
  const target = (one: Target): Target => (typeof one === 'string' ? to(one) : one.map(to));
  const moment = (one: Moment): Moment =>
    'mark' in one ? { ...one, node: to(one.node) } : { ...one, from: target(one.from), to: target(one.to) };
  const { at, until } = { until: undefined, ...entry };
  const begins = at === undefined ? {} : { at: moment(at) };
  const ends = until === undefined ? {} : { until: moment(until) };
  const placed = withFields(entry, { ...begins, ...ends });
  if ('groups' in placed) return withFields(placed, { groups: placed.groups.map((group) => group.map(to)) });
  if ('nodes' in placed) return withFields(placed, { nodes: placed.nodes.map(to) });
  if ('from' in placed) return withFields(placed, { from: target(placed.from), to: target(placed.to) });
  return withFields(placed, { target: target(placed.target) });
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

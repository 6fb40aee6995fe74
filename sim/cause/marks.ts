/**
 * Marks: when what a key names came true on a node. A wait that says what it awaits is judged by them.
 */
import type { NodeId } from '../../broker-core/env.js';

export interface Marks {
  add(nodeId: NodeId, key: string, atUs: number): void;
  /** First time in (afterUs, throughUs] at which it came true on that node, or null. */
  firstBetween(nodeId: NodeId, key: string, afterUs: number, throughUs: number): number | null;
  /** Last time up to `throughUs`, or null. */
  lastUpTo(nodeId: NodeId, key: string, throughUs: number): number | null;
}

/** Keeps all times of a key, in order; up to `timesMax` of each (default 10,000), the oldest forgotten first. */
export function createMarks(timesMax = 10_000): Marks {
  const timesByKey = new Map<string, number[]>();
  const timesOf = (nodeId: NodeId, key: string): readonly number[] =>
    timesByKey.get(`${nodeId} ${key}`) ?? [];
  return {
    add(nodeId, key, atUs) {
      const name = `${nodeId} ${key}`;
      const times = timesByKey.get(name);
      if (times === undefined) timesByKey.set(name, [atUs]);
      else {
        times.push(atUs);
        if (times.length > timesMax) times.shift();
      }
    },
    firstBetween: (nodeId, key, afterUs, throughUs) =>
      timesOf(nodeId, key).find((atUs) => atUs > afterUs && atUs <= throughUs) ?? null,
    lastUpTo: (nodeId, key, throughUs) => timesOf(nodeId, key).findLast((atUs) => atUs <= throughUs) ?? null,
  };
}

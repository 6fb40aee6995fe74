/**
 * Marks: when what a key names came true on a node, and when it ceased to be. They judge waits that await it.
 */
import type { NodeId } from '../../broker-core/door.js';

export interface Marks {
  add(nodeId: NodeId, key: string, atUs: number): void;
  /** From now on it is not true any more. A key that ends in `:` stands for all that begin with it. */
  undo(nodeId: NodeId, key: string, atUs: number): void;
  /** First time in (afterUs, throughUs] at which it came true on that node, or null. */
  firstBetween(nodeId: NodeId, key: string, afterUs: number, throughUs: number): number | null;
  /** When it last came true, if it is so at `throughUs`; null if it is not. */
  lastUpTo(nodeId: NodeId, key: string, throughUs: number): number | null;
}

/** One change of a key. */
interface Change {
  readonly atUs: number;
  readonly isTrue: boolean;
}

/** Keeps the changes of each key in order: the last `changesMax`, by default 10,000. */
export function createMarks(changesMax = 10_000): Marks {
  /** By node, then by key: a mark falls often, and a joined name would be made and hashed for each. */
  const changesByNode = new Map<NodeId, Map<string, Change[]>>();
  const changesOf = (nodeId: NodeId, key: string): readonly Change[] =>
    changesByNode.get(nodeId)?.get(key) ?? [];
  const push = (changes: Change[], change: Change): void => {
    changes.push(change);
    if (changes.length > changesMax) changes.shift();
  };
  return {
    add(nodeId, key, atUs) {
      let changesByKey = changesByNode.get(nodeId);
      if (changesByKey === undefined) changesByNode.set(nodeId, (changesByKey = new Map<string, Change[]>()));
      const changes = changesByKey.get(key);
      const change = { atUs, isTrue: true };
      if (changes === undefined) changesByKey.set(key, [change]);
      else push(changes, change);
    },
    undo(nodeId, key, atUs) {
      for (const [marked, changes] of changesByNode.get(nodeId) ?? []) {
        if (key.endsWith(':') ? marked.startsWith(key) : marked === key)
          push(changes, { atUs, isTrue: false });
      }
    },
    firstBetween: (nodeId, key, afterUs, throughUs) =>
      changesOf(nodeId, key).find(({ atUs, isTrue }) => isTrue && atUs > afterUs && atUs <= throughUs)
        ?.atUs ?? null,
    lastUpTo(nodeId, key, throughUs) {
      const last = changesOf(nodeId, key).findLast(({ atUs }) => atUs <= throughUs);
      return last?.isTrue === true ? last.atUs : null;
    },
  };
}

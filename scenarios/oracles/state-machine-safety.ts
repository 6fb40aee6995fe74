import type { Invariant } from '../harness/definition/invariant.js';
import { sameBytes } from './track/bytes.js';
import { CommittedEntries } from './track/committed-entries.js';

/**
 * No two nodes apply different entries at an index, and their state behind it is the same (invariants 7, 9 and 31). A node that
 * applies it again after a restart is held to the same. Checked when an entry is applied.
 */
export const stateMachineSafety: Invariant = {
  name: 'state-machine-safety',
  doc: 'All nodes apply the same entry at an index and come to the same image.',
  source: 'Raft paper, figure 3',
  create: ({ violate }) => {
    const committed = new CommittedEntries();
    return {
      onFact(fact) {
        if (fact.type !== 'applied' || committed.add(fact)) return;
        const first = committed.at(fact.index);
        if (first === undefined) return;
        const { nodeId, index, term, data, stateHash } = fact;
        const differ = (what: string, before: number, now: number): void => {
          const was = `${first.nodeId} applied ${what} ${before}`;
          violate(`index ${index}: ${was}, ${nodeId} applies ${what} ${now}`);
        };
        if (first.term !== term) differ('an entry of term', first.term, term);
        else if (!sameBytes(first.data, data)) differ('other data, bytes:', first.data.length, data.length);
        else if (first.stateHash !== stateHash) differ('it and has state hash', first.stateHash, stateHash);
      },
    };
  },
};

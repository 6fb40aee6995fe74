/** Where the metadata log should come to in some run: what its oracles exist for. */
import type { NodeId } from '../../../broker-core/env.js';
import type { Scout } from '../../harness/definition/invariant.js';

const SOMETIMES = {
  'leader-deposed-unaware':
    'A node is elected to lead the metadata log while another still thinks that it leads.',
  'election-needs-another-term': 'Between two leaders of the metadata log lies a term that nobody led.',
  'raft-tail-replaced': 'A follower of the metadata log replaces entries that it had written.',
  'snapshot-installed': 'A follower of the metadata log is given a snapshot.',
  'crash-during-a-metadata-write': 'A broker crashes while a write of its metadata log is not durable yet.',
  'broker-stops-itself': 'A broker stops itself, because its disk failed it.',
} as const;

interface Node {
  termLed: number | null;
  lastIndex: number;
  writtenReady: number;
  durableReady: number;
}

export const metadataLogScout: Scout = {
  sometimes: SOMETIMES,
  create: ({ reached, sometimes }) => {
    const nodes = new Map<NodeId, Node>();
    let newestTerm = 0;
    const nodeOf = (nodeId: NodeId): Node => {
      let node = nodes.get(nodeId);
      if (node === undefined)
        nodes.set(nodeId, (node = { termLed: null, lastIndex: 0, writtenReady: 0, durableReady: 0 }));
      return node;
    };
    const elected = (nodeId: NodeId, term: number): void => {
      if (term <= newestTerm) return;
      const isUnaware = [...nodes].some(([other, { termLed }]) => other !== nodeId && termLed !== null);
      sometimes('leader-deposed-unaware', isUnaware);
      sometimes('election-needs-another-term', newestTerm > 0 && term > newestTerm + 1);
      newestTerm = term;
    };
    return {
      facts: [
        'role',
        'entriesWritten',
        'hardStateWritten',
        'readyDurable',
        'snapshotInstalled',
        'restored',
        'fenced',
      ],
      onFact(fact) {
        if (fact.type === 'role') {
          const node = nodeOf(fact.nodeId);
          const isNew = fact.role === 'leader' && node.termLed !== fact.term;
          if (isNew) elected(fact.nodeId, fact.term);
          node.termLed = fact.role === 'leader' ? fact.term : null;
        } else if (fact.type === 'entriesWritten') {
          const node = nodeOf(fact.nodeId);
          const first = fact.entries[0]?.index ?? Infinity;
          if (first <= node.lastIndex) reached('raft-tail-replaced');
          node.lastIndex = fact.entries.at(-1)?.index ?? node.lastIndex;
          node.writtenReady = fact.readyNumber;
        } else if (fact.type === 'hardStateWritten') nodeOf(fact.nodeId).writtenReady = fact.readyNumber;
        else if (fact.type === 'readyDurable') nodeOf(fact.nodeId).durableReady = fact.readyNumber;
        else if (fact.type === 'snapshotInstalled') {
          reached('snapshot-installed');
          nodeOf(fact.nodeId).lastIndex = fact.snapshot.index;
        } else if (fact.type === 'restored') {
          const { snapshot, entries } = fact.state;
          nodeOf(fact.nodeId).lastIndex = entries.at(-1)?.index ?? snapshot?.index ?? 0;
        } else if (fact.type === 'fenced') reached('broker-stops-itself');
      },
      onCrash(nodeId) {
        const node = nodes.get(nodeId);
        if (node === undefined) return;
        sometimes('crash-during-a-metadata-write', node.writtenReady > node.durableReady);
        nodes.delete(nodeId);
      },
    };
  },
};

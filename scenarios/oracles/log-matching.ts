import type { NodeId } from '../../broker-core/env.js';
import type { Entry } from '../../broker-core/raft/index.js';
import { hashBytes32, mix32 } from '../../sim/random/mix.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { IndexedWindow } from './track/indexed-window.js';

/** Of the log up to an index; null when it begins with a snapshot of which that is not known. */
type Prefix = number | null;

/** What the first node that wrote it has at an index, in one term. */
interface Known {
  readonly term: number;
  readonly nodeId: NodeId;
  readonly data: number;
  readonly prefix: Prefix;
}

/** Different entries that are remembered at one index: of as many terms. */
const TERMS_PER_INDEX_MAX = 16;

/** By a hash chained from entry to entry. */
export const logMatching: Invariant = {
  name: 'log-matching',
  doc: 'Metadata logs that agree on index and term of an entry agree on everything up to it.',
  source: 'Raft paper, figure 3 and section 5.3',
  create: ({ violate, judged }) => {
    /** By index; holds one item more than the log, what is before it. */
    const nodes = new Map<NodeId, IndexedWindow<Prefix>>();
    const all = new IndexedWindow<Known[]>(1);
    const find = (index: number, term: number): Known | undefined =>
      all.at(index)?.find((known) => known.term === term);
    /** A log that begins behind `index`. */
    const restart = (nodeId: NodeId, index: number, term: number): IndexedWindow<Prefix> => {
      const prefixes = new IndexedWindow<Prefix>(index);
      prefixes.push(index === 0 ? 0 : (find(index, term)?.prefix ?? null));
      nodes.set(nodeId, prefixes);
      return prefixes;
    };
    const append = (nodeId: NodeId, prefixes: IndexedWindow<Prefix>, { index, term, data }: Entry): void => {
      const before = prefixes.last ?? null;
      const hash = hashBytes32(data);
      const prefix = before === null ? null : mix32(mix32(before, term), hash);
      prefixes.push(prefix);
      const known = find(index, term);
      const differ = (what: string, theirs: number, own: number): void => {
        const place = `index ${index} of term ${term}`;
        const has = `${known?.nodeId ?? 'nobody'} has ${what} with hash ${theirs}`;
        violate(`${place}: ${has}, ${nodeId} ${what} with hash ${own}`);
      };
      if (known !== undefined) judged();
      if (known === undefined) learn(all, index, { term, nodeId, data: hash, prefix });
      else if (known.data !== hash) differ('data', known.data, hash);
      else if (known.prefix !== prefix && known.prefix !== null && prefix !== null)
        differ('a log before it', known.prefix, prefix);
    };
    const write = (nodeId: NodeId, entries: readonly Entry[]): void => {
      const [first] = entries;
      if (first === undefined) return;
      const prefixes = nodes.get(nodeId) ?? restart(nodeId, 0, 0);
      if (first.index <= prefixes.endIndex) prefixes.truncateTo(first.index);
      if (first.index !== prefixes.endIndex || prefixes.last === undefined) {
        prefixes.restartAt(first.index - 1);
        prefixes.push(null);
      }
      for (const entry of entries) append(nodeId, prefixes, entry);
    };
    return {
      ...hears(['entriesWritten', 'snapshotInstalled', 'restored'], (fact) => {
        if (fact.type === 'entriesWritten') write(fact.nodeId, fact.entries);
        else if (fact.type === 'snapshotInstalled')
          restart(fact.nodeId, fact.snapshot.index, fact.snapshot.term);
        else if (fact.type === 'restored') {
          const { snapshot, entries } = fact.state;
          const from = snapshot?.index ?? 0;
          restart(fact.nodeId, from, snapshot?.term ?? 0);
          const kept = entries.filter(({ index }) => index > from);
          write(fact.nodeId, kept);
        }
      }),
    };
  },
};

function learn(all: IndexedWindow<Known[]>, index: number, known: Known): void {
  const here = all.at(index);
  if (here !== undefined) {
    if (here.length < TERMS_PER_INDEX_MAX) here.push(known);
    return;
  }
  if (index < all.firstIndex) return;
  while (all.endIndex < index) all.push([]);
  all.push([known]);
}

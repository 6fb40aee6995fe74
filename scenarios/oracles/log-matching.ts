import type { NodeId } from '../../broker-core/env.js';
import type { Entry } from '../../broker-core/raft/index.js';
import { hashBytes32, mix32 } from '../../sim/random/mix.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
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
  create: (context) => {
    const logs = new PrefixHashes(context);
    return {
      onFact(fact) {
        if (fact.type === 'entriesWritten') logs.write(fact.nodeId, fact.entries);
        else if (fact.type === 'snapshotInstalled')
          logs.restart(fact.nodeId, fact.snapshot.index, fact.snapshot.term);
        else if (fact.type === 'restored') {
          const { snapshot, entries } = fact.state;
          const from = snapshot?.index ?? 0;
          logs.restart(fact.nodeId, from, snapshot?.term ?? 0);
          logs.write(
            fact.nodeId,
            entries.filter(({ index }) => index > from),
          );
        }
      },
    };
  },
};

class PrefixHashes {
  /** By index; holds one item more than the log, what is before it. */
  readonly #nodes = new Map<NodeId, IndexedWindow<Prefix>>();
  readonly #known = new IndexedWindow<Known[]>(1);
  readonly #violate: OracleContext['violate'];

  constructor({ violate }: OracleContext) {
    this.#violate = violate;
  }

  write(nodeId: NodeId, entries: readonly Entry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    const prefixes = this.#nodes.get(nodeId) ?? this.restart(nodeId, 0, 0);
    if (first.index <= prefixes.endIndex) prefixes.truncateTo(first.index);
    if (first.index !== prefixes.endIndex || prefixes.last === undefined) {
      prefixes.restartAt(first.index - 1);
      prefixes.push(null);
    }
    for (const entry of entries) this.#append(nodeId, prefixes, entry);
  }

  /** A log that begins behind `index`. */
  restart(nodeId: NodeId, index: number, term: number): IndexedWindow<Prefix> {
    const prefixes = new IndexedWindow<Prefix>(index);
    prefixes.push(index === 0 ? 0 : (this.#find(index, term)?.prefix ?? null));
    this.#nodes.set(nodeId, prefixes);
    return prefixes;
  }

  #append(nodeId: NodeId, prefixes: IndexedWindow<Prefix>, { index, term, data }: Entry): void {
    const before = prefixes.last ?? null;
    const hash = hashBytes32(data);
    const prefix = before === null ? null : mix32(mix32(before, term), hash);
    prefixes.push(prefix);
    const known = this.#find(index, term);
    if (known === undefined) this.#learn(index, { term, nodeId, data: hash, prefix });
    else if (known.data !== hash) this.#differ(index, term, 'data', known, nodeId, known.data, hash);
    else if (known.prefix !== prefix && known.prefix !== null && prefix !== null) {
      this.#differ(index, term, 'a log before it', known, nodeId, known.prefix, prefix);
    }
  }

  #find(index: number, term: number): Known | undefined {
    return this.#known.at(index)?.find((known) => known.term === term);
  }

  #learn(index: number, known: Known): void {
    const all = this.#known;
    const here = all.at(index);
    if (here !== undefined) {
      if (here.length < TERMS_PER_INDEX_MAX) here.push(known);
      return;
    }
    if (index < all.firstIndex) return;
    while (all.endIndex < index) all.push([]);
    all.push([known]);
  }

  #differ(
    index: number,
    term: number,
    what: string,
    known: Known,
    nodeId: NodeId,
    theirs: number,
    own: number,
  ): void {
    const place = `index ${index} of term ${term}`;
    this.#violate(
      `${place}: ${known.nodeId} has ${what} with hash ${theirs}, ${nodeId} ${what} with hash ${own}`,
    );
  }
}

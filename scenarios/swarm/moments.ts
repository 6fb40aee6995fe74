/**
 * When a run turned: each fact that a broker told, with its time and node, and which fact came after which. A
 * search strikes there: what is wrong for 1.5 ms between an acknowledgement and its sync no random time finds.
 */
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';

export interface Moment {
  readonly atUs: number;
  readonly nodeId: NodeId;
}

/** Kept of one sort; of more every second, fourth, eighth one. */
const KEPT_MAX = 128;

/** A role of Raft, as a sort. */
const ROLES = {
  leader: 'role leader',
  follower: 'role follower',
  candidate: 'role candidate',
  preCandidate: 'role preCandidate',
} as const;

/** Sorts of what changes who does what, and not only how far it is. */
const TURNS: ReadonlySet<string> = new Set([
  ROLES.leader,
  'becameLeader',
  'becameOffline',
  'truncated',
  'snapshotInstalled',
  'restored',
  'opened',
  'crash',
  'brokerEpochTaken',
  'sessionJudged',
  'groupRoundEnded',
  'groupAssigned',
  'groupForgotten',
  'fenced',
]);

/** Of one run. */
export class Moments {
  readonly #bySort = new Map<string, Sort>();
  readonly #last = new Map<NodeId, string>();
  #lastTurn: string | null = null;
  /** What came after what, on one node, and of turns in the whole cluster: states of a run, in the broker's words. */
  readonly pairs = new Set<string>();

  take(sort: string, nodeId: NodeId, atUs: number): void {
    const known = this.#bySort.get(sort);
    if (known === undefined) this.#bySort.set(sort, new Sort({ atUs, nodeId }));
    else known.add(atUs, nodeId);
    const last = this.#last.get(nodeId);
    // Most facts follow one of their own sort.
    if (last === sort) return;
    if (last !== undefined) this.pairs.add(`${last} > ${sort}`);
    this.#last.set(nodeId, sort);
    if (!TURNS.has(sort)) return;
    if (this.#lastTurn !== null) this.pairs.add(`${this.#lastTurn} >> ${sort}`);
    this.#lastTurn = sort;
  }

  /** By name, so that what is rare is picked as often as what is frequent. */
  get sorts(): readonly string[] {
    return [...this.#bySort.keys()].sort();
  }

  of(sort: string): readonly Moment[] {
    return this.#bySort.get(sort)?.kept ?? [];
  }
}

class Sort {
  readonly #kept: Moment[];
  #count = 1;
  #stride = 1;

  constructor(first: Moment) {
    this.#kept = [first];
  }

  get kept(): readonly Moment[] {
    return this.#kept;
  }

  add(atUs: number, nodeId: NodeId): void {
    this.#count += 1;
    if (this.#count % this.#stride !== 0) return;
    this.#kept.push({ atUs, nodeId });
    if (this.#kept.length <= KEPT_MAX) return;
    this.#stride *= 2;
    for (let place = this.#kept.length - 1; place > 0; place -= 2) this.#kept.splice(place, 1);
  }
}

/** Judges nothing; told every fact, as an oracle is. */
export function observing(moments: Moments): Invariant {
  return {
    name: 'moments-of-a-run',
    doc: 'Looks on.',
    source: '',
    create: ({ nowUs }) => ({
      onFact: (fact) => moments.take(sortOf(fact), fact.nodeId, nowUs()),
      onReplicaFact: (fact) => moments.take(fact.fact.type, fact.nodeId, nowUs()),
      onCrash: (nodeId) => moments.take('crash', nodeId, nowUs()),
      onFault: ({ type, nodeId }) => moments.take(`fault ${type}`, nodeId, nowUs()),
    }),
  };
}

function sortOf(fact: Exclude<BrokerFact, { readonly type: 'partition' }>): string {
  if (fact.type === 'role') return ROLES[fact.role];
  return fact.type === 'group' ? `group ${fact.fact.type}` : fact.type;
}

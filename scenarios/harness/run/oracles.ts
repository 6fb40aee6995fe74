/**
 * Runs the invariants beside a run: hands every fact to those that look at it, and collects what they find.
 */
import type { GroupFact, NodeFact, PartitionFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';
import type { StruckFault } from '../../../sim/faults/struck.js';
import type { RawViolation } from '../result/raw-run.js';
import { Audience } from '../definition/audience.js';
import { createTrackers } from './trackers.js';
import { ofUser } from './user-code.js';
import type {
  AfterRest,
  EndState,
  Invariant,
  Oracle,
  OracleContext,
  Scout,
  Tracker,
} from '../definition/invariant.js';

/** Violations kept of one invariant: the first tell what is wrong. */
export const VIOLATIONS_MAX = 20;

/** Texts that are counted, of all invariants. */
const UNJUDGED_MAX = 200;

export interface Surroundings extends Omit<OracleContext, 'share' | 'violate' | 'judged' | 'unjudged'> {
  /** Told of the first violation of each invariant. */
  readonly onViolation?: (invariant: string, isAtRest: boolean) => void;
}

/** The trackers and oracles of one partition's Raft group. */
interface OfGroup {
  readonly all: readonly Tracker[];
  readonly audience: Audience;
}

export class Oracles {
  readonly violations: RawViolation[] = [];
  /** `topic-operations-in-one-order: not judged: …`, and how often. */
  readonly unjudged = new Map<string, number>();
  readonly #around: Surroundings;
  readonly #judgements: ReadonlyMap<string, { count: number }>;
  /** What is found from now on is found at rest, whenever it came to be. */
  #isAtRest = false;
  readonly #invariantsOfGroups: readonly Invariant[];
  readonly #invariants: readonly Invariant[];
  /** In the order of the invariants. */
  readonly #oracles: readonly Oracle[];
  /** With what they share, which comes first. */
  readonly #trackers: readonly Tracker[];
  readonly #scouts: readonly Oracle[];
  readonly #audience: Audience;
  /** Of the Raft group that a partition has to itself. */
  readonly #ofGroups = new Map<string, OfGroup>();

  constructor(invariants: readonly Invariant[], around: Surroundings, scouts: readonly Scout[] = []) {
    this.#around = around;
    this.#invariantsOfGroups = invariants.filter(({ ofEachRaftGroup }) => ofEachRaftGroup);
    this.#invariants = invariants;
    this.#judgements = new Map(invariants.map(({ name }) => [name, { count: 0 }]));
    const { oracles, trackers, scouting } = this.#create(invariants, '', scouts);
    this.#oracles = oracles;
    this.#trackers = trackers;
    this.#scouts = scouting;
    this.#audience = new Audience(this.#all);
  }

  get #all(): readonly Oracle[] {
    return [...this.#trackers, ...this.#oracles, ...this.#scouts];
  }

  /** By invariant, how often it had something to judge; in groups as in the metadata log. */
  get judged(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#judgements].map(([name, { count }]) => [name, count]));
  }

  onFact(fact: NodeFact): void {
    this.#audience.tell(fact);
    if (fact.type === 'group') this.#ofGroup(fact).audience.tell(fact.fact);
  }

  onReplicaFact(fact: PartitionFact): void {
    this.#audience.tellOfReplica(fact);
  }

  onCrash(nodeId: NodeId): void {
    for (const oracle of this.#all) oracle.onCrash?.(nodeId);
    for (const { all } of this.#ofGroups.values()) for (const oracle of all) oracle.onCrash?.(nodeId);
  }

  /** What those of groups would look at then is in no view; they have seen every fact. */
  atEnd(end: EndState): void {
    this.#isAtRest = true;
    const { damages, brokers } = this.#around;
    const isLive = damages.hasHealthyCore(brokers);
    for (const [place, oracle] of this.#oracles.entries())
      if (isLive || this.#invariants[place]?.isLiveness !== true) oracle.atEnd?.(end);
    for (const scout of this.#scouts) scout.atEnd?.(end);
  }

  /**
   * Instead of {@link atEnd}, of a run that did not come to its end. 1. A wake-up is lost, and a client waits
   * for ever. 2. So the load does not end. 3. Judged only at rest, the loss would be seen in no such run.
   */
  atStall({ history, findings }: Pick<EndState, 'history' | 'findings'>): void {
    this.#isAtRest = true;
    const end: EndState = { history, findings, views: new Map(), partitions: [] };
    for (const [place, oracle] of this.#oracles.entries())
      if (this.#invariants[place]?.needsNoRest === true) oracle.atEnd?.(end);
  }

  onFault(fault: StruckFault): void {
    for (const oracle of this.#all) oracle.onFault?.(fault);
    for (const { all } of this.#ofGroups.values()) for (const oracle of all) oracle.onFault?.(fault);
  }

  onAssertion(error: Error): void {
    // It is told when the run is over.
    this.#isAtRest = true;
    for (const oracle of this.#oracles) oracle.onAssertion?.(error);
  }

  afterRest(after: AfterRest): void {
    for (const oracle of this.#oracles) oracle.afterRest?.(after);
  }

  #ofGroup({ group, topicId }: GroupFact): OfGroup {
    const key = `${topicId} ${group}`;
    const known = this.#ofGroups.get(key);
    if (known !== undefined) return known;
    const created = this.#create(this.#invariantsOfGroups, `group ${group}: `);
    const all = [...created.trackers, ...created.oracles];
    const ofGroup = { all, audience: new Audience(all) };
    this.#ofGroups.set(key, ofGroup);
    return ofGroup;
  }

  #create(
    invariants: readonly Invariant[],
    prefix: string,
    scouts: readonly Scout[] = [],
  ): {
    readonly oracles: readonly Oracle[];
    readonly trackers: readonly Tracker[];
    readonly scouting: readonly Oracle[];
  } {
    const around = this.#around;
    const { share, all: trackers } = createTrackers(around.nowUs);
    let making = '';
    const make = ({ name, create }: Invariant): Oracle => {
      making = name;
      let count = 0;
      const violate = (detail: string): void => {
        count += 1;
        if (count === 1) around.onViolation?.(name, this.#isAtRest);
        if (count > VIOLATIONS_MAX) return;
        this.violations.push({ invariant: name, atUs: around.nowUs(), detail: `${prefix}${detail}` });
      };
      const unjudged = (what: string): void => {
        const text = `${name}: not judged: ${prefix}${what}`;
        if (this.unjudged.has(text) || this.unjudged.size < UNJUDGED_MAX)
          this.unjudged.set(text, (this.unjudged.get(text) ?? 0) + 1);
      };
      const counter = this.#judgements.get(name) ?? { count: 0 };
      const judged = (): void => {
        counter.count += 1;
      };
      return create({ ...around, share, violate, judged, unjudged });
    };
    // The guards go up once for all: that costs 0.1 ms, and a run has forty oracles.
    const oracles = ofUser(
      () => `${making}: create`,
      () => invariants.map(make),
    );
    const scouting = scouts.map(({ create }) => create({ ...around, share }));
    return { oracles, trackers, scouting };
  }
}

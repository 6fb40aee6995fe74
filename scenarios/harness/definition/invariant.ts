/** What an oracle is. Each invariant cites its source, and is checked with each fact or at the end. */
import type { NodeFact, PartitionFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';
import type { RecordBatch } from '../../../broker-core/protocol/record-batch.js';
import type { BrokerView } from '../../../broker-core/broker/broker.js';
import type { RecordedFinding } from '../../../sim/cause/recorder.js';
import type { StruckFault } from '../../../sim/faults/struck.js';
import type { DeclaredSometimes, SayingSometimes } from '../../../sim/world/sometimes.js';
import type { Damages } from './damages.js';
import type { SimulatedDisk } from '../../../sim/machine/disk/disk.js';
import type { ClientHistory } from './scenario.js';
import type { Settings } from '../settings/table.js';

/** What of a disk is sure to survive, whatever the broker believes. */
export type DurableDisk = Pick<SimulatedDisk, 'durableBytesFrom' | 'durableNames'>;

/** Gives the one of its kind that a run has, made when it is first asked for. */
export type Share = <T extends Tracker>(kind: new (share: Share, nowUs: () => number) => T) => T;

/** What all oracles of a run share. */
export interface OracleContext extends SayingSometimes {
  readonly settings: Settings;
  readonly brokers: readonly NodeId[];
  readonly nowUs: () => number;
  /** What faults have done to disks up to now. */
  readonly damages: Damages;
  /** A broker's disk as a power cut would leave it; null: there is none to look at. */
  readonly diskOf: (nodeId: NodeId) => DurableDisk | null;
  /**
   * What several oracles look at, such as the log of each replica: it is told each
   * fact once, before any oracle.
   */
  readonly share: Share;
  /** Reports a violation: names the nodes, the index or offset, and the two values that disagree. */
  readonly violate: (detail: string) => void;
  /**
   * Says that something was there to be judged, whether or not it was found wrong: a counter, so it may be
   * called with each fact. An invariant that never says so in a search may be blind.
   */
  readonly judged: () => void;
  /**
   * Reports that something was left without a judgement, and why; the same text each time, as it is counted.
   * The run stays as it is, with a note: silence would read as "nothing is wrong".
   */
  readonly unjudged: (what: string) => void;
}

/** A partition as a consumer found it when everything had come to rest; null: it could not be read. */
export interface FinalPartition {
  readonly topic: string;
  readonly partition: number;
  readonly batches: readonly RecordBatch[] | null;
}

/** The cluster after the heal, when everything has come to rest or the time for it was over. */
export interface EndState {
  readonly history: ClientHistory;
  /** Of each broker that runs. */
  readonly views: ReadonlyMap<NodeId, BrokerView>;
  readonly partitions: readonly FinalPartition[];
  /** What runtime and brokers have found wrong by themselves. */
  readonly findings: readonly RecordedFinding[];
}

/** Something that the operator asked of a cluster at rest. */
export interface FreshRequest {
  readonly what: string;
  /** `ok`, or the name of an error; null: no answer in the time for it. */
  readonly outcome: string | null;
}

/** A cluster that has come to rest, looked at once more. */
export interface AfterRest {
  /** `orders/0 lacks 3`: live replicas outside of the ISR. */
  readonly missing: readonly string[];
  readonly asked: readonly FreshRequest[];
  /** What happened by itself while nobody asked for anything. */
  readonly quiet: { readonly durationUs: number; readonly events: number; readonly commits: number };
}

/** What a replica tells. */
export type ReplicaFactType = PartitionFact['fact']['type'];

/** What a node tells besides. */
export type NodeFactType = NodeFact['type'];

export interface Oracle {
  /** The facts of nodes that it has to see; without it, all. */
  readonly facts?: readonly NodeFactType[];
  /** After each of those facts; cheap. */
  readonly onFact?: (fact: NodeFact) => void;
  /** The facts of replicas that it has to see; without it, all. */
  readonly replicaFacts?: readonly ReplicaFactType[];
  /** After each of those facts: 100,000 of them in a second of real time, so it has to be cheaper still. */
  readonly onReplicaFact?: (fact: PartitionFact) => void;
  /** The process has crashed: what it had not made durable is gone. */
  readonly onCrash?: (nodeId: NodeId) => void;
  /**
   * A fault of the schedule has struck a machine. After a `wipe` what was durable there is no longer owed.
   */
  readonly onFault?: (fault: StruckFault) => void;
  /** An assertion of the program has failed. The run ends with it. */
  readonly onAssertion?: (error: Error) => void;
  readonly atEnd?: (end: EndState) => void;
  /** After {@link atEnd}, if the cluster came to rest in time. */
  readonly afterRest?: (after: AfterRest) => void;
}

/** State that oracles share: it is told what happens and judges nothing. */
export type Tracker = Pick<
  Oracle,
  'facts' | 'onFact' | 'replicaFacts' | 'onReplicaFact' | 'onCrash' | 'onFault'
>;

export interface Invariant {
  /** `election-safety`. */
  readonly name: string;
  readonly doc: string;
  /** Paper and section, KIP, or document. */
  readonly source: string;
  /** Whether it also holds of each partition's own Raft group, as of the metadata log. Default: false. */
  readonly ofEachRaftGroup?: true;
  /**
   * Whether it says that something has to go on. Then it is judged at the end only if a majority of disks
   * kept what they were given. Default: false.
   */
  readonly isLiveness?: true;
  /**
   * Whether its `atEnd` looks at nothing but what clients were told and what was found up to then. Then it
   * judges a run that did not come to its end too: there nothing has healed, and nobody has read the logs.
   * Default: false.
   */
  readonly needsNoRest?: true;
  /** What its `reached` and `sometimes` may name, each with a sentence. Default: none. */
  readonly sometimes?: DeclaredSometimes;
  readonly create: (context: OracleContext) => Oracle;
}

/** An oracle's part that hears facts of these types alone, and can name no other. */
export function hears<const Type extends NodeFactType>(
  facts: readonly Type[],
  onFact: (fact: Extract<NodeFact, { readonly type: Type }>) => void,
): Pick<Oracle, 'facts' | 'onFact'> {
  // Told of nothing else.
  return { facts, onFact: onFact as (fact: NodeFact) => void };
}

/** Looks where a run goes, and judges nothing. */
export interface Scout {
  /** What it may name, each with a sentence. */
  readonly sometimes: DeclaredSometimes;
  readonly create: (context: Omit<OracleContext, 'violate' | 'judged' | 'unjudged'>) => Oracle;
}

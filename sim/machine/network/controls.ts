/**
 * The verbs that break the network, each with its partner. Faults may overlap: each verb gives back the fault
 * that it began, and its partner ends that one alone. A link that was cut twice carries nothing until both
 * are healed.
 */
import type { NodeId } from '../../../broker-core/door.js';
import { requireBetween, requireFactor, requireInteger } from '../../checks/require.js';
import type { FaultCounter } from '../fault-list.js';
import {
  createFault,
  matchAcrossGroups,
  matchAcrossRing,
  matchIsolated,
  matchPattern,
  type Corrupt,
  type Cut,
  type Duplicate,
  type Hold,
  type LinkEffect,
  type LinkMatcher,
  type LinkPattern,
  type Lose,
  type MessageFilter,
  type NetworkFault,
  type Reorder,
  type Slow,
} from './link-faults.js';

/** How much slower: the one-way delay becomes `delay * factor + addUs`. */
export interface Slowness {
  /** Default 0. */
  readonly addUs?: number;
  /** At least 1. Default 1. */
  readonly factor?: number;
}

/** A counter is where a fault's effects are counted, and its `id` keys the fault's draws. */
export interface NetworkControls {
  /** Cuts groups from each other; what is in flight between them is gone. Nodes in no group stay linked. */
  partition(groups: readonly (readonly NodeId[])[], counter: FaultCounter): NetworkFault<Cut>;
  /** Cuts the node from all others; of several, each one from all, so also from each other. */
  isolate(nodes: NodeId | readonly NodeId[], counter: FaultCounter): NetworkFault<Cut>;
  /** Cuts one direction; the other stays whole, streams included: acknowledgements are not modelled. */
  cutOneWay(pattern: LinkPattern, counter: FaultCounter): NetworkFault<Cut>;
  /** Leaves each node only the one before and the one after it. RangeError for fewer than four nodes. */
  ring(nodeIds: readonly NodeId[], counter: FaultCounter): NetworkFault<Cut>;
  /** Ends a `partition`, `isolate`, `cutOneWay` or `ring`. */
  readonly heal: (fault: NetworkFault<Cut>) => void;

  /** Keeps what is sent from now on, in order; what is in flight arrives. */
  hold(pattern: LinkPattern, counter: FaultCounter): NetworkFault<Hold>;
  /** Sends what was held on its way, in order, unless another hold still keeps it. */
  readonly release: (fault: NetworkFault<Hold>) => void;

  slowLink(pattern: LinkPattern, slowness: Slowness, counter: FaultCounter): NetworkFault<Slow>;
  readonly unslowLink: (fault: NetworkFault<Slow>) => void;
  /** A datagram that is lost is gone; a stream sends it again later, and all behind it waits. */
  lossyLink(pattern: LinkPattern, probability: number, counter: FaultCounter): NetworkFault<Lose>;
  readonly unlossyLink: (fault: NetworkFault<Lose>) => void;
  /** Datagrams arrive twice. No effect on streams. */
  duplicateLink(pattern: LinkPattern, probability: number, counter: FaultCounter): NetworkFault<Duplicate>;
  readonly unduplicateLink: (fault: NetworkFault<Duplicate>) => void;
  /** Datagrams are held back by up to the config's `reorderUs`. No effect on streams. */
  reorderLink(pattern: LinkPattern, probability: number, counter: FaultCounter): NetworkFault<Reorder>;
  readonly unreorderLink: (fault: NetworkFault<Reorder>) => void;
  /** What arrives with flipped bytes fails the receiver's check: a stream is reset, a datagram dropped. */
  corruptLink(pattern: LinkPattern, probability: number, counter: FaultCounter): NetworkFault<Corrupt>;
  readonly uncorruptLink: (fault: NetworkFault<Corrupt>) => void;

  /**
   * Breaks the connections of those links, either way; both ends hear of it at once. Nothing to take back.
   */
  resetConnections(pattern: LinkPattern, counter: FaultCounter): void;

  /** Sets who is told of each message between two nodes as it is sent; null: nobody. */
  watch(watch: WatchSends | null): void;
  /** Ends every fault in force, in the order in which they began. */
  healAll(): void;
  /** Ends what the config has lost, sent twice or overtaken at any time. */
  calm(): void;
}

export type WatchSends = (message: {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly channel: string;
  readonly type: string;
}) => void;

/** What the verbs do to the network. */
export interface FaultSink {
  begin(fault: NetworkFault): void;
  end(fault: NetworkFault): void;
  resetAll(matches: LinkMatcher, counter: FaultCounter): void;
  watch(watch: WatchSends | null): void;
  calm(): void;
  endAll(): void;
}

export function createControls(sink: FaultSink): NetworkControls {
  function begin<Effect extends LinkEffect>(
    effect: Effect,
    matches: LinkMatcher,
    counter: FaultCounter,
    filter?: MessageFilter,
  ): NetworkFault<Effect> {
    const fault = createFault(effect, matches, counter, filter);
    sink.begin(fault);
    return fault;
  }
  const on = <Effect extends LinkEffect>(
    effect: Effect,
    pattern: LinkPattern,
    counter: FaultCounter,
  ): NetworkFault<Effect> => begin(effect, matchPattern(pattern), counter, pattern.filter);
  const end = (fault: NetworkFault): void => sink.end(fault);
  const cut: Cut = { kind: 'cut' };
  const hold: Hold = { kind: 'hold' };

  return {
    partition: (groups, counter) => begin(cut, matchAcrossGroups(groups), counter),
    isolate: (nodes, counter) =>
      begin(cut, matchIsolated(typeof nodes === 'string' ? [nodes] : nodes), counter),
    cutOneWay: (pattern, counter) => begin(cut, matchPattern(pattern), counter),
    ring: (nodeIds, counter) => begin(cut, matchAcrossRing(nodeIds), counter),
    heal: end,
    hold: (pattern, counter) => on(hold, pattern, counter),
    release: end,
    slowLink: (pattern, slowness, counter) => on(slowEffect(slowness), pattern, counter),
    unslowLink: end,
    lossyLink: (pattern, odds, counter) =>
      on<Lose>({ kind: 'lose', probability: probability(odds) }, pattern, counter),
    unlossyLink: end,
    duplicateLink: (pattern, odds, counter) =>
      on<Duplicate>({ kind: 'duplicate', probability: probability(odds) }, pattern, counter),
    unduplicateLink: end,
    reorderLink: (pattern, odds, counter) =>
      on<Reorder>({ kind: 'reorder', probability: probability(odds) }, pattern, counter),
    unreorderLink: end,
    corruptLink: (pattern, odds, counter) =>
      on<Corrupt>({ kind: 'corrupt', probability: probability(odds) }, pattern, counter),
    uncorruptLink: end,
    resetConnections: (pattern, counter) => sink.resetAll(matchPattern(pattern), counter),
    watch: (watch) => sink.watch(watch),
    healAll: () => sink.endAll(),
    calm: () => sink.calm(),
  };
}

function slowEffect(slowness: Slowness): Slow {
  const { addUs = 0, factor = 1 } = slowness;
  requireInteger('slowLink: addUs', addUs, 0);
  requireFactor('slowLink: factor', factor);
  return { kind: 'slow', addUs, factor };
}

function probability(odds: number): number {
  requireBetween('a probability', odds, 0, 1);
  return odds;
}

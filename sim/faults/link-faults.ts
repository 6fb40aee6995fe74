/** The faults of the network: what each is, and how it begins and ends. */
import type { NetworkControls } from '../machine/network/controls.js';
import type { FaultCounter } from '../machine/fault-list.js';
import type { LinkPattern } from '../machine/network/link-faults.js';
import * as is from './checks.js';
import { all, factor, may, must, percent, type Declaration, type Undo } from './declaration.js';
import type { LinkFault, LinkFaultEntry, MessageFields } from './entry.js';
import { nodesIn } from './resolve.js';

interface LinkDeclaration<Entry extends LinkFaultEntry> extends Declaration<Entry> {
  /** `fault` has nodes alone, no roles. */
  readonly begin: (fault: Entry, network: NetworkControls, counter: FaultCounter) => Undo;
}

type LinkDeclarations = {
  readonly [Type in LinkFault['type']]: LinkDeclaration<Extract<LinkFaultEntry, { type: Type }>>;
};

const link = { from: must(is.linkEnd), to: must(is.linkEnd), channel: may(is.channel) };
const messages = { ...link, message: may(is.messageType), nth: may(is.nth) };
const probability = must(is.probability);

export const LINK_FAULTS: LinkDeclarations = {
  partition: {
    undo: 'heal',
    fields: { groups: must(is.groups) },
    words: (_, target) => `partition ${target}`,
    begin: (fault, network, counter) => pair(network.partition(fault.groups, counter), network.heal),
  },
  isolate: {
    undo: 'heal',
    fields: { target: must(is.target) },
    words: (_, target) => `isolate ${target} from all others`,
    begin: (fault, network, counter) => pair(network.isolate(nodesIn(fault.target), counter), network.heal),
  },
  cut: {
    undo: 'heal',
    fields: link,
    words: (_, target) => `cut ${target}, one way`,
    begin: (fault, network, counter) => onLinks(fault, (on) => network.cutOneWay(on, counter), network.heal),
  },
  ring: {
    undo: 'heal',
    fields: { nodes: must(is.listOf(is.node, 4)) },
    words: (_, target) => `ring ${target}: each reaches only its neighbours`,
    begin: (fault, network, counter) => pair(network.ring(fault.nodes, counter), network.heal),
  },
  slowLink: {
    undo: 'unslowLink',
    fields: { ...messages, addMs: may(is.milliseconds(0)), factor: may(factor) },
    words: (fault, target) => `slow ${target} by ${slownessOf(fault)}`,
    begin: (fault, network, counter) => {
      const slowness = { addUs: Math.round((fault.addMs ?? 0) * 1000), factor: fault.factor ?? 1 };
      return onLinks(fault, (on) => network.slowLink(on, slowness, counter), network.unslowLink);
    },
  },
  lossyLink: {
    undo: 'unlossyLink',
    fields: { ...messages, lossProbability: probability },
    words: (fault, target) => `lose ${percent(fault.lossProbability)} of ${target}`,
    begin: (fault, network, counter) =>
      onLinks(fault, (on) => network.lossyLink(on, fault.lossProbability, counter), network.unlossyLink),
  },
  duplicateLink: {
    undo: 'unduplicateLink',
    fields: { ...messages, duplicateProbability: probability },
    words: (fault, target) => `duplicate ${percent(fault.duplicateProbability)} of ${target}`,
    begin: (fault, network, counter) =>
      onLinks(
        fault,
        (on) => network.duplicateLink(on, fault.duplicateProbability, counter),
        network.unduplicateLink,
      ),
  },
  reorderLink: {
    undo: 'unreorderLink',
    fields: { ...messages, reorderProbability: probability },
    words: (fault, target) => `reorder ${percent(fault.reorderProbability)} of ${target}`,
    begin: (fault, network, counter) =>
      onLinks(
        fault,
        (on) => network.reorderLink(on, fault.reorderProbability, counter),
        network.unreorderLink,
      ),
  },
  corruptLink: {
    undo: 'uncorruptLink',
    fields: { ...messages, corruptProbability: probability },
    words: (fault, target) => `corrupt ${percent(fault.corruptProbability)} of ${target}`,
    begin: (fault, network, counter) =>
      onLinks(
        fault,
        (on) => network.corruptLink(on, fault.corruptProbability, counter),
        network.uncorruptLink,
      ),
  },
  hold: {
    undo: 'release',
    fields: messages,
    words: (_, target) => `hold ${target}`,
    begin: (fault, network, counter) => onLinks(fault, (on) => network.hold(on, counter), network.release),
  },
};

/** Begins a fault of the network. */
export function beginLinkFault(entry: LinkFaultEntry, network: NetworkControls, counter: FaultCounter): Undo {
  // The declaration of an entry's own type takes that entry; the compiler cannot tell so from the key.
  const { begin } = LINK_FAULTS[entry.type] as LinkDeclaration<LinkFaultEntry>;
  return begin(entry, network, counter);
}

function slownessOf(fault: { readonly addMs?: number; readonly factor?: number }): string {
  const parts: string[] = [];
  if (fault.factor !== undefined) parts.push(`${fault.factor} times`);
  if (fault.addMs !== undefined) parts.push(`${fault.addMs} ms`);
  return parts.join(' and ');
}

function pair<Fault>(begun: Fault, end: (fault: Fault) => void): Undo {
  return () => end(begun);
}

/** A link between several nodes and several others is as many patterns. */
function onLinks<Fault>(
  fault: MessageFields,
  begin: (on: LinkPattern) => Fault,
  end: (fault: Fault) => void,
): Undo {
  return all(linksIn(fault).map((on) => pair(begin(on), end)));
}

/** One pattern for each pair of ends. */
export function linksIn({ from, to, channel, message: type, nth }: MessageFields): readonly LinkPattern[] {
  const ofType = type === undefined ? {} : { type };
  const ofPlace = nth === undefined ? {} : { nth };
  // One for all links: the n-th message is that of the fault, not of each link.
  const filter =
    type === undefined && nth === undefined ? {} : { filter: { ...ofType, ...ofPlace, seenCount: 0 } };
  const on = { ...(channel === undefined ? {} : { channel }), ...filter };
  return nodesIn(from).flatMap((oneFrom) =>
    nodesIn(to).map((oneTo) => ({ from: oneFrom, to: oneTo, ...on })),
  );
}

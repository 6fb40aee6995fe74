/**
 * Begins a fault of the network and gives back how to end it.
 */
import type { NetworkControls } from '../machine/network/controls.js';
import type { FaultCounter } from '../machine/network/link-faults.js';
import type { LinkPattern } from '../machine/network/pattern.js';
import type { LinkFault, LinkFields } from './entry.js';
import { nodesIn } from './resolve.js';

/** Ends what was begun, and nothing else. */
export type Undo = () => void;

/** `fault` has nodes alone, no roles. */
export function beginLinkFault(fault: LinkFault, network: NetworkControls, counter: FaultCounter): Undo {
  switch (fault.type) {
    case 'partition':
      return pair(network.partition(fault.groups, counter), network.heal);
    case 'ring':
      return pair(network.ring(fault.nodes, counter), network.heal);
    case 'isolate':
      return pair(network.isolate(nodesIn(fault.target), counter), network.heal);
    case 'cut':
      return onLinks(fault, ({ from, to }) => pair(network.cutOneWay(from, to, counter), network.heal));
    case 'hold':
      return onLinks(fault, (link) => pair(network.hold(link, counter), network.release));
    case 'slowLink': {
      const slowness = { addUs: Math.round((fault.addMs ?? 0) * 1000), factor: fault.factor ?? 1 };
      return onLinks(fault, (link) => pair(network.slowLink(link, slowness, counter), network.unslowLink));
    }
    case 'lossyLink':
      return onLinks(fault, (link) =>
        pair(network.lossyLink(link, fault.lossProbability, counter), network.unlossyLink),
      );
    case 'duplicateLink':
      return onLinks(fault, (link) =>
        pair(network.duplicateLink(link, fault.duplicateProbability, counter), network.unduplicateLink),
      );
    case 'reorderLink':
      return onLinks(fault, (link) =>
        pair(network.reorderLink(link, fault.reorderProbability, counter), network.unreorderLink),
      );
  }
}

function pair<Fault>(begun: Fault, end: (fault: Fault) => void): Undo {
  return () => {
    end(begun);
  };
}

function all(undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of undos) undo();
  };
}

/** A link between several nodes and several others is as many patterns. */
function onLinks(fault: LinkFields, begin: (pattern: LinkPattern) => Undo): Undo {
  const channel = fault.channel === undefined ? {} : { channel: fault.channel };
  const patterns = nodesIn(fault.from).flatMap((from) =>
    nodesIn(fault.to).map((to) => ({ from, to, ...channel })),
  );
  return all(patterns.map(begin));
}

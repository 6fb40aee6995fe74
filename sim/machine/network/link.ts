/**
 * A directed link: from one node to another, on one channel. It lasts for the whole run and is made when first used.
 */
import type { Channel, Delivery, NodeId, Wait } from '../../../broker-core/door.js';
import type { Life } from '../../kernel/types.js';
import { finish32, hashString32, mix32 } from '../../random/mix.js';
import { createFlight, type Flight, type Slot } from './flight.js';
import { CALM, type LinkFaults } from './link-faults.js';

/** A node's place on the network, whichever life it is in. */
export interface Port {
  readonly nodeId: NodeId;
  /** Null while the process is down. */
  life: Life | null;
  /** A machine that is up answers for a process that is not. */
  machineIsUp: boolean;
  receive: ((delivery: Delivery) => void) | null;
  /** Links to others: by node, then by channel. */
  readonly linksTo: Map<NodeId, Map<string, Link>>;
  /** When the wire to each node is free again, in microseconds with fractions: many small messages share one. */
  readonly wireFreeAtUs: Map<NodeId, { atUs: number }>;
}

export interface Link {
  /** Hash of from, to and channel: with the number of a message it keys all draws about that message. */
  readonly key: number;
  readonly sender: Port;
  readonly receiver: Port;
  readonly channel: Channel;
  readonly isStream: boolean;
  readonly isLoopback: boolean;
  readonly wire: { atUs: number };
  readonly wait: Wait;
  readonly injectedWait: Wait;
  readonly flight: Flight;
  /** What a slot's event calls. */
  readonly arrived: (slot: Slot) => void;
  /** Messages sent so far, in all lives; the next one's number. */
  sentCount: number;
  /** Those of `flight` that are held, which are always its last. */
  heldCount: number;
  faults: LinkFaults;
  /** Version of the fault set that `faults` was looked up in. */
  faultsVersion: number;
  /** When the last message of a stream arrives; nothing arrives before it. */
  lastArrivalUs: number;
  /** The same, had no fault touched the stream: what lies between is injected. */
  lastCalmArrivalUs: number;
}

export function createPort(nodeId: NodeId): Port {
  return {
    nodeId,
    life: null,
    machineIsUp: true,
    receive: null,
    linksTo: new Map(),
    wireFreeAtUs: new Map(),
  };
}

/** `arrived` is called when a message of the link is due. */
export function createLink(
  sender: Port,
  receiver: Port,
  channel: Channel,
  arrived: (link: Link, slot: Slot) => void,
): Link {
  const from = sender.nodeId;
  const to = receiver.nodeId;
  let wire = sender.wireFreeAtUs.get(to);
  if (wire === undefined) {
    wire = { atUs: 0 };
    sender.wireFreeAtUs.set(to, wire);
  }
  const link: Link = {
    key: finish32(mix32(mix32(hashString32(from), hashString32(to)), hashString32(channel.name))),
    sender,
    receiver,
    channel,
    isStream: channel.transport === 'stream',
    isLoopback: from === to,
    wire,
    wait: { kind: 'network', label: channel.name },
    injectedWait: { kind: 'network-injected', label: channel.name },
    flight: createFlight(),
    arrived: (slot) => arrived(link, slot),
    sentCount: 0,
    heldCount: 0,
    faults: CALM,
    faultsVersion: 0,
    lastArrivalUs: 0,
    lastCalmArrivalUs: 0,
  };
  return link;
}

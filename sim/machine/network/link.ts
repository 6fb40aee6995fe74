/** A directed link: one node to another, on one channel. Made when first used, it lasts for the whole run. */
import type { Callback, Cause, Channel, Delivery, NodeId, Payload, Wait } from '../../../broker-core/door.js';
import type { Blocked } from '../../cause/timeouts.js';
import type { Life, Scheduled } from '../../kernel/types.js';
import { finish32, hashString32, mix32 } from '../../random/mix.js';
import { assert } from '../../checks/assert.js';
import { CALM, NONE_CHOSEN, type FaultSet, type LinkFaults, type NetworkFault } from './link-faults.js';

/** A node's place on the network, whichever life it is in. */
export interface Port {
  readonly nodeId: NodeId;
  /** Null while the process is down. */
  life: Life | null;
  /** A machine that is up answers for a process that is not. */
  machineIsUp: boolean;
  receive: ((delivery: Delivery) => void) | null;
  /** Told when a connection with another process has ended. */
  reset: ((from: NodeId, channel: Channel) => void) | null;
  /** The nodes that it has sent to. */
  readonly routes: Map<NodeId, Route>;
}

/** From one node to another. */
export interface Route {
  /** A handful of channels, looked through faster than hashed. */
  readonly links: Link[];
  /** When the wire is free again, in fractions of microseconds: small messages share one. */
  readonly wire: { atUs: number };
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
  readonly heldWait: Wait;
  readonly flight: Flight;
  /** What a slot's event calls. */
  readonly arrived: (slot: Slot) => void;
  /** The link of the same channel the other way, once it was looked up: that is done for each message. */
  back: Link | null;
  /** Messages sent so far, in all lives; the next one's number. */
  sentCount: number;
  /** The life at the other end of its connection, as the sender believes; null: it has none. Streams only. */
  peer: Life | null;
  /** Number of that connection, or of the last. */
  connection: number;
  /** The receiver has ended the connection, and the sender has not heard of it. */
  endedByReceiver: boolean;
  /** Something was sent that nobody was there for, and is repeated. */
  isProbing: boolean;
  /** Resets sent on it so far. */
  resetCount: number;
  /** Those of `flight` that are held; of a stream always its last. */
  heldCount: number;
  faults: LinkFaults;
  /** Version of the fault set that `faults` was looked up in. */
  faultsVersion: number;
  /** When the last message of a stream arrives; nothing arrives before it. */
  lastArrivalUs: number;
  /** The same, had no fault touched the stream: what lies between is injected. */
  lastCalmArrivalUs: number;
}

/** Looks up the faults on the link, if any began or ended since it was last done. */
export function refreshFaults(link: Link, faults: FaultSet): void {
  if (link.faultsVersion === faults.version) return;
  link.faultsVersion = faults.version;
  link.faults = faults.on(link.sender.nodeId, link.receiver.nodeId, link.channel.name);
}

export function createPort(nodeId: NodeId): Port {
  return {
    nodeId,
    life: null,
    machineIsUp: true,
    receive: null,
    reset: null,
    routes: new Map(),
  };
}

/** `arrived` is called when a message of the link is due. */
export function createLink(
  sender: Port,
  receiver: Port,
  channel: Channel,
  wire: Route['wire'],
  arrived: (link: Link, slot: Slot) => void,
): Link {
  const from = sender.nodeId;
  const to = receiver.nodeId;
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
    heldWait: { kind: 'network-injected', label: `${channel.name}, held` },
    flight: createFlight(),
    arrived: (slot) => arrived(link, slot),
    back: null,
    sentCount: 0,
    peer: null,
    connection: 0,
    endedByReceiver: false,
    isProbing: false,
    resetCount: 0,
    heldCount: 0,
    faults: CALM,
    faultsVersion: 0,
    lastArrivalUs: 0,
    lastCalmArrivalUs: 0,
  };
  return link;
}

/**
 * `out`: held, or lost and to be sent again. `through`: its transmission was not lost, and one ahead of it in
 * its stream is still out. `ordered`: it has its time of arrival.
 */
type Stage = 'out' | 'through' | 'ordered';

/** A place for a message on the link. */
export interface Slot {
  payload: Payload;
  sizeBytes: number;
  /** Of link, number and content; enters the hash of the run. */
  digest: number;
  /** Hash of link and number of the message, and of the copy: keys all draws about it. */
  drawKey: number;
  /** What was running when it was sent. */
  since: Cause;
  sentAtUs: number;
  /** Up to when it was held back, at most; `sentAtUs` if it was not. */
  releasedAtUs: number;
  /** Transmissions that were lost so far, of which the last may still be waited for. */
  attempt: number;
  /** Of the waits between transmissions, those that a fault caused. */
  injectedUs: number;
  stage: Stage;
  /** A fault keeps it, or one ahead of it in its stream. */
  isHeld: boolean;
  /** When it would arrive, had no fault touched its link since then. Known once it is through. */
  calmDueUs: number;
  /** When its event fires: the next transmission's, or its arrival's. Means nothing while it is held. */
  dueUs: number;
  /** It opens the connection. */
  opens: boolean;
  /** Of the faults that are about some messages, those that are about this one. */
  chosen: readonly NetworkFault[];
  /** It arrives with flipped bytes. */
  isCorrupt: boolean;
  /** Not a message but a reset: what it does. */
  onReset: Callback | null;
  /** For a sender that asks to be told when nothing listens. */
  refused: Callback | null;
  /** Null while it is held, and when the event has fired before that of the message ahead. */
  event: Scheduled | null;
  next: Slot | null;
  previous: Slot | null;
  /** Made once for each slot, not for each message. */
  readonly arrive: Callback;
}

/**
 * The messages on one link in the order of sending: doubly linked, as a stream takes the head and a datagram
 * itself. Slots are used again, so a busy link allocates nothing.
 */
export interface Flight {
  head: Slot | null;
  tail: Slot | null;
  /** Singly linked through `next`. */
  free: Slot | null;
  count: number;
}

function createFlight(): Flight {
  return { head: null, tail: null, free: null, count: 0 };
}

/** A slot at the end of the list, to be filled in. `arrived` is called with it when its event fires. */
export function appendSlot(flight: Flight, arrived: (slot: Slot) => void): Slot {
  const slot = flight.free ?? createSlot(arrived);
  if (slot === flight.free) flight.free = slot.next;
  slot.next = null;
  slot.previous = flight.tail;
  if (flight.tail === null) flight.head = slot;
  else flight.tail.next = slot;
  flight.tail = slot;
  flight.count += 1;
  return slot;
}

/** What a fault keeps from arriving: some are held, others lost and to be sent again. */
export function* blockedOn({ flight, heldWait, injectedWait, ...link }: Link): Iterable<Blocked> {
  const at = [link.receiver.nodeId, link.sender.nodeId];
  for (let slot = flight.head; slot !== null; slot = slot.next) {
    if (slot.isHeld) yield { since: slot.since, wait: heldWait, at };
    else if (slot.stage === 'out' && slot.injectedUs > 0) yield { since: slot.since, wait: injectedWait, at };
  }
}

/** Takes the slot out of the list and keeps it for another message. */
export function freeSlot(flight: Flight, slot: Slot): void {
  assert(flight.count > 0, 'a slot is freed once');
  if (slot.previous === null) flight.head = slot.next;
  else slot.previous.next = slot.next;
  if (slot.next === null) flight.tail = slot.previous;
  else slot.next.previous = slot.previous;
  slot.payload = null;
  slot.refused = null;
  slot.onReset = null;
  slot.chosen = NONE_CHOSEN;
  slot.isCorrupt = false;
  slot.event = null;
  slot.previous = null;
  slot.next = flight.free;
  flight.free = slot;
  flight.count -= 1;
}

function createSlot(arrived: (slot: Slot) => void): Slot {
  const slot: Slot = {
    payload: null,
    sizeBytes: 0,
    digest: 0,
    drawKey: 0,
    since: 0,
    sentAtUs: 0,
    releasedAtUs: 0,
    calmDueUs: 0,
    dueUs: 0,
    attempt: 0,
    injectedUs: 0,
    stage: 'out',
    isHeld: false,
    opens: false,
    chosen: NONE_CHOSEN,
    isCorrupt: false,
    onReset: null,
    refused: null,
    event: null,
    next: null,
    previous: null,
    arrive: () => arrived(slot),
  };
  return slot;
}

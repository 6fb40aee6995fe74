/**
 * The messages that are on one link, in the order of sending: a doubly linked list, so that a stream takes the head and a
 * datagram takes itself, and places that are used again, so that a busy link allocates nothing.
 */
import type { Callback, Cause, Payload } from '../../../broker-core/door.js';
import type { Scheduled } from '../../kernel/types.js';
import { assert } from '../../checks/assert.js';

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
  /** When it would arrive, had no fault touched its link since then. */
  calmDueUs: number;
  /** When it arrives. Not a number that means anything while it is held. */
  dueUs: number;
  /** Its stream gives up when it is due. */
  gaveUp: boolean;
  /** For a sender that asks to be told when nothing listens. */
  refused: Callback | null;
  /** Null while it is held, and when the event has fired before that of the message ahead. */
  event: Scheduled | null;
  next: Slot | null;
  previous: Slot | null;
  /** Made once for each slot, not for each message. */
  readonly arrive: Callback;
}

/** What is on one link. */
export interface Flight {
  head: Slot | null;
  tail: Slot | null;
  /** Singly linked through `next`. */
  free: Slot | null;
  count: number;
}

export function createFlight(): Flight {
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

/** Takes the slot out of the list and keeps it for another message. */
export function freeSlot(flight: Flight, slot: Slot): void {
  assert(flight.count > 0, 'a slot is freed once');
  if (slot.previous === null) flight.head = slot.next;
  else slot.previous.next = slot.next;
  if (slot.next === null) flight.tail = slot.previous;
  else slot.next.previous = slot.previous;
  slot.payload = null;
  slot.refused = null;
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
    gaveUp: false,
    refused: null,
    event: null,
    next: null,
    previous: null,
    arrive: () => arrived(slot),
  };
  return slot;
}

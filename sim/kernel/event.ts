/**
 * An event that waits in the queue, and lists of such events, linked through the events themselves.
 */
import type { Callback, Cause, Wait } from '../../broker-core/door.js';
import type { EventKind, Life, Piece, Scheduled } from './types.js';

export interface QueuedEvent extends Scheduled {
  atUs: number;
  /** Order of the events of one instant; equal ties are first in, first out. */
  readonly tie: number;
  readonly life: Life | null;
  readonly kind: EventKind;
  wait: Wait;
  /** For an interval in parts; null when `wait` says it all. */
  pieces: readonly Piece[] | null;
  readonly digest: number;
  readonly cause: Cause;
  readonly fire: Callback;
  /** Where in the queue it is, for the queue's own use; {@link NOT_QUEUED} when it is not in. */
  place: number;
  next: QueuedEvent | null;
  previous: QueuedEvent | null;
}

/** The place of an event that has fired, was taken out, or never was in. */
export const NOT_QUEUED = -1;

export interface EventList {
  head: QueuedEvent | null;
  tail: QueuedEvent | null;
}

export function createEventList(): EventList {
  return { head: null, tail: null };
}

export function append(list: EventList, event: QueuedEvent): void {
  const { tail } = list;
  event.previous = tail;
  event.next = null;
  if (tail === null) list.head = event;
  else tail.next = event;
  list.tail = event;
}

/** Puts the event before those with a greater tie; equal ties stay first in, first out. */
export function insertByTie(list: EventList, event: QueuedEvent): void {
  let after = list.tail;
  while (after !== null && after.tie > event.tie) after = after.previous;
  const before = after === null ? list.head : after.next;
  event.previous = after;
  event.next = before;
  if (after === null) list.head = event;
  else after.next = event;
  if (before === null) list.tail = event;
  else before.previous = event;
}

/** Takes out an event that is in this list. */
export function unlink(list: EventList, event: QueuedEvent): void {
  const { previous, next } = event;
  if (previous === null) list.head = next;
  else previous.next = next;
  if (next === null) list.tail = previous;
  else next.previous = previous;
  event.previous = null;
  event.next = null;
}

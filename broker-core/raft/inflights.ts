import { assert } from '../assert.js';

/**
 * Append messages on the way to one follower, each known by its last index: a ring of at most `messagesMax`.
 *
 * Indexes enter in rising order, so an acknowledgement frees a prefix.
 */
export interface Inflights {
  readonly messagesMax: number;
  /** Grows to `messagesMax` as slots are first used: most followers never fill it. */
  readonly lastIndexes: number[];
  start: number;
  count: number;
}

/** An empty window. */
export function createInflights(messagesMax: number): Inflights {
  return { messagesMax, lastIndexes: [], start: 0, count: 0 };
}

/** Whether the follower must acknowledge before more is sent. */
export function isInflightsFull(window: Inflights): boolean {
  return window.count === window.messagesMax;
}

/** Notes a message that was sent and ends at `lastIndex`. */
export function addInflight(window: Inflights, lastIndex: number): void {
  assert(window.count < window.messagesMax, 'inflights: added to a full window');
  window.lastIndexes[(window.start + window.count) % window.messagesMax] = lastIndex;
  window.count += 1;
}

/** Forgets the messages that an acknowledgement of `matchIndex` covers. */
export function freeInflightsTo(window: Inflights, matchIndex: number): void {
  while (window.count > 0 && firstInflight(window) <= matchIndex) dropFirst(window);
}

/** Gives up waiting for the oldest message, so that a full window whose messages were all lost moves again. */
export function freeFirstInflight(window: Inflights): void {
  if (window.count > 0) dropFirst(window);
}

/** Forgets everything that was on the way. */
export function resetInflights(window: Inflights): void {
  window.start = 0;
  window.count = 0;
}

function firstInflight(window: Inflights): number {
  const lastIndex = window.lastIndexes[window.start];
  assert(lastIndex !== undefined, 'inflights: the first slot of a window that is not empty is set');
  return lastIndex;
}

function dropFirst(window: Inflights): void {
  window.start = (window.start + 1) % window.messagesMax;
  window.count -= 1;
}

/**
 * What a time-out waited for. The timer's own chain knows only that it ran; what was asked for lies
 * elsewhere: in a program that waits for others, on a link that is held, on a disk that is stalled.
 */
import type { Cause, FindPendingWait, NodeId, Wait, PendingWait } from '../../broker-core/door.js';
import { NO_HISTORY, ORIGIN, type History } from './history.js';
import { Route } from './route.js';

/** Something that a device has not done yet, because of a fault. */
export interface Blocked {
  readonly since: Cause;
  readonly wait: Wait;
  /** Where it is; of a message, both ends, the receiver first. */
  readonly at: readonly NodeId[];
}

/** What a time-out waited for: since when, where, why. */
export type WaitedFor = Omit<Blocked, 'at'> & { readonly nodeId: NodeId };

export class Timeouts {
  readonly #devices: (() => Iterable<Blocked>)[] = [];
  readonly #programs = new Map<NodeId, FindPendingWait[]>();

  constructor(private readonly history: History) {}

  addDevice(blocked: () => Iterable<Blocked>): void {
    this.#devices.push(blocked);
  }

  addProgram(nodeId: NodeId, find: FindPendingWait): void {
    const there = this.#programs.get(nodeId);
    if (there === undefined) this.#programs.set(nodeId, [find]);
    else there.push(find);
  }

  processEnded(nodeId: NodeId): void {
    this.#programs.delete(nodeId);
  }

  /**
   * A timer of `nodeId` fires that was set at `since`; null: a run ends without an answer to what was asked
   * then. Null if nothing is known but that it was asked.
   */
  waitedFor(nodeId: NodeId | null, since: Cause): WaitedFor | null {
    // Without causes all requests and all waits begin at the origin: no two are told apart.
    if (this.history === NO_HISTORY || since === ORIGIN) return null;
    const route = new Route(this.history, since);
    const waiting = this.#waitingElsewhere(nodeId, route);
    const blocked = this.#blocked(
      waiting === null ? route : new Route(this.history, waiting.since),
      waiting === null ? null : waiting.on,
    );
    return blocked ?? waiting;
  }

  /** Not on the node of the timer itself, whose program knows what its timers are for. */
  #waitingElsewhere(nodeId: NodeId | null, route: Route): (WaitedFor & Pick<PendingWait, 'on'>) | null {
    const matches = (since: Cause): boolean => route.leadsTo(since);
    for (const [at, finds] of this.#programs) {
      if (at === nodeId) continue;
      for (const find of finds) {
        const waiting = find(matches);
        if (waiting !== null) return { ...waiting, nodeId: at };
      }
    }
    return null;
  }

  /** Of what comes from there, what is on one of these nodes; null: wherever it is. */
  #blocked(route: Route, on: readonly NodeId[] | null): WaitedFor | null {
    for (const device of this.#devices)
      for (const { since, wait, at } of device()) {
        const [nodeId] = at;
        const matters = on === null || at.some((one) => on.includes(one));
        if (nodeId !== undefined && matters && route.leadsTo(since)) return { since, wait, nodeId };
      }
    return null;
  }
}

/** The kernel's own types. A simulated device (network, disk, cpu) needs nothing but {@link Scheduler}. */
import type { Callback, Cause, NodeId, Wait } from '../../broker-core/door.js';

/** A life of a process, from start to crash. What was scheduled for a life that has ended never runs. */
export interface Life {
  readonly nodeId: NodeId;
  /** Small integer of the node, for the hash: nodes are numbered in the order in which they were added. */
  readonly nodeNumber: number;
  alive: boolean;
  /** A paused process keeps its events until it is resumed. */
  paused: boolean;
}

/**
 * What kind of event it is, for the hash and the counts. `control`: the simulator's own. `machine`: what a
 * machine does without its process, such as sending again what was lost. `yield`: a wake-up that goes last.
 */
export type EventKind = 'timer' | 'wake' | 'yield' | 'delivery' | 'disk' | 'cpu' | 'control' | 'machine';

/** An event that waits in the queue. */
export interface Scheduled {
  readonly atUs: number;
}

/** A piece of an interval: from the end of the piece before it, up to `untilUs`, spent on `wait`. */
export interface Piece {
  readonly untilUs: number;
  readonly wait: Wait;
}

/** What a device needs from the kernel. */
export interface Scheduler {
  /** Virtual time, integer microseconds since the start of the run. */
  nowUs(): number;
  /** The cause that what is scheduled now would get. */
  here(): Cause;
  /**
   * Runs `fire` `delayUs` from now, if `life` (null: the simulator or a machine) is still alive then. The
   * cause of what happens in it is what runs now, or `cause`, for a device that schedules again what was
   * asked for earlier. `digest`, a 32-bit integer, enters the run's hash when the event fires.
   */
  schedule(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    wait: Wait,
    digest: number,
    fire: Callback,
    cause?: Cause,
  ): Scheduled;
  /** As `schedule`, for an interval in parts (queue, service, stall); the last ends at the event. */
  scheduleInPieces(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    pieces: readonly Piece[],
    digest: number,
    fire: Callback,
    cause?: Cause,
  ): Scheduled;
  cancel(event: Scheduled): void;
}

/** Of these only the first two end a run at the same event each time. */
export type Bound = 'virtual time' | 'events' | 'wall time' | 'heap';

/** Why a run ended. The first two are regular. */
export type RunEnd =
  | { readonly reason: 'stopped' }
  | { readonly reason: 'idle' }
  | { readonly reason: 'bound'; readonly bound: Bound }
  | { readonly reason: 'failed'; readonly error: unknown };

/**
 * A scheduler of a few lines, for tests of devices: a sorted list, ties first in first out or permuted. The simulator's own
 * events come first in their microsecond, and are numbered apart.
 */
import type { Callback, Cause, NodeId, Wait } from '../../../../broker-core/env.js';
import type { EventKind, Life, Piece, Scheduled, Scheduler } from '../../../kernel/types.js';
import { finish32, hashString32, mix32 } from '../../../random/mix.js';

/** An event as a test sees it. */
export interface FiredEvent {
  readonly atUs: number;
  readonly kind: EventKind;
  readonly pieces: readonly Piece[];
  readonly digest: number;
  readonly cause: Cause;
}

interface Queued extends FiredEvent, Scheduled {
  readonly tie: number;
  readonly seq: number;
  readonly life: Life | null;
  readonly fire: Callback;
}

export interface TestScheduler extends Scheduler {
  /** What has fired so far. */
  readonly fired: readonly FiredEvent[];
  /** Called after each event. Default: nothing. */
  onFired: (event: FiredEvent) => void;
  /** Runs `work` at that time, as the simulator itself. */
  at(atUs: number, work: Callback): void;
  /** Fires everything, or everything up to and including that time. */
  run(untilUs?: number): void;
  resume(life: Life): void;
}

/** With a `tieSeed`, events of the same microsecond fire in an order drawn from it. */
export function createTestScheduler(tieSeed?: number): TestScheduler {
  const queue: Queued[] = [];
  const kept: Queued[] = [];
  const fired: FiredEvent[] = [];
  let nowUs = 0;
  let ownSeq = 0;
  let otherSeq = 0;
  let current: Cause = 0;

  function push(
    delayUs: number,
    life: Life | null,
    kind: EventKind,
    pieces: readonly Piece[],
    digest: number,
    fire: Callback,
    cause: Cause = current,
  ): Scheduled {
    if (!Number.isSafeInteger(delayUs) || delayUs < 0) throw new RangeError(`delayUs is ${delayUs}`);
    const isOwn = life === null && kind === 'control';
    if (isOwn) ownSeq += 1;
    else otherSeq += 1;
    const seq = isOwn ? ownSeq : otherSeq;
    const permuted = tieSeed === undefined ? 0 : finish32(mix32(tieSeed, seq)) >>> 0;
    const tie = isOwn ? -1 : permuted;
    const event = { atUs: nowUs + delayUs, tie, seq, life, kind, pieces, digest, cause, fire };
    queue.push(event);
    return event;
  }

  function next(untilUs: number): Queued | undefined {
    queue.sort((a, b) => a.atUs - b.atUs || a.tie - b.tie || a.seq - b.seq);
    const first = queue[0];
    return first !== undefined && first.atUs <= untilUs ? queue.shift() : undefined;
  }

  const scheduler: TestScheduler = {
    fired,
    onFired: () => undefined,
    nowUs: () => nowUs,
    here: () => current,
    schedule: (delayUs, life, kind, wait, digest, fire, cause) =>
      push(delayUs, life, kind, [{ untilUs: nowUs + delayUs, wait }], digest, fire, cause),
    scheduleInPieces: push,
    cancel(event) {
      const place = queue.findIndex((queued) => queued === event);
      if (place >= 0) queue.splice(place, 1);
    },
    at(atUs, work) {
      push(atUs - nowUs, null, 'control', [{ untilUs: atUs, wait: CONTROL }], 0, work);
    },
    run(untilUs = Number.MAX_SAFE_INTEGER) {
      for (let event = next(untilUs); event !== undefined; event = next(untilUs)) {
        if (event.life?.alive === false) continue;
        if (event.life?.paused === true) {
          kept.push(event);
          continue;
        }
        nowUs = event.atUs;
        fired.push(event);
        current = fired.length;
        event.fire();
        scheduler.onFired(event);
      }
      if (untilUs !== Number.MAX_SAFE_INTEGER) nowUs = untilUs;
    },
    // As the kernel does: what was kept is scheduled again, as another event that nobody can cancel by its old handle.
    resume(life) {
      life.paused = false;
      for (const event of kept.splice(0))
        push(0, event.life, event.kind, event.pieces, event.digest, event.fire, event.cause);
    },
  };
  return scheduler;
}

const CONTROL: Wait = { kind: 'control', label: 'test' };

export function createLife(nodeId: NodeId, nodeNumber = 0): Life {
  return { nodeId, nodeNumber, alive: true, paused: false };
}

/** Keyed draws of one seed. */
export function createDraw(seed: number): (name: string, key: number) => number {
  return (name, key) => (finish32(mix32(hashString32(name, seed), key)) >>> 0) / 0x1_0000_0000;
}

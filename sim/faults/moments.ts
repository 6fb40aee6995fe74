/** Moments that depend on the run: a mark falls, a message is sent. */
import type { NodeId } from '../../broker-core/door.js';
import type { Scheduler } from '../kernel/types.js';
import type { NetworkControls } from '../machine/network/controls.js';
import { isRole, type MarkedMoment, type Moment, type SentMoment, type Target } from './entry.js';
import { nodesIn, type ResolveRole } from './resolve.js';

/** Waits for either. */
export interface Moments {
  add(moment: Moment, due: (atUs: number) => void): void;
  clear(): void;
}

export interface MomentsDeps {
  readonly scheduler: Scheduler;
  readonly network: Pick<NetworkControls, 'watch'>;
  readonly resolveTarget: ResolveRole;
  /** Default: all messages count. */
  readonly hearsMessages?: () => boolean;
}

/** Messages are looked at only where something waits for one. */
export function createMoments(
  { scheduler, network, resolveTarget, hearsMessages = () => true }: MomentsDeps,
  marks: MarkWaiters,
): Moments {
  const messages = createMessageWaiters(resolveTarget);
  return {
    add(moment, due) {
      if ('mark' in moment) {
        marks.add(moment, due);
        return;
      }
      messages.add(moment, due);
      network.watch((message) => {
        if (hearsMessages()) messages.sent(message, scheduler.nowUs());
        if (messages.isIdle) network.watch(null);
      });
    },
    clear() {
      marks.clear();
      messages.clear();
      network.watch(null);
    },
  };
}

/** Faults that wait for a mark to fall. */
export interface MarkWaiters {
  /**
   * Calls `due` once, when the mark falls for the n-th time after now, with the mark's time plus `plusMs`.
   */
  add(moment: MarkedMoment, due: (atUs: number) => void): void;
  /** `key` has come true on the node. */
  fall(nodeId: NodeId, key: string, atUs: number): void;
  /** Whether anything waits for a mark that begins so. */
  waitsFor(prefix: string): boolean;
  clear(): void;
}

interface Waiter {
  readonly moment: MarkedMoment;
  /** Times that the mark has yet to fall. */
  leftCount: number;
  readonly due: (atUs: number) => void;
}

export function createMarkWaiters(): MarkWaiters {
  /** By mark: marks fall often, and few are waited for. */
  const waitersByMark = new Map<string, Waiter[]>();
  return {
    add(moment, due) {
      const waiter = { moment, due, leftCount: moment.nth ?? 1 };
      const waiters = waitersByMark.get(moment.mark);
      if (waiters === undefined) waitersByMark.set(moment.mark, [waiter]);
      else waiters.push(waiter);
    },
    fall(nodeId, key, atUs) {
      const waiters = waitersByMark.get(key);
      if (waiters === undefined) return;
      for (const waiter of waiters)
        if (waiter.moment.node === '*' || waiter.moment.node === nodeId) waiter.leftCount -= 1;
      const left = waiters.filter(({ leftCount }) => leftCount > 0);
      if (left.length > 0) waitersByMark.set(key, left);
      else waitersByMark.delete(key);
      for (const { moment, due, leftCount } of waiters) if (leftCount === 0) due(atUs + delayOf(moment));
    },
    waitsFor(prefix) {
      for (const key of waitersByMark.keys()) if (key.startsWith(prefix)) return true;
      return false;
    },
    clear() {
      waitersByMark.clear();
    },
  };
}

/** Faults that wait for a message to be sent. */
interface MessageWaiters {
  /** Calls `due` once, when the n-th such message after now has been sent, with its time plus `plusMs`. */
  add(moment: SentMoment, due: (atUs: number) => void): void;
  /** A message is sent, now. */
  sent(message: SentMessage, atUs: number): void;
  /** Nothing waits. */
  readonly isIdle: boolean;
  clear(): void;
}

interface SentMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly channel: string;
  readonly type: string;
}

function createMessageWaiters(resolveRole: ResolveRole): MessageWaiters {
  let waiters: { readonly moment: SentMoment; readonly due: (atUs: number) => void; leftCount: number }[] =
    [];
  const isEnd = (target: Target, nodeId: NodeId): boolean =>
    nodesIn(target).some((one) =>
      isRole(one) ? resolveRole(one).includes(nodeId) : one === '*' || one === nodeId,
    );
  const isMeant = ({ message, channel, from, to }: SentMoment, sent: SentMessage): boolean =>
    message === sent.type &&
    (channel === undefined || channel === sent.channel) &&
    isEnd(from, sent.from) &&
    isEnd(to, sent.to);
  return {
    add(moment, due) {
      waiters.push({ moment, due, leftCount: moment.nth ?? 1 });
    },
    get isIdle() {
      return waiters.length === 0;
    },
    sent(message, atUs) {
      const meant = waiters.filter(({ moment }) => isMeant(moment, message));
      for (const waiter of meant) waiter.leftCount -= 1;
      waiters = waiters.filter(({ leftCount }) => leftCount > 0);
      for (const { moment, due, leftCount } of meant) if (leftCount === 0) due(atUs + delayOf(moment));
    },
    clear() {
      waiters = [];
    },
  };
}

/**
 * At least a microsecond, because a fault strikes first in its microsecond. Story: (1) a mark falls at 700
 * us; (2) the fault strikes at 700 us, after it; (3) in the resolved schedule it is due at 700 us, and
 * strikes before the event that made the mark: another run.
 */
function delayOf(moment: Moment): number {
  return Math.max(1, Math.round(moment.plusMs * 1000));
}

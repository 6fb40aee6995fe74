/** How the documented broker waits until something is in the image: it polls, or waits to be told. */
import type { FollowerWait, FollowerWaitPort } from '../../broker/creation/creation.js';
import {
  type NewBroker,
  registerCommand,
  type RegisterWait,
  type RegistrationPort,
} from '../../broker/membership/registration.js';
import type { Wait } from '../../env.js';
import { measured, sleep, timeout } from '../../runtime/time.js';
import type { Ctx, HistoricNames } from '../trace/names.js';

/** Times and bounds of a wait. */
export interface ImageWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
  readonly timeoutUs: number;
}

export interface Awaited {
  /** Of the wait, where it is measured. */
  readonly name: HistoricNames['wait'];
  readonly awaits: string;
  readonly isThere: () => boolean;
  readonly counters?: {
    readonly sleeps: HistoricNames['counter'];
    readonly timeOuts: HistoricNames['counter'];
  };
}

export type Found = { readonly ok: true } | { readonly ok: false; readonly error: 'NOT_FOUND' };

/** The look at the image with which every wait ends, whatever ended it. */
export function lookUp({ isThere }: Awaited): Found {
  return isThere() ? { ok: true } : { ok: false, error: 'NOT_FOUND' };
}

/** Looks up to `attemptsMax` times, `pollUs` apart: first at once, and no sleep follows the last look. */
export function pollImage(
  ctx: Ctx,
  awaited: Awaited,
  { pollUs, attemptsMax }: Omit<ImageWaitConfig, 'timeoutUs'>,
): Promise<Found> {
  const { name, awaits, isThere, counters } = awaited;
  const poll: Wait = { kind: 'poll', label: name, awaits };
  return measured(ctx, name, async () => {
    for (let attempt = 1; !isThere() && attempt < attemptsMax; attempt += 1) {
      await sleep(ctx, pollUs, poll);
      if (counters !== undefined) ctx.env.trace.count(counters.sleeps);
    }
    return lookUp(awaited);
  });
}

/** Waits until it is `told`, for at most `limitUs`. */
export function awaitTold(
  ctx: Ctx,
  awaited: Awaited,
  label: string,
  limitUs: number,
  told: (ctx: Ctx) => Promise<void>,
): Promise<Found> {
  const { name, awaits, counters } = awaited;
  return measured(ctx, name, async () => {
    const waited = await timeout(ctx, limitUs, { kind: 'timeout', label, awaits }, told);
    if (waited.timedOut && counters !== undefined) ctx.env.trace.count(counters.timeOuts);
    return lookUp(awaited);
  });
}

/** Proposes, then looks (S0:L21-65). A refusal ends it: it does not "also wait for the election" (L30). */
export const pollRegistered =
  (config: ImageWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    return proposed.ok ? pollImage(ctx, registered(port, broker), config) : proposed;
  };

/**
 * The fix of S0:L67-101: a Notify in the map before the proposal, a `Notified` after it, for `timeoutUs` at
 * most. What polling found within 3.95 s is lost after 2 s here.
 *
 * As in the quoted code nothing removes the entry when the proposal fails or times out (as L6), and a second
 * registration of one broker replaces the first, which then waits to its time-out (as L3).
 */
export const notifyRegistered =
  ({ timeoutUs }: ImageWaitConfig): RegisterWait =>
  async (ctx, port, broker) => {
    const notify = port.store.pendingBrokers.insert(String(broker.brokerId));
    const proposed = await port.writer.propose(ctx, registerCommand(port, broker));
    if (!proposed.ok) return proposed;
    const notified = notify.notified();
    const awaited = registered(port, broker);
    return awaitTold(ctx, awaited, 'await broker registration', timeoutUs, (inner) => notified.wait(inner));
  };

/** *Some* broker of that id, which says nothing of which, or of which life (L14). */
function registered({ store }: RegistrationPort, { brokerId }: NewBroker): Awaited {
  return {
    name: 'registerWait',
    awaits: `broker:${brokerId}`,
    isThere: () => store.view.broker(brokerId) !== undefined,
  };
}

export type FollowerWaitConfig = Omit<ImageWaitConfig, 'timeoutUs'>;

/** Looks at partition 0: 40 times 50 ms apart, or 200 times 10 ms (S0:L107-145); then goes on without. */
export const pollFirstPartition =
  (config: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) =>
    (await pollImage(ctx, led(port, topic), config)).ok;

/**
 * Is told when partition 0 gets its leader; waits as long as the polling one would. Option 1 of S0:L142-145
 * is one sentence and no code, so this has none of the mistakes of `notifyCreate`: waiters for one topic
 * share the entry, the last one removes it, and other wake-ups (`partitionKeys=shared`) do not count.
 */
export const notifyFirstPartition =
  ({ pollUs, attemptsMax }: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) => {
    const awaited = led(port, topic);
    const found = await awaitTold(ctx, awaited, awaited.name, pollUs * (attemptsMax - 1), async (inner) => {
      while (!awaited.isThere()) await nextNews(inner, port, `${topic}:0`);
    });
    return found.ok;
  };

async function nextNews(ctx: Ctx, { store }: FollowerWaitPort, key: string): Promise<void> {
  const notify = store.pendingLeaders.share(key);
  try {
    await notify.notified().wait(ctx);
  } finally {
    store.pendingLeaders.unshare(key, notify);
  }
}

/** All that the documents' wait looks at. Of the other partitions it says nothing. */
function led({ store }: FollowerWaitPort, topic: string): Awaited {
  return {
    name: 'followerWait',
    awaits: `leader:${topic}:0`,
    isThere: () => (store.view.partition(topic, 0)?.leader ?? null) !== null,
  };
}

import type { Wait } from '../../env.js';
import { measured, sleep, timeout } from '../../runtime/time.js';
import type { Ctx, HistoricNames } from '../trace/names.js';

/** How the documented broker waits until something is in the image: it polls, or waits to be told. */
/** Times and bounds of a wait. */
export interface ImageWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
  readonly timeoutUs: number;
}

/** What is waited for. */
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

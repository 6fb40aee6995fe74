/** A sweep that is killed again and again, and resumed, beside one that is not. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watched, type Held } from './memory.js';
import { differences, runsIn, sweptTo, type SweptTo } from './same.js';
import { start } from './start.js';

export interface Killed {
  /** How many runs were in the journal at each SIGKILL. */
  readonly killedAt: readonly number[];
  readonly differences: readonly string[];
  /** What the sweep that was not killed came to. */
  readonly whole: SweptTo;
  readonly held: readonly Held[];
}

const POLL_MS = 25;
/**
 * Of 20,000 runs 5,000: up to about the 4,500th the process of a sweep with two threads grows from 250 to 290
 * MiB.
 */
const WARM_SHARE = 0.25;

/** `sweep`: its arguments. `draw`: from 0 to below 1. */
export async function killedAndResumed(
  place: string,
  sweep: readonly string[],
  {
    runCount,
    kills,
    draw,
  }: { readonly runCount: number; readonly kills: number; readonly draw: () => number },
): Promise<Killed> {
  const [whole, parts] = [join(place, 'whole'), join(place, 'parts')];
  const { ended: uncut, held } = await watched(place, sweep, { out: whole, warmRuns: runCount * WARM_SHARE });
  const killedAt: number[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    // In its share of what is left, at any moment: between two runs as well as in the middle of a line.
    const atRuns = Math.floor((runCount * (kill - 1 + 0.2 + 0.7 * draw())) / (kills + 0.5));
    const { kill: now, ended } = start(place, [...sweep, '--out', parts, '--resume']);
    let isOver = false;
    const over = ended.then(() => (isOver = true));
    while (!isOver && runsIn(parts) <= atRuns) await Promise.race([sleep(POLL_MS), over]);
    await sleep(20 * draw());
    now();
    await ended;
    killedAt.push(runsIn(parts));
  }
  const resumed = await start(place, [...sweep, '--out', parts, '--resume', '--json']).ended;
  const one = sweptTo(uncut.stdout, whole);
  const found = differences(one, sweptTo(resumed.stdout, parts));
  const codes = uncut.code === resumed.code ? [] : [`it ended with ${resumed.code}, and not ${uncut.code}`];
  return { killedAt, differences: [...codes, ...found], whole: one, held };
}

/** A sweep whose disk is full after so many bytes, and that goes on when there is room again. */
import { join } from 'node:path';
import { differences, runsIn, sweptTo, type SweptTo } from './same.js';
import { start } from './start.js';

const FAULT = new URL('./full-disk-fault.js', import.meta.url);

export interface Filled {
  /** Runs in the journal when the disk was full. */
  readonly kept: number;
  readonly differences: readonly string[];
}

/**
 * `whole`: what the same sweep comes to with room for all; `share`: of what it writes, what there is room
 * for.
 */
export async function filledAndResumed(
  place: string,
  sweep: readonly string[],
  { whole, share }: { readonly whole: SweptTo; readonly share: number },
): Promise<Filled> {
  const written = [...whole.runs, ...Object.values(whole.capsules)].join('\n').length;
  const bytes = Math.round(share * written);
  const out = join(place, `full-${bytes}`);
  const env = { STALLGRIND_SOAK_FOLDER: out, STALLGRIND_SOAK_BYTES: String(bytes) };
  const full = await start(place, [...sweep, '--out', out, '--json'], [FAULT], env).ended;
  const found: string[] = [];
  if (full.code !== 1) found.push(`on a full disk it ended with ${full.code}`);
  if (!full.stderr.includes('the disk is full')) found.push(`it does not say so: ${full.stderr}`);
  const kept = runsIn(out);
  const roomAgain = await start(place, [...sweep, '--out', out, '--resume', '--json']).ended;
  return { kept, differences: [...found, ...differences(whole, sweptTo(roomAgain.stdout, out))] };
}

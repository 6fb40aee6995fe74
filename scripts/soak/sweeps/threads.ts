/** What a second thread is worth: the same sweep with one and with two, in pairs. */
import { fieldOf } from './field.js';
import { start } from './start.js';

/** Of each pair, how many times as fast two threads are. */
export async function speedups(
  place: string,
  sweep: readonly string[],
  pairs: number,
): Promise<readonly number[]> {
  const wallMsOf = async (jobs: string): Promise<number> => {
    const { stdout } = await start(place, [...sweep, '--jobs', jobs, '--json']).ended;
    return Number(fieldOf(stdout, 'wallMs'));
  };
  const found: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const one = await wallMsOf('1');
    found.push(one / (await wallMsOf('2')));
  }
  return found;
}

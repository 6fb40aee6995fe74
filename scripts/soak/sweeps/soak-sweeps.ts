/**
 * `npm run soak:sweeps`: a sweep of 20,000 runs that is killed three times, one on a disk that is full, the
 * memory of one, and what a second thread is worth; then a swarm of the broker that is killed three times.
 * `-- --runs 2000 --swarm 50 --draw 7` takes other numbers, and other moments. Ends with 1 if anything is
 * lost, or memory grows by more than 5 % from the first to the last tenth of the last three quarters.
 */
import '../../check-node.cjs';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseCount, SEEDS_MAX } from '../../cli/support/options.js';
import { filledAndResumed } from './full-disk.js';
import { killedAndResumed } from './killed.js';
import { sweptTo } from './same.js';
import { newPlace, start } from './start.js';
import { speedups } from './threads.js';
import { runScript } from '../../cli/support/run-script.js';

const OPTIONS = {
  runs: { type: 'string', default: '20000' },
  swarm: { type: 'string', default: '200' },
  draw: { type: 'string', default: '1' },
  pairs: { type: 'string', default: '3' },
} as const;

const KILLS = 3;
const GROWTH_MAX = 0.05;
const MEMORY_RUNS_MIN = 2000;

let failures = 0;

function tell(what: string, problems: readonly string[]): void {
  failures += problems.length;
  console.log(`${problems.length === 0 ? 'ok' : 'FAILED'}: ${what}`);
  for (const problem of problems) console.log(`  ${problem}`);
}

/** Park and Miller's: the same draws for the same number. */
function drawsFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function soak(subject: readonly string[], runCount: number, draw: () => number): Promise<void> {
  const sweep = ['sweep', ...subject, '--seeds', `1..${runCount}`];
  const killed = await inPlace((place) => killedAndResumed(place, sweep, { runCount, kills: KILLS, draw }));
  const { killedAt, differences, whole, held } = killed;
  const capsules = Object.keys(whole.capsules).length;
  const what = `${subject[0] ?? ''}: ${runCount} runs, ${capsules} capsules`;
  tell(`${what}, killed after ${killedAt.join(', ')} runs`, differences);
  // Of few runs, each of another cluster, the ends differ by what happens to be at work.
  if (runCount < MEMORY_RUNS_MIN) return;
  for (const { name, firstBytes, lastBytes, growth } of held) {
    const [first, last] = [firstBytes, lastBytes].map((bytes) => (bytes / 1_048_576).toFixed(1));
    const text = `${name}: ${first} MiB in the first tenth, ${last} in the last (${(growth * 100).toFixed(1)} %)`;
    tell(text, growth > GROWTH_MAX ? ['it grows'] : []);
  }
}

async function soakOfFullDisk(runCount: number): Promise<void> {
  const sweep = ['sweep', 'ring', '--seeds', `1..${runCount}`];
  await inPlace(async (place) => {
    const out = join(place, 'whole');
    const { stdout } = await start(place, [...sweep, '--out', out, '--json']).ended;
    const whole = sweptTo(stdout, out);
    for (const share of [0.1, 0.6]) {
      const { kept, differences } = await filledAndResumed(place, sweep, { whole, share });
      tell(`a disk with room for ${100 * share} % of ${runCount} runs: ${kept} are kept`, differences);
    }
  });
}

async function inPlace<T>(work: (place: string) => Promise<T>): Promise<T> {
  const place = newPlace();
  try {
    return await work(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const runCount = parseCount('--runs', values.runs, SEEDS_MAX);
  const swarmCount = parseCount('--swarm', values.swarm, SEEDS_MAX);
  const pairs = parseCount('--pairs', values.pairs, 100);
  const draw = drawsFrom(parseCount('--draw', values.draw, 1_000_000));
  await soak(['ring'], runCount, draw);
  const fewer = Math.ceil(runCount / 10);
  await soakOfFullDisk(fewer);
  await soak(['swarm', '--variant', 'forward-then-register'], swarmCount, draw);
  const sweep = ['sweep', 'ring', '--seeds', `1..${fewer}`];
  const found = await inPlace((place) => speedups(place, sweep, pairs));
  const times = found.map((one) => one.toFixed(2)).join(', ');
  tell(`two threads are ${times} times one, at a load of ${loadavg()[0]?.toFixed(1)}`, []);
}

await runScript(async () => {
  await main();
  return failures === 0;
});

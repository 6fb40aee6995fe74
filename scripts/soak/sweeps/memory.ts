/**
 * Whether a sweep holds on to memory: what its process has resident (`VmRSS`), and what of the heap of each
 * thread is in use after a collection of garbage, in the first and in the last tenth of its time, the first
 * runs aside.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runsIn } from './same.js';
import { start, type Ended } from './start.js';

const HEAP_LOG = new URL('./heap-log.js', import.meta.url);
const SAMPLE_MS = 100;
export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

export interface Held {
  /** `process`, `main`, `worker 1`. */
  readonly name: string;
  readonly firstBytes: number;
  readonly lastBytes: number;
  /** Of the first tenth. */
  readonly growth: number;
}

export interface Watched {
  readonly ended: Ended;
  readonly held: readonly Held[];
}

interface Watching {
  /** The folder of the sweep. */
  readonly out: string;
  /**
   * The runs before memory counts: by then threads have loaded and compiled what they run, and sized their
   * heaps.
   */
  readonly warmRuns: number;
}

/** Runs a sweep into a folder, and looks at its memory. `sweep`: its arguments. */
export async function watched(
  place: string,
  sweep: readonly string[],
  { out, warmRuns }: Watching,
): Promise<Watched> {
  const heap = `${out}-heap`;
  mkdirSync(heap);
  const env = { STALLGRIND_SOAK_HEAP: heap };
  const sweeping = start(place, [...sweep, '--out', out, '--json'], [HEAP_LOG], env);
  const resident: Sample[] = [];
  let [isOver, isAtWork] = [false, false];
  const over = sweeping.ended.then(() => (isOver = true));
  while (!isOver) {
    const bytes = residentBytes(sweeping.pid);
    isAtWork ||= runsIn(out) >= warmRuns;
    if (bytes !== null && isAtWork) resident.push({ atMs: Date.now(), bytes });
    await Promise.race([sleep(SAMPLE_MS), over]);
  }
  const threads = readdirSync(heap).map((file): Held | null => {
    const id = Number(/-(\d+)\.heap$/.exec(file)?.[1]);
    const all = readFileSync(join(heap, file), 'utf8').split('\n').slice(0, -1).map(sampleOf);
    const samples = all.filter(({ atMs }) => atMs >= (resident[0]?.atMs ?? Infinity));
    return heldIn(id === 0 ? 'main, heap in use' : `worker ${id}, heap in use`, samples);
  });
  const all = [heldIn('process, resident', resident), ...threads];
  return { ended: await sweeping.ended, held: all.filter((held) => held !== null) };
}

function sampleOf(line: string): Sample {
  const [atMs = NaN, bytes = NaN] = line.split(' ').map(Number);
  return { atMs, bytes };
}

/** Null: the process is gone. */
function residentBytes(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** The mean of a tenth; null: there are too few samples. */
export function heldIn(name: string, samples: readonly Sample[]): Held | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || samples.length < 20) return null;
  const tenthMs = (last.atMs - first.atMs) / 10;
  const meanWithin = (fromMs: number, toMs: number): number => {
    const within = samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    return within.reduce((sum, { bytes }) => sum + bytes, 0) / within.length;
  };
  const firstBytes = meanWithin(first.atMs, first.atMs + tenthMs);
  const lastBytes = meanWithin(last.atMs - tenthMs, last.atMs);
  return { name, firstBytes, lastBytes, growth: lastBytes / firstBytes - 1 };
}

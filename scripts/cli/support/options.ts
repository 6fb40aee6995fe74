/** Reads what stands behind options. All throw a `UsageError` that says what would be right. */
import { availableParallelism } from 'node:os';
import { NOTHING, STALLED } from '../../../scenarios/harness/result/expected.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { SEED_MAX } from '../../../sim/random/random.js';

/** Never taken from the clock: the same command gives the same run. */
export const SEED_DEFAULT = '1';

/** More seeds than anybody waits for; a slip of the pen, such as `1..4294967295`, ends here. */
export const SEEDS_MAX = 10_000_000;

export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : NaN;
  if (seed <= SEED_MAX) return seed;
  throw new UsageError(`seed cannot be ${JSON.stringify(text)}; it is an integer from 0 to ${SEED_MAX}`);
}

/** Both ends included. */
const RANGE = /^(\d+)(?:\.\.(\d+))?$/;

/** `7`, `1..50` (both included), `1..5,9`. */
export function parseSeeds(text: string): readonly number[] {
  const seeds: number[] = [];
  for (const part of text.split(',')) {
    const [, from, to = from] = RANGE.exec(part.trim()) ?? [];
    if (from === undefined || to === undefined)
      throw new UsageError(`seeds cannot be ${JSON.stringify(text)}; write 1..50, or 3,5,8`);
    const first = parseSeed(from);
    const last = parseSeed(to);
    if (last < first) throw new UsageError(`seeds ${part} run backwards; write ${last}..${first}`);
    if (seeds.length + last - first >= SEEDS_MAX)
      throw new UsageError(`seeds ${text} are more than ${SEEDS_MAX}`);
    for (let seed = first; seed <= last; seed += 1) seeds.push(seed);
  }
  if (new Set(seeds).size < seeds.length) throw new UsageError(`seeds ${text} name a seed twice`);
  return seeds;
}

/** A side as it was written: a name for it, the preset, and `knob=value` for each setting. */
export interface SideText {
  readonly name: string;
  readonly preset: string;
  readonly assignments: readonly string[];
}

/**
 * `--variants A,B[,C]` and each `--variant [name=]preset[,knob=value]...`, two at least. A side without a
 * name is called as it was written.
 */
export function parseSides(variants: string | undefined, texts: readonly string[]): readonly SideText[] {
  const plain = (variants === undefined ? [] : namesIn('variants', variants)).map((name) => {
    return { name, preset: name, assignments: [] };
  });
  const sides = [...plain, ...texts.map(parseSide)];
  if (sides.length < 2)
    throw new UsageError(
      `variants cannot be ${JSON.stringify(variants ?? texts[0] ?? '')}; name at least two: --variants poll-50ms,reference, or --variant a=poll-50ms,createWait.pollMs=10 twice`,
    );
  const twice = texts
    .map(parseSide)
    .find(({ name }) => sides.filter((side) => side.name === name).length > 1);
  if (twice !== undefined)
    throw new UsageError(`--variant: there are two sides named ${twice.name}; give each a name of its own`);
  return sides;
}

function parseSide(text: string): SideText {
  const [head = '', ...assignments] = namesIn('variant', text);
  const [, name, preset] = /^(?:([\w.-]+)=)?([\w.-]+)$/.exec(head) ?? [];
  if (preset === undefined)
    throw new UsageError(
      `--variant cannot be ${JSON.stringify(text)}; write [name=]preset[,knob=value]..., such as a=poll-50ms,createWait.pollMs=10`,
    );
  return { name: name ?? text, preset, assignments };
}

/** `A,B,C`, spaces around them aside. */
export function namesIn(what: string, text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw new UsageError(`${what} cannot be ${JSON.stringify(text)}; a name is missing beside a comma`);
  return names;
}

/** A whole number from 1 to `max`. */
export function parseCount(name: string, text: string, max: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= max) return count;
  throw new UsageError(`${name} cannot be ${JSON.stringify(text)}; it is an integer from 1 to ${max}`);
}

/** More threads than any machine has use for: each takes some ten megabytes. */
const JOBS_MAX = 256;

/** One thread for each core unless told otherwise. */
export function parseJobs(text: string | undefined): number {
  return text === undefined
    ? Math.min(JOBS_MAX, availableParallelism())
    : parseCount('--jobs', text, JOBS_MAX);
}

/** For options that may be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The text of `--only` and `--unbounded` in help. */
export const ONLY_HELP = 'of a swarm: draw from this scenario; may be repeated (default: all)';
export const UNBOUNDED_HELP =
  'of a swarm: no disk is spared, and a run may stall (default: no more is harmed than the design tolerates)';

export const GUIDED_HELP =
  'of a swarm: for each seed n runs more (default: 7), each with a fault where the one before it turned';

/** The text of `--expect` in help. */
export const EXPECT_HELP =
  "what counts as passed: 'violated:INVARIANT', stalled; nothing: not even what is declared; may be repeated";

/**
 * `violated:INVARIANT`, `stalled` or `nothing`, to the names that a run takes; which invariants there are it
 * knows.
 */
export function parseExpectations(texts: readonly string[]): readonly string[] {
  return texts.map((text) => {
    if (text === STALLED || text === NOTHING) return text;
    const name = /^violated:(\S+)$/.exec(text)?.[1];
    if (name !== undefined) return name;
    throw new UsageError(
      `--expect cannot be ${JSON.stringify(text)}; write violated:INVARIANT, ${STALLED}, or ${NOTHING}`,
    );
  });
}

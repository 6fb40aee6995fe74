/**
 * A guided search: a seed of a swarm, and then variations of it, each with a fault more at a moment at which
 * the run before it turned. Those in which something came after something for the first time are varied in
 * their turn (coverage-guided, as fuzzers are). A seed depends on nothing but itself, so that a search can be
 * spread over machines, and a run that fails is a schedule like any other.
 */
import type { FaultEntry, FaultSchedule } from '../../sim/faults/entry.js';
import type { RunOptions } from '../harness/definition/api.js';
import type { RunResult } from '../harness/result/run-result.js';
import { keepingMemory } from './atlas.js';
import { drawsOf, type Draws } from './draws.js';
import { Moments, observing } from './moments.js';
import { drawPattern, type Scene } from './patterns.js';
import { BUILT_IN, swarmPlan, type SwarmOptions, type SwarmRegistry, type SwarmRun } from './swarm.js';

/** Runs of a seed besides the first one. */
export const TRIES_DEFAULT = 7;
export const TRIES_MAX = 1000;

export interface Guided {
  readonly seed: number;
  readonly tries: number;
  readonly options: SwarmOptions;
  readonly registry?: SwarmRegistry;
  readonly run: (scenario: string, options: RunOptions) => Promise<RunResult>;
}

/** A schedule that was run, with what its run showed. */
interface Known {
  readonly faults: FaultSchedule;
  readonly moments: Moments;
}

/**
 * Each run of that seed as it ends, the first one as the swarm has it; none after one that did not pass. A
 * system of somebody's own tells no facts, so it has that one alone.
 */
export async function* guidedRuns({
  seed,
  tries,
  options,
  registry = BUILT_IN,
  run,
}: Guided): AsyncGenerator<RunResult, void> {
  const { run: base, scene } = swarmPlan(seed, options, registry);
  const { scenario, ...asked } = base;
  if (scene === null) {
    yield await run(scenario, asked);
    return;
  }
  const seen = new Set<string>();
  const parents: Known[] = [];
  for (let number = 0; number <= tries; number += 1) {
    const draws = drawsOf(seed, `try ${String(number)} `);
    const faults =
      number === 0 ? base.faults : varied(draws, pickParent(draws, parents), { base, scene, number });
    const moments = new Moments();
    const result = await run(scenario, { ...asked, faults, invariants: [observing(moments)] });
    yield result;
    if (result.countsAs !== 'passed') return;
    const isNew = [...moments.pairs].some((pair) => !seen.has(pair));
    for (const pair of moments.pairs) seen.add(pair);
    if (isNew) parents.push({ faults, moments });
  }
}

/** The newest as often as all others together: it is nearest to what nobody has seen. */
function pickParent(draws: Draws, parents: readonly Known[]): Known {
  const newest = parents.at(-1);
  if (newest === undefined) throw new Error('the first run of a seed has shown nothing');
  return draws.chance('newest', 0.5) ? newest : draws.pick('parent', parents);
}

interface Around {
  readonly base: SwarmRun;
  readonly scene: Scene;
  readonly number: number;
}

/**
 * Just before what happens at a moment, just after it, and within a sync, a round trip, or a commit of it.
 */
const NEAR_US = [0, 0, 1, 1, 1, 100, 300, 700, 1000, 1400, 2000, 5000];
/** For so long, or until all faults are over. */
const FOR_MS = [1, 20, 200, 1000, 3000];
/** Of what is added, patterns. */
const PATTERNED = 0.5;

/** More than one at a time seldom shows more than one; often two that were kept one by one do. */
function varied(draws: Draws, parent: Known, { base, scene, number }: Around): FaultSchedule {
  const added = Array.from({ length: draws.pick('count', [1, 1, 2]) }, (_, place) =>
    atMoment(draws, `g${String(number)}${'ab'[place] ?? ''}`, parent.moments, scene),
  ).flat();
  const isLying = base.faults.some(({ type }) => type === 'lyingSync');
  return [...parent.faults, ...(isLying ? keepingMemory(added) : added)];
}

function atMoment(draws: Draws, id: string, moments: Moments, scene: Scene): FaultSchedule {
  const { cast, fromMs, untilMs } = scene;
  const { struck } = cast;
  const sort = draws.pick(`${id} sort`, moments.sorts);
  const moment = draws.pick(`${id} moment`, moments.of(sort));
  const atMs = (moment.atUs + draws.pick(`${id} near`, NEAR_US)) / 1000;
  if (atMs < fromMs || atMs >= untilMs || struck.length === 0) return [];
  if (draws.chance(`${id} pattern`, PATTERNED)) return drawPattern(draws, id, atMs, scene);
  const endMs = Math.min(untilMs, Math.round(moment.atUs / 1000) + draws.pick(`${id} for`, FOR_MS));
  if (atMs >= endMs) return [];
  // What a broker tells, it tells about itself, or shows what another one has done.
  const isOwn = struck.includes(moment.nodeId) && draws.chance(`${id} own`, 0.6);
  const target = isOwn ? moment.nodeId : draws.pick(`${id} other`, struck);
  const other = draws.pick(`${id} link`, ['*', ...struck.filter((name) => name !== target)]);
  const loses = draws.pick(`${id} loses`, ['all', 'all', 'prefix', 'sectors', 'none'] as const);
  const [from, to] = draws.chance(`${id} way`, 0.5) ? [target, other] : [other, target];
  const channel = draws.pick(`${id} channel`, ['all', 'all', ...cast.channels]);
  const link = channel === 'all' ? { from, to } : { from, to, channel };
  const times = { atMs, untilMs: endMs };
  return [
    draws.pick<FaultEntry>(`${id} type`, [
      { id, type: 'crash', target, loses, ...times },
      { id, type: 'crash', target, loses, ...times },
      { id, type: 'isolate', target, ...times },
      { id, type: 'pause', target, ...times },
      { id, type: 'cut', ...link, ...times },
      { id, type: 'hold', ...link, ...times },
      { id, type: 'duplicateLink', ...link, duplicateProbability: 1, ...times },
      { id, type: 'reorderLink', ...link, reorderProbability: 0.5, ...times },
      { id, type: 'slowLink', ...link, addMs: draws.spread(`${id} add`, 1, 500), ...times },
      { id, type: 'stallDisk', target, syncOnly: draws.chance(`${id} syncOnly`, 0.5), ...times },
      { id, type: 'resetConnections', from, to, atMs },
    ]),
  ];
}

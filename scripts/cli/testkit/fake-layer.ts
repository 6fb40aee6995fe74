/**
 * Scenarios that end as their name says, without running anything. A module of its own, so that worker
 * threads can load it.
 */
import type { RunOptions, RunPlan } from '../../../scenarios/harness/definition/api.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import type { RawEnd, RawRun } from '../../../scenarios/harness/result/raw-run.js';
import { NOTHING } from '../../../scenarios/harness/result/expected.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { rawRun, request } from '../../../scenarios/harness/result/testkit/raw-run.js';
import { toRunResult } from '../../../scenarios/harness/result/to-run-result.js';
import { checkOptions } from '../../../scenarios/harness/run/check-options.js';
import { RunInterrupted } from '../../../scenarios/harness/run/interrupted.js';
import { int, type Knobs } from '../../../scenarios/harness/settings/areas/knob.js';
import { resolveSettings, type ResolvedSettings } from '../../../scenarios/harness/settings/resolve.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { unknown } from '../../../scenarios/harness/settings/unknown-name.js';
import type { VerdictOutcome } from '../../../scenarios/verdicts/row.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';

const VARIANTS = ['slow', 'fast'];
/** What no run of a variant reads. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  slow: ['fetch.pollMs', 'warmup.timeoutMs'],
  fast: ['fetch.pollMs'],
};
const ENDS: Readonly<Record<string, RawEnd>> = {
  passes: { type: 'finished' },
  violates: { type: 'finished' },
  'violates-odd': { type: 'finished' },
  differs: { type: 'finished' },
  stalls: { type: 'stalled', reason: 'run.untilMs', detail: 'not done after 1 s' },
  breaks: {
    type: 'harnessError',
    message: 'the heap is out of order',
    stack: 'Error: the heap is out of order\n    at heap.ts:1',
  },
};

/** One has a knob of its own. */
const knobsOfFake = (name: string): Knobs =>
  name === 'stalls'
    ? { 'stalls.afterMs': int(1000, { unit: 'ms', min: 1, max: 60_000 }, 'When it stalls.') }
    : {};

/** Options of the runs so far, in their order. */
export const runsAsked: RunOptions[] = [];

export const layer: ScenarioLayer = {
  listScenarios: () =>
    Object.keys(ENDS).map((name) => ({
      name,
      doc: `It ${name}.`,
      source: 'S0:L35',
      variant: 'slow',
      variantSettings: {},
      settings: {},
      knobs: knobsOfFake(name),
    })),
  listVariants: () =>
    VARIANTS.map((name) => ({ name, doc: `The ${name} one.`, sources: ['S0:L35'], settings: {} })),
  listFaults: () => [{ type: 'isolate', undo: 'heal', fields: ['target'], times: ['atMs', 'untilMs'] }],
  listSometimes: () => [{ name: 'even-seed', doc: 'The seed is even.' }],
  listInvariants: () => [{ name: 'election-safety', doc: 'One leader a term.' }],
  planScenario: (scenario, options) => plan(named(scenario), options),
  async runScenario(scenario, options) {
    const name = named(scenario);
    const { variant } = plan(name, options);
    runsAsked.push(options);
    if (options.signal?.aborted === true) throw new RunInterrupted(1.5, 7);
    return runOf(name, variant, options);
  },
  planSwarm: (
    seed,
    { mode = 'bounded', scenarios = ['passes', 'violates'], set = {}, variant = 'slow', expects = [] },
  ) => ({
    scenario: scenarios[seed % scenarios.length] ?? 'passes',
    seed,
    variant,
    set: { 'warmup.timeoutMs': 5, ...set, 'client.count': 1 + (seed % 4) },
    faults: [],
    expects: [...(mode === 'bounded' ? [] : ['stalled']), ...expects],
  }),
  async *searchFrom(seed, tries, options) {
    for (let number = 0; number <= tries; number += 1) {
      const { scenario, ...asked } = layer.planSwarm(seed + number, options);
      const result = await layer.runScenario(scenario, { ...asked, seed });
      yield result;
      if (result.countsAs !== 'passed') return;
    }
  },
  listVerdicts: () => ['R1', 'L1', 'E1'],
  settleVerdict: (id) => Promise.resolve(settledAs(id)),
};

function named(scenario: string | { readonly name: string }): string {
  return typeof scenario === 'string' ? scenario : scenario.name;
}

function settledAs(id: string): VerdictOutcome {
  if (id === 'E1') throw new Error('the run broke');
  return {
    id,
    claim: `What ${id} claims.`,
    source: 'S0:L1',
    expected: 'so it is',
    measured: '50 ms',
    verdict: id === 'R1' ? 'reproduced' : 'refuted',
    checks: [{ says: 'it takes 50 ms', holds: id === 'R1' }],
    controls: [],
    figures: [{ what: 'time', unit: 'ms', documented: 50, predicted: 55, kind: 'shape' }],
    evidence: ['stallgrind run passes --seed 1'],
  };
}

function plan(scenario: string, options: RunOptions): RunPlan {
  checkOptions(options);
  const { seed, variant: asked = 'slow', set = {}, faults = [] } = options;
  const variant = typeof asked === 'string' ? asked : asked.name;
  if (!Object.hasOwn(ENDS, scenario)) throw unknown('scenario', scenario, Object.keys(ENDS));
  if (!VARIANTS.includes(variant)) throw unknown('variant', variant, VARIANTS);
  if (!Array.isArray(faults)) throw new UsageError('a schedule is a list of entries');
  const { settings, given, from } = resolved(scenario, set);
  // Only tests give any, and give them right.
  const schedule = faults as FaultSchedule;
  const seams = variant === 'slow' ? { createWait: 'poll' } : {};
  return {
    scenario,
    seed,
    variant,
    settings,
    given,
    from,
    seams,
    nodes: ['n1', 'n2', 'n3', 'c1'],
    schedule,
    scheduleHash: 'feedfacefeedface',
  };
}

function resolved(name: string, set: UncheckedSettings): ResolvedSettings {
  return resolveSettings({ set }, { name, knobs: knobsOfFake(name) });
}

/** From seed 990 on it names a topic that never is. */
function faultOf(seed: number): RawRun['faults'][number] {
  const fault = { id: 'f1', type: 'isolate', target: 'n2' } as const;
  if (seed < 990) return { ...fault, atMs: 1, untilMs: 2, effects: seed };
  return {
    ...fault,
    atMs: null,
    untilMs: null,
    effects: 0,
    impossible: true,
    missed: 'no topic x was ever there',
  };
}

function runOf(scenario: string, variant: string, options: RunOptions): RunResult {
  const { seed, set = {}, logEvents } = options;
  const isViolated = scenario === 'violates' || (scenario === 'violates-odd' && seed % 2 === 1);
  const differing = scenario === 'differs' ? String(runsAsked.length).padStart(16, '0') : '0123456789abcdef';
  const fields: Partial<RawRun> = {
    scenario,
    variant,
    seed,
    set,
    resolved: resolved(scenario, set),
    hash: differing,
    unread: Object.keys(set).filter((name) => UNREAD[variant]?.includes(name)),
    expects: (options.expects ?? []).filter((name) => name !== NOTHING),
    expectsAsked: options.expects ?? [],
    faultsGiven: options.faults !== undefined,
    end: ENDS[scenario] ?? { type: 'finished' },
    violations: isViolated
      ? [{ invariant: 'election-safety', atUs: 500, detail: 'n1 and n2 lead in term 3' }]
      : [],
    judged: { 'election-safety': seed, 'log-matching': 0 },
    sometimes: { 'even-seed': { asked: 2, held: seed % 2 === 0 ? 1 : 0 }, nowhere: { asked: seed, held: 0 } },
    requests: [request(1, variant === 'slow' ? 100_000 : 5000)],
    faults: [faultOf(seed)],
    evidence: {
      checkpoints: [
        { event: 500, atMs: 1, hash: 'aaaaaaaaaaaaaaaa' },
        { event: 900, atMs: 2, hash: differing },
      ],
      eventLog: logEvents === undefined ? [] : ['timer n1', `delivery ${differing}`],
    },
  };
  return toRunResult(rawRun(fields));
}

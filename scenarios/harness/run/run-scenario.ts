/** One run, of a cluster or of your own system, from its preparation to what the runner hands over. */
import type { Recorder } from '../../../sim/cause/recorder.js';
import { scheduleHash } from '../../../sim/faults/schedule-hash.js';
import type { Bound, RunEnd } from '../../../sim/kernel/types.js';
import type { DeclaredSometimes } from '../../../sim/world/sometimes.js';
import type { ScenarioNames } from '../result/names.js';
import { byOperation } from '../result/operations.js';
import type { RawEnd, RawExplanation, RawRun } from '../result/raw-run.js';
import type { RunOptions } from '../definition/api.js';
import type { Scenario } from '../definition/scenario.js';
import type { Settings } from '../settings/table.js';
import { AppConductor } from './app-conductor.js';
import { ClusterConductor } from './cluster-conductor.js';
import { noProgress, type Conductor, type Surroundings } from './conductor.js';
import { EventLog } from './event-log.js';
import { tellImpossible } from './impossible.js';
import { RunInterrupted } from './interrupted.js';
import type { PreparedRun } from './prepare.js';
import { tellUnanswered } from './unanswered.js';

/** How many of each operation's slowest requests are explained. */
const EXPLAINED_PER_OPERATION = 3;

/** Throws a {@link RunInterrupted} if the signal of the options aborts before the end. */
export async function runPrepared(prepared: PreparedRun, wallNowMs: () => number): Promise<RawRun> {
  const startedMs = wallNowMs();
  const { subject, tracked, schedule, options } = prepared;
  const { settings } = tracked;
  const surroundings: Surroundings = {
    tracked,
    world: {
      seed: options.seed,
      order: settings['run.order'],
      causes: options.causes !== 'none',
      eventsMax: settings['run.eventsMax'],
      untilUs: settings['run.untilMs'] * 1000,
      sometimes: declaredSometimes(subject),
    },
    onViolation: options.onViolation,
  };
  const conductor =
    subject.type === 'app'
      ? new AppConductor(subject.app, surroundings)
      : new ClusterConductor(subject, surroundings);
  const { world, faults } = conductor;
  const eventLog = new EventLog(world.kernel, options.logEvents ?? null);
  const end = await interruptible(conductor, options.signal, () =>
    world.run({ schedule, ...faults }, () => {
      conductor.begin();
    }),
  );
  return report(prepared, conductor, eventLog, end, wallNowMs() - startedMs);
}

/** What a run may say, of whatever part of it. */
function declaredSometimes(subject: PreparedRun['subject']): DeclaredSometimes {
  if (subject.type === 'app') return subject.app.sometimes ?? {};
  const { scouts, invariants, scenario } = subject;
  return Object.fromEntries(
    [...scouts, ...invariants, scenario].flatMap(({ sometimes = {} }) => Object.entries(sometimes)),
  );
}

async function interruptible(
  { world: { kernel } }: Conductor,
  signal: AbortSignal | undefined,
  run: () => Promise<RunEnd>,
): Promise<RunEnd> {
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    kernel.stop();
  };
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const end = await run();
  signal?.removeEventListener('abort', interrupt);
  if (interrupted) throw new RunInterrupted(kernel.nowUs() / 1000, kernel.eventCount);
  return end;
}

function report(
  { subject, scenario, variant, resolved, tracked, schedule, expects, options }: PreparedRun,
  conductor: Conductor,
  eventLog: EventLog,
  end: RunEnd,
  wallMs: number,
): RawRun {
  const { world, violations, judged, seen } = conductor;
  const { kernel, recorder } = world;
  const rawEnd = endOf(end, conductor);
  if (rawEnd.type === 'stalled') conductor.judgeUnfinished();
  return {
    scenario,
    seed: options.seed,
    variant,
    resolved,
    set: options.set ?? {},
    unread: Object.keys(resolved.replaced).filter((name) => !tracked.reads.has(name)),
    expects,
    expectsAsked: options.expects ?? [],
    faultsGiven: options.faults !== undefined,
    isOfTool: subject.type === 'broker' && isLoadOfTool(subject.scenario, resolved.settings),
    end: tellUnanswered(rawEnd, recorder),
    violations,
    judged,
    sometimes: world.sometimesCounts,
    hash: kernel.hashText(),
    events: kernel.eventCount,
    virtualUs: kernel.nowUs(),
    wallMs,
    requests: recorder.requests,
    waits: recorder.waits,
    counters: recorder.counters,
    findings: recorder.findings,
    notes: recorder.notes,
    blame: new Map([...recorder.blame].map(([operation, totals]) => [operation, totals.lines()])),
    explained: explain(recorder, options.causes ?? 'slowest'),
    faults: tellImpossible(world.faults?.report() ?? [], schedule, seen),
    schedule: world.faults?.resolved() ?? schedule,
    scheduleHash: scheduleHash(schedule),
    evidence: { checkpoints: eventLog.checkpoints, eventLog: eventLog.lines },
  };
}

const BOUND_OF_TIME = { reason: 'run.untilMs', detail: 'the run reached its bound of time' } as const;

const BOUNDS: Readonly<Record<Bound, Pick<Extract<RawEnd, { type: 'stalled' }>, 'reason' | 'detail'>>> = {
  events: { reason: 'run.eventsMax', detail: 'the run reached its bound of events' },
  'virtual time': BOUND_OF_TIME,
  'wall time': BOUND_OF_TIME,
  heap: {
    reason: 'heap',
    detail: 'the run needs more memory than there is; node --max-old-space-size=… gives it more',
  },
};

/**
 * An assertion of the program says that the program is wrong, as an invariant does, and nothing of the
 * harness.
 */
function endOf(end: RunEnd, { stall, onAssertion }: Conductor): RawEnd {
  switch (end.reason) {
    case 'stopped':
      return stall ?? { type: 'finished' };
    case 'idle':
      return noProgress('nothing was left to happen');
    case 'bound':
      return { type: 'stalled', ...BOUNDS[end.bound] };
    case 'failed':
      if (!isAssertion(end.error)) return harnessError(end.error);
      onAssertion(end.error);
      return noProgress('an assertion of the program failed');
  }
}

/** The broker's own, or one of `node:assert` and its kin. The simulator's have another name. */
function isAssertion(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AssertionError';
}

function explain(
  recorder: Recorder<ScenarioNames>,
  kept: NonNullable<RunOptions['causes']>,
): readonly RawExplanation[] {
  if (kept === 'none') return [];
  const answered = recorder.requests.filter(({ endUs }) => endUs !== null);
  const chosen = kept === 'all' ? answered : slowestOfEach(answered);
  return chosen.map((request) => ({ id: request.id, intervals: recorder.explain(request) }));
}

type Answered = RawRun['requests'][number];

function slowestOfEach(requests: readonly Answered[]): readonly Answered[] {
  const latencyUs = ({ startUs, endUs }: Answered): number => (endUs ?? startUs) - startUs;
  return [...byOperation(requests).values()].flatMap((group) =>
    group.toSorted((a, b) => latencyUs(b) - latencyUs(a) || a.id - b.id).slice(0, EXPLAINED_PER_OPERATION),
  );
}

function harnessError(error: unknown): RawEnd {
  if (!(error instanceof Error)) return { type: 'harnessError', message: String(error) };
  const { message, stack } = error;
  return stack === undefined ? { type: 'harnessError', message } : { type: 'harnessError', message, stack };
}

/** Its window has no creation in it: the topic is there before, by itself or by the warm-up. */
function isLoadOfTool({ isOfBenchmarkTool = false, topics }: Scenario, settings: Settings): boolean {
  return isOfBenchmarkTool && (topics !== undefined || settings['client.warmupMessages'] > 0);
}

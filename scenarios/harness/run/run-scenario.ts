/**
 * One run: builds the cluster, lets it come up, sets topics up, starts the load and the faults, heals, waits until everything has
 * come to rest, looks at what is there, and hands it all over. Nothing here waits inside a measured request.
 */
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import type { RunEnd } from '../../../sim/kernel/kernel.js';
import { scheduleHash } from '../../../sim/faults/schedule-hash.js';
import { Cluster } from '../cluster/cluster.js';
import { replicationFactorOf } from '../cluster/from-settings.js';
import { resolveRole } from '../cluster/roles.js';
import { invariants } from '../../oracles/all.js';
import { isQuiet } from '../../oracles/nothing-pending-at-rest.js';
import { Measures } from '../../measures/measures.js';
import type { CapsuleCheckpoint } from '../result/capsule-types.js';
import type { RawEnd, RawExplanation, RawRun } from '../result/raw-run.js';
import type { Scenario } from '../scenario.js';
import type { RunOptions } from '../api.js';
import { isKnobName } from '../settings/table.js';
import { BackgroundWork } from './background-work.js';
import { EventLog } from './event-log.js';
import { History } from './history.js';
import { RunInterrupted } from './interrupted.js';
import { isUp, moveLeadership, readEverything, setUpTopics, until } from './operator.js';
import { Oracles } from './oracles.js';
import type { PreparedRun } from './prepare.js';
import { isAtRest } from './rest.js';

/** How many of each operation's slowest requests are explained. */
const EXPLAINED_PER_OPERATION = 3;

/** What any command of the metadata log waits for, whoever wrote it: of those of the set-up, registrations say, no report speaks. */
const COMMAND_WAITS = ['commit', 'commitWatch', 'proposeSleep', 'forward.attempt', 'forward.backoff'];

export async function runPrepared(prepared: PreparedRun, wallNowMs: () => number): Promise<RawRun> {
  const startedMs = wallNowMs();
  const run = new Run(prepared);
  const end = await run.run();
  return run.report(end, wallNowMs() - startedMs);
}

class Run {
  readonly #prepared: PreparedRun;
  readonly #cluster: Cluster;
  readonly #oracles: Oracles;
  readonly #measures: Measures;
  readonly #history = new History();
  readonly #background = new BackgroundWork();
  readonly #eventLog: EventLog;
  #stall: RawEnd | null = null;

  constructor(prepared: PreparedRun) {
    const { scenario, variant, tracked, options } = prepared;
    const { settings, made } = tracked;
    this.#prepared = prepared;
    this.#cluster = new Cluster({
      settings,
      made,
      strategies: variant.strategies,
      world: {
        seed: options.seed,
        causes: options.causes !== 'none',
        eventsMax: settings['run.eventsMax'],
        untilUs: settings['run.untilMs'] * 1000,
      },
      observe: (fact) => {
        if (fact.type === 'topicAcknowledged') this.#history.topicsAcknowledged.add(fact.topic);
        this.#oracles.onFact(fact);
        if (fact.type !== 'partition') this.#measures.onFact(fact);
      },
      onCrash: (nodeId) => {
        this.#oracles.onCrash(nodeId);
        this.#measures.onCrash(nodeId);
      },
    });
    const { kernel } = this.#cluster.world;
    this.#oracles = new Oracles(invariants, settings, this.#cluster.brokerNames, () => kernel.nowUs());
    this.#measures = new Measures(scenario.measures ?? [], this.#cluster.world.recorder, () =>
      kernel.nowUs(),
    );
    this.#eventLog = new EventLog(kernel, options.logEvents ?? null);
  }

  /** Throws a {@link RunInterrupted} if the signal of the options aborts before the end. */
  async run(): Promise<RunEnd> {
    const { kernel } = this.#cluster.world;
    const { signal } = this.#prepared.options;
    let interrupted = false;
    const interrupt = (): void => {
      interrupted = true;
      kernel.stop();
    };
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    const end = await this.#runToEnd();
    signal?.removeEventListener('abort', interrupt);
    if (interrupted) throw new RunInterrupted(kernel.nowUs() / 1000, kernel.eventCount);
    return end;
  }

  #runToEnd(): Promise<RunEnd> {
    const cluster = this.#cluster;
    const faults = {
      schedule: this.#prepared.schedule,
      resolveTarget: (role: string) => resolveRole(cluster, role),
      runCommand: (command: Parameters<Cluster['runCommand']>[0]) => cluster.runCommand(command),
    };
    cluster.world.hearsMarks = false;
    return cluster.world.run(faults, () => {
      cluster.operator.run((ctx) => this.#conduct(ctx));
    });
  }

  async #conduct(ctx: Ctx): Promise<void> {
    const cluster = this.#cluster;
    const { scenario, tracked } = this.#prepared;
    const { settings } = tracked;
    const { kernel } = cluster.world;
    const untilUs = settings['run.untilMs'] * 1000;
    const missing = await this.#setUp(ctx, untilUs);
    if (missing !== null) {
      this.#stall = { type: 'stalled', reason: 'no-progress', detail: missing };
      kernel.stop();
      return;
    }
    // Marks of the set-up (a first election, say) are none of the schedule's business.
    cluster.world.hearsMarks = true;
    cluster.world.recorder.countWaitsFrom(kernel.nowUs(), COMMAND_WAITS);
    this.#measures.loadBegins();
    let loaded = false;
    scenario.load(this.#loadContext(), () => {
      loaded = true;
    });
    if (!(await until(ctx, untilUs, () => loaded))) {
      this.#stall = { type: 'stalled', reason: 'run.untilMs', detail: 'the load had not ended by then' };
      kernel.stop();
      return;
    }
    this.#heal();
    const restUs = Math.min(untilUs, kernel.nowUs() + settings['run.settleMs'] * 1000);
    const unrest: { why: string } = { why: '' };
    const rested = await until(ctx, restUs, () => isAtRest(cluster, unrest));
    this.#background.end();
    const finished = await until(ctx, restUs, () => this.#background.isOver);
    const partitions = await this.#readAtRest(ctx, restUs);
    const unreadable = this.#unreadable(partitions);
    this.#oracles.atEnd({ history: this.#history, views: cluster.views(), partitions });
    if (!rested) this.#stall = { type: 'stalled', reason: 'no-progress', detail: unrest.why };
    else if (!finished)
      this.#stall = { type: 'stalled', reason: 'no-progress', detail: 'consumers did not get to the end' };
    else if (unreadable !== null)
      this.#stall = { type: 'stalled', reason: 'no-progress', detail: unreadable };
    kernel.stop();
  }

  /**
   * What all partitions hold when nobody waits any more. What is left of the faults may still wait for its time-out, or succeed; and
   * while the records are read something may begin, such as a broker's return to an ISR: then once more. Whoever waits for ever is
   * found at the end.
   */
  async #readAtRest(ctx: Ctx, restUs: number): Promise<Awaited<ReturnType<typeof readEverything>>> {
    const cluster = this.#cluster;
    const { kernel } = cluster.world;
    const { settings } = this.#prepared.tracked;
    const quietUs = Math.min(restUs, kernel.nowUs() + settings['run.quietMs'] * 1000);
    const isOver = (): boolean =>
      isAtRest(cluster, { why: '' }) && [...cluster.views().values()].every(isQuiet);
    for (;;) {
      await until(ctx, quietUs, isOver);
      const partitions = await readEverything(ctx, cluster);
      if (isOver() || kernel.nowUs() >= quietUs) return partitions;
    }
  }

  /** Everything that has to be so before the load begins. What of it did not come to be, or null. */
  async #setUp(ctx: Ctx, untilUs: number): Promise<string | null> {
    const cluster = this.#cluster;
    const { scenario, tracked } = this.#prepared;
    const { settings } = tracked;
    const { topics = () => [], leaderAtStart } = scenario;
    if (!(await until(ctx, untilUs, () => isUp(cluster)))) return 'the cluster did not come up';
    const replicas = replicationFactorOf(settings);
    if (!(await setUpTopics(ctx, cluster, topics(settings), replicas, untilUs)))
      return 'the topics were not set up';
    if (leaderAtStart !== undefined && !(await moveLeadership(ctx, cluster, leaderAtStart, untilUs)))
      return `${leaderAtStart} did not come to lead the metadata log`;
    await until(ctx, untilUs, () => cluster.world.nowUs >= settings['run.startMs'] * 1000);
    return null;
  }

  #loadContext(): Parameters<Scenario['load']>[0] {
    const cluster = this.#cluster;
    return {
      settings: this.#prepared.tracked.settings,
      clients: cluster.clients,
      consumers: cluster.consumers,
      history: this.#history,
      background: this.#background,
    };
  }

  /** Ends all faults; what is down starts again, what is paused goes on. */
  #heal(): void {
    this.#measures.healBegins();
    const { world, brokerNames } = this.#cluster;
    world.faults?.healAll();
    for (const nodeId of brokerNames) {
      const node = world.node(nodeId);
      node.resume();
      node.restart();
    }
  }

  #unreadable(partitions: readonly { topic: string; partition: number; batches: unknown }[]): string | null {
    const missing = partitions.filter(({ batches }) => batches === null);
    const [first] = missing;
    if (first === undefined) return null;
    return `${String(missing.length)} partitions cannot be read after the heal, ${first.topic}/${String(first.partition)} first`;
  }

  report(end: RunEnd, wallMs: number): RawRun {
    const { scenario, variant, resolved, tracked, schedule, options } = this.#prepared;
    const { world } = this.#cluster;
    const { kernel, recorder } = world;
    return {
      scenario: scenario.name,
      seed: options.seed,
      variant: variant.name,
      resolved,
      set: options.set ?? {},
      unread: Object.keys(resolved.replaced).filter((name) => isKnobName(name) && !tracked.reads.has(name)),
      faultsGiven: options.faults !== undefined,
      end: this.#endOf(end),
      violations: this.#oracles.violations,
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
      explained: this.#explain(options.causes ?? 'slowest'),
      faults: world.faults?.report() ?? [],
      schedule: world.faults?.resolved() ?? schedule,
      scheduleHash: scheduleHash(schedule),
      evidence: {
        checkpoints: this.#eventLog.checkpoints satisfies readonly CapsuleCheckpoint[],
        eventLog: this.#eventLog.lines,
      },
    };
  }

  #endOf(end: RunEnd): RawEnd {
    switch (end.reason) {
      case 'stopped':
        return this.#stall ?? { type: 'finished' };
      case 'idle':
        return { type: 'stalled', reason: 'no-progress', detail: 'nothing was left to happen' };
      case 'bound':
        return end.bound === 'events'
          ? { type: 'stalled', reason: 'run.eventsMax', detail: 'the run reached its bound of events' }
          : { type: 'stalled', reason: 'run.untilMs', detail: 'the run reached its bound of time' };
      case 'failed':
        return harnessError(end.error);
    }
  }

  #explain(kept: NonNullable<RunOptions['causes']>): readonly RawExplanation[] {
    if (kept === 'none') return [];
    const { recorder } = this.#cluster.world;
    const answered = recorder.requests.filter(({ endUs }) => endUs !== null);
    const chosen = kept === 'all' ? answered : slowestOfEach(answered);
    return chosen.map((request) => ({ id: request.id, intervals: recorder.explain(request) }));
  }
}

type Answered = RawRun['requests'][number];

function slowestOfEach(requests: readonly Answered[]): readonly Answered[] {
  const byOperation = new Map<string, Answered[]>();
  for (const request of requests) {
    const others = byOperation.get(request.operation);
    if (others === undefined) byOperation.set(request.operation, [request]);
    else others.push(request);
  }
  const latencyUs = ({ startUs, endUs }: Answered): number => (endUs ?? startUs) - startUs;
  return [...byOperation.values()].flatMap((group) =>
    group.sort((a, b) => latencyUs(b) - latencyUs(a) || a.id - b.id).slice(0, EXPLAINED_PER_OPERATION),
  );
}

function harnessError(error: unknown): RawEnd {
  if (!(error instanceof Error)) return { type: 'harnessError', message: String(error) };
  const { message, stack } = error;
  return stack === undefined ? { type: 'harnessError', message } : { type: 'harnessError', message, stack };
}

/**
 * How a run of a cluster goes: build it, let it come up, set topics up, start load and faults, heal, wait
 * until everything has come to rest, look at what is there. Nothing here waits inside a measured request.
 */
import type { PartitionFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/door.js';
import { logFile } from '../cluster/log-paths.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import type { StruckFault } from '../../../sim/faults/struck.js';
import { Cluster } from '../cluster/cluster.js';
import { replicationFactorOf } from '../cluster/from-settings.js';
import { resolveRole } from '../cluster/roles.js';
import { HIGH_WATERMARK_MARK } from '../cluster/vocabularies.js';
import { ORACLES, type WaitName } from '../result/names.js';
import type { RawEnd } from '../result/raw-run.js';
import type { Background, ClientHistory, Scenario } from '../definition/scenario.js';
import { healAll, noProgress, type Conductor, type Surroundings } from './conductor.js';
import type { DurableDisk, FinalPartition } from '../definition/invariant.js';
import { FRESH_TOPIC, lookAfterRest } from './after-rest.js';
import type { Seen } from './impossible.js';
import { Measures } from './measures.js';
import { moveLeadership, readEverything, setUpTopics, until, whyNotUp } from './operator.js';
import { lastSteps } from './last-steps.js';
import { Oracles, type Surroundings as WhatOraclesSee } from './oracles.js';
import { declaredOf, type BrokerSubject } from './prepare.js';
import { isAtRest, isQuiet } from './rest.js';

/** What each command of the metadata log waits for. Those of the set-up are in no report. */
const COMMAND_WAITS: readonly WaitName[] = [
  'commit',
  'commitWatch',
  'proposeSleep',
  'forward.attempt',
  'forward.backoff',
];

/** What became of a record whose client has died before it had an answer. */
const UNKNOWN = { type: 'failed', error: 'unknown', mayBeInLog: true } as const;

export class ClusterConductor implements Conductor {
  readonly #scenario: Scenario;
  readonly #settings: Surroundings['tracked']['settings'];
  readonly #cluster: Cluster;
  readonly #oracles: Oracles;
  readonly #measures: Measures;
  /** What clients did and were told; the oracles look at it in the end. */
  readonly #history: ClientHistory = {
    sent: [],
    polls: [],
    finalPolls: [],
    topicsAcknowledged: new Set(),
    commits: [],
    offsetFetches: [],
    topicOperations: [],
  };
  readonly #background = new BackgroundWork();
  readonly #saying = {
    reached: (name: string): void => this.#cluster.world.reached(name),
    sometimes: (name: string, condition: boolean): void => this.#cluster.world.sometimes(name, condition),
  };
  #isOver = false;
  /** By what oracles look at in the end. */
  #isJudged = false;
  /** What they left without a judgement. */
  #isNoted = false;
  stall: RawEnd | null = null;

  /**
   * A broker that is known to violate something is asked nothing more: it might wait for ever, and the answer
   * is no news. By what is declared of the design, not by what a caller expects: that judges a run, and may
   * not change it.
   */
  readonly #asksAfterRest: boolean;

  constructor({ scenario, variant, invariants, scouts }: BrokerSubject, surroundings: Surroundings) {
    const { tracked, world } = surroundings;
    const { settings, made } = tracked;
    this.#asksAfterRest = declaredOf(scenario, variant).length === 0;
    this.#scenario = scenario;
    this.#settings = settings;
    this.#cluster = new Cluster({
      settings,
      made,
      strategies: variant.strategies,
      world,
      observe: (fact) => {
        // What is asked of a cluster after its run is judged by its outcome alone.
        if (this.#isOver) return;
        // Nearly all are of replicas.
        if (fact.type === 'partition') {
          this.#oracles.onReplicaFact(fact);
          if (fact.fact.type === 'highWatermarkAdvanced') this.#markHighWatermark(fact);
          return;
        }
        if (fact.type === 'topicAcknowledged') this.#history.topicsAcknowledged.add(fact.topic);
        this.#oracles.onFact(fact);
        this.#measures.onFact(fact);
      },
      onCrash: (nodeId) => {
        this.#oracles.onCrash(nodeId);
        this.#measures.onCrash(nodeId);
      },
      onClientEnd: (name) => {
        for (const record of this.#history.sent)
          if (record.client === name && record.outcome === null) record.outcome = UNKNOWN;
      },
    });
    const { kernel, recorder } = this.#cluster.world;
    const nowUs = (): number => kernel.nowUs();
    const { brokerNames: brokers, damages } = this.#cluster;
    const diskOf = (nodeId: NodeId): DurableDisk => this.#cluster.world.node(nodeId).simulatedDisk;
    const around: WhatOraclesSee = {
      settings: tracked.judged,
      ...{ brokers, nowUs, damages, diskOf },
      ...this.#saying,
      onViolation: (invariant, isAtRest) =>
        surroundings.onViolation?.(invariant, isAtRest ? [] : lastSteps(kernel)),
    };
    this.#oracles = new Oracles(invariants, around, scouts);
    this.#measures = new Measures(scenario.measures ?? [], recorder, nowUs);
  }

  #markHighWatermark({ nodeId, topic, partition }: PartitionFact): void {
    const { faults, hearsMarks, nowUs } = this.#cluster.world;
    if (!hearsMarks || faults?.waitsForMark(HIGH_WATERMARK_MARK) !== true) return;
    faults.onMark(nodeId, `${HIGH_WATERMARK_MARK}${topic}:${partition}`, nowUs);
  }

  get world(): Cluster['world'] {
    return this.#cluster.world;
  }

  get judged(): Oracles['judged'] {
    return this.#oracles.judged;
  }

  get violations(): Oracles['violations'] {
    return this.#oracles.violations;
  }

  /** As the images have them at the end, and clients were told before. */
  get seen(): Seen {
    const inImages = [...this.#cluster.views().values()].flatMap(({ metadata }) =>
      metadata.topics().map(({ name }) => name),
    );
    const setUp = this.#scenario.topics?.(this.#settings) ?? [];
    const all = [...setUp.map(({ name }) => name), ...this.#history.topicsAcknowledged, ...inImages];
    const topics = new Set(all.filter((name) => name !== FRESH_TOPIC));
    return { topics, groups: this.#cluster.groupsSeen };
  }

  readonly faults = {
    resolveTarget: (role: string) => resolveRole(this.#cluster, role),
    resolvePath: logFile,
    runCommand: (command: Parameters<Cluster['runCommand']>[0]) => this.#cluster.runCommand(command),
    onStrike: (fault: StruckFault) => {
      // A machine that is down already keeps its disk. Oracles that forgot what was on it would be blind.
      if (fault.type === 'wipe' && fault.effects() === 0) return;
      this.#cluster.damages.take(fault);
      this.#oracles.onFault(fault);
    },
  };

  readonly onAssertion = (error: Error): void => {
    this.#oracles.onAssertion(error);
  };

  begin(): void {
    // Marks of the set-up (a first election, say) are none of the schedule's business.
    this.world.hearsMarks = false;
    this.#cluster.operator.run(async (ctx) => {
      this.stall = await this.#conduct(ctx);
      if (this.stall === null) this.#noteUnjudged();
      else this.judgeUnfinished();
      this.world.kernel.stop();
    });
  }

  judgeUnfinished(): void {
    const { findings } = this.world.recorder;
    if (!this.#isJudged) this.#oracles.atStall({ history: this.#history, findings });
    this.#isJudged = true;
    this.#noteUnjudged();
  }

  #noteUnjudged(): void {
    if (this.#isNoted) return;
    this.#isNoted = true;
    const { kernel, recorder } = this.world;
    for (const [text, count] of this.#oracles.unjudged)
      recorder.note(ORACLES, `${text}, ${count} times`, kernel.nowUs());
  }

  /** What it stalled on, or null. */
  async #conduct(ctx: Ctx): Promise<RawEnd | null> {
    const cluster = this.#cluster;
    const settings = this.#settings;
    const { kernel, recorder } = cluster.world;
    const untilUs = settings['run.untilMs'] * 1000;
    const missing = await this.#setUp(ctx, untilUs);
    if (missing !== null) return noProgress(missing);
    cluster.world.hearsMarks = true;
    recorder.countWaitsFrom(kernel.nowUs(), COMMAND_WAITS);
    this.#measures.loadBegins();
    let loaded = false;
    const { clients, consumers } = cluster;
    const [history, background] = [this.#history, this.#background];
    const context = { settings, clients, consumers, history, background, ...this.#saying };
    this.#scenario.load(context, () => {
      loaded = true;
    });
    if (!(await until(ctx, untilUs, () => loaded)))
      return { type: 'stalled', reason: 'run.untilMs', detail: 'the load had not ended by then' };
    this.#measures.healBegins();
    healAll(cluster.world, cluster.brokerNames);
    const restUs = Math.min(untilUs, kernel.nowUs() + settings['run.settleMs'] * 1000);
    const unrest: { why: string } = { why: '' };
    const rested = await until(ctx, restUs, () => isAtRest(cluster, unrest));
    this.#background.shallEnd = true;
    const finished = await until(ctx, restUs, () => this.#background.isOver);
    const partitions = await this.#readAtRest(ctx, restUs);
    const isLive = cluster.damages.hasHealthyCore(cluster.brokerNames);
    // A broker that nobody could bring up to date again has nothing to show.
    const views = new Map([...cluster.views()].filter(([, { raft }]) => isLive || raft.isVoter));
    this.#isJudged = true;
    const { findings } = recorder;
    this.#oracles.atEnd({ history: this.#history, views, partitions, findings });
    if (!isLive) return null;
    if (!rested) return noProgress(unrest.why);
    if (!finished) return noProgress('consumers did not get to the end');
    recorder.endMeasuring();
    this.#isOver = true;
    const limits = { untilUs, eachUs: settings['run.quietMs'] * 1000 };
    const after = this.#asksAfterRest
      ? await lookAfterRest(ctx, cluster, replicationFactorOf(settings), limits)
      : null;
    if (after !== null) this.#oracles.afterRest(after);
    return unreadable(partitions);
  }

  /**
   * What all partitions hold when nobody waits any more. What is left of the faults may still wait for its
   * time-out, or succeed; and while the records are read something may begin, such as a broker's return to an
   * ISR: then once more. A wait without end is found at the end.
   */
  async #readAtRest(ctx: Ctx, restUs: number): Promise<Awaited<ReturnType<typeof readEverything>>> {
    const cluster = this.#cluster;
    const { kernel } = cluster.world;
    const quietUs = Math.min(restUs, kernel.nowUs() + this.#settings['run.quietMs'] * 1000);
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
    const settings = this.#settings;
    const { topics = () => [], leaderAtStart } = this.#scenario;
    if (!(await until(ctx, untilUs, () => whyNotUp(cluster) === null)))
      return `the cluster did not come up: ${whyNotUp(cluster) ?? 'it did too late'}`;
    const replicas = replicationFactorOf(settings);
    // Before the topics, whose leaders it may name.
    if (leaderAtStart !== undefined && !(await moveLeadership(ctx, cluster, leaderAtStart, untilUs)))
      return `${leaderAtStart} did not come to lead the metadata log`;
    if (!(await setUpTopics(ctx, cluster, topics(settings), replicas, untilUs)))
      return `the topics were not set up: ${whyNotUp(cluster) ?? 'no broker is missing'}`;
    await until(ctx, untilUs, () => cluster.world.nowUs >= settings['run.startMs'] * 1000);
    return null;
  }
}

/** Counts the work of a load that outlasts it. */
class BackgroundWork implements Background {
  #runningCount = 0;
  shallEnd = false;

  get isOver(): boolean {
    return this.#runningCount === 0;
  }

  begin(): { readonly done: () => void } {
    this.#runningCount += 1;
    let running = true;
    return {
      done: () => {
        if (running) this.#runningCount -= 1;
        running = false;
      },
    };
  }
}

function unreadable(partitions: readonly FinalPartition[]): RawEnd | null {
  const missing = partitions.filter(({ batches }) => batches === null);
  const [first] = missing;
  if (first === undefined) return null;
  return noProgress(
    `${String(missing.length)} partitions cannot be read after the heal, ${first.topic}/${String(first.partition)} first`,
  );
}

/** How a run of your own system goes: start, wait for its load, heal, wait until it rests, look. */
import type { Env } from '../../../broker-core/env.js';
import { enterTask, type Ctx } from '../../../broker-core/runtime/ctx.js';
import type { Command } from '../../../sim/faults/engine.js';
import { World } from '../../../sim/world/world.js';
import type { App, AppSystem } from '../definition/app.js';
import { OPERATOR } from '../cluster/cluster.js';
import { diskConfig, networkConfig } from '../cluster/from-settings.js';
import type { ScenarioNames } from '../result/names.js';
import type { RawEnd, RawViolation } from '../result/raw-run.js';
import { healAll, noProgress, type Conductor, type Surroundings } from './conductor.js';
import { until } from './operator.js';
import { ofUser } from './user-code.js';
import { lastSteps } from './last-steps.js';
import { VIOLATIONS_MAX } from './oracles.js';

/** So that the operator's last look comes before the bound of the world. */
const MARGIN_MS = 1000;

export class AppConductor implements Conductor {
  /** One of somebody's own has other names, which a reader takes as `RunResult<TraceNames>`. */
  readonly world: World<ScenarioNames>;
  readonly violations: RawViolation[] = [];
  readonly judged: Record<string, number>;
  readonly #settings: Surroundings['tracked']['settings'];
  readonly #app: App;
  readonly #system: AppSystem;
  #operator: Env | null = null;
  readonly #violationCounts = new Map<string, number>();
  readonly #onViolation: Surroundings['onViolation'];
  /** What is found from now on is found at rest, whenever it came to be. */
  #isAtRest = false;
  stall: RawEnd | null = null;

  constructor(app: App, { tracked, world, onViolation }: Surroundings) {
    const { settings } = tracked;
    this.#settings = settings;
    this.#app = app;
    this.#onViolation = onViolation;
    this.judged = Object.fromEntries(Object.keys(app.invariants).map((name) => [name, 0]));
    // `run.untilMs` is for the load here, and rest has its own time after it.
    const untilUs = (settings['run.untilMs'] + settings['run.settleMs'] + MARGIN_MS) * 1000;
    this.world = new World({ ...world, untilUs, network: networkConfig(settings) });
    const context = {
      settings,
      nowUs: () => this.world.nowUs,
      violate: (invariant: string, detail: string) => {
        this.#violate(invariant, detail);
      },
      judged: (invariant: string) => {
        this.#requireKnown(invariant);
        this.judged[invariant] = (this.judged[invariant] ?? 0) + 1;
      },
      reached: (name: string) => this.world.reached(name),
      sometimes: (name: string, condition: boolean) => this.world.sometimes(name, condition),
    };
    this.#system = ofUser(
      () => `${app.name}: system`,
      () => app.system(context),
    );
    const defaults = { cpuWorkers: settings['cpu.workers'], disk: diskConfig(settings) };
    for (const node of this.#system.nodes) this.world.addNode({ ...defaults, ...node });
    this.world.addNode({
      nodeId: OPERATOR,
      boot: (env) => {
        this.#operator = env;
      },
    });
  }

  readonly seen = null;

  readonly faults = {
    resolveTarget: (role: string) => this.#system.roles?.[role]?.() ?? [],
    runCommand: ({ name, nodeId }: Command) => this.#system.commands?.[name]?.(nodeId) ?? false,
  };

  /** As of the broker: an assertion of the program under test says that the program is wrong. */
  readonly onAssertion = ({ message, stack }: Error): void => {
    this.#isAtRest = true;
    this.#note('no-assertion-fails', `${message.replaceAll(/\s+/g, ' ').trim()}${placeIn(stack)}`);
  };

  /** What somebody's own `atEnd` looks at may be there only after the heal: it is called then or never. */
  judgeUnfinished(): void {
    return undefined;
  }

  begin(): void {
    const env = this.#operator;
    if (env === null) throw new Error('the operator has not started');
    enterTask(env, async (ctx) => {
      this.stall = await this.#conduct(ctx);
      this.world.kernel.stop();
    });
  }

  /** What it stalled on, or null. */
  async #conduct(ctx: Ctx): Promise<RawEnd | null> {
    const { nodes, isDone, isAtRest, atEnd } = this.#system;
    const untilUs = this.#settings['run.untilMs'] * 1000;
    const done = await until(ctx, untilUs, isDone ?? (() => false));
    healAll(
      this.world,
      nodes.map(({ nodeId }) => nodeId),
    );
    const restUs = this.world.nowUs + this.#settings['run.settleMs'] * 1000;
    const rested = await until(ctx, restUs, isAtRest ?? (() => true));
    this.#isAtRest = true;
    atEnd?.();
    if (!done && isDone !== undefined)
      return { type: 'stalled', reason: 'run.untilMs', detail: 'the load had not ended by then' };
    return rested ? null : noProgress('the system did not come to rest after the faults');
  }

  #violate(invariant: string, detail: string): void {
    this.#requireKnown(invariant);
    this.#note(invariant, detail);
  }

  #requireKnown(invariant: string): void {
    if (Object.hasOwn(this.#app.invariants, invariant)) return;
    // Reported as well as thrown: code that catches everything cannot hide it.
    const error = new Error(`${this.#app.name} has no invariant ${invariant}`);
    this.world.kernel.fail(error);
    throw error;
  }

  #note(invariant: string, detail: string): void {
    const count = (this.#violationCounts.get(invariant) ?? 0) + 1;
    this.#violationCounts.set(invariant, count);
    if (count === 1) this.#onViolation?.(invariant, this.#isAtRest ? [] : lastSteps(this.world.kernel));
    if (count <= VIOLATIONS_MAX) this.violations.push({ invariant, atUs: this.world.nowUs, detail });
  }
}

/** File and line that threw it, without their folder: a capsule goes to other machines. */
function placeIn(stack: string | undefined): string {
  const places = [...(stack ?? '').matchAll(/([\w.-]+\.[cm]?[jt]s:\d+):\d+\)?$/gm)].map(([, place]) => place);
  const thrower = places.find((place) => place !== undefined && !place.startsWith('assert.'));
  return thrower === undefined ? '' : ` (${thrower})`;
}

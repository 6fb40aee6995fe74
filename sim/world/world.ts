/**
 * A world: machines and processes on them, a network between them, faults, one clock. It knows nothing of
 * what the processes do, and runs any async code that takes an {@link Env}.
 *
 * ```
 * const world = new World({ seed: 1 });
 * world.addNode({ nodeId: 'a', boot: (env) => startMyServer(env) });
 * const end = await world.run();
 * ```
 */
import type { NodeId, TraceNames } from '../../broker-core/door.js';
import { Recorder } from '../cause/recorder.js';
import {
  createFaultEngine,
  type Command,
  type FaultEngine,
  type FaultEngineOptions,
} from '../faults/engine.js';
import { Kernel, type KernelOptions } from '../kernel/kernel.js';
import type { RunEnd } from '../kernel/types.js';
import type { NetworkConfig } from '../machine/network/config.js';
import { createNetwork, type NetworkOptions, type SimulatedNetwork } from '../machine/network/network.js';
import { createRandomSource, type RandomSource } from '../random/random.js';
import { parseSchedule, ScheduleError } from '../faults/parse.js';
import type { ResolveRole } from '../faults/resolve.js';
import type { StruckFault } from '../faults/struck.js';
import type { Commons } from './env.js';
import { SimNode, type NodeOptions } from './node.js';
import { SometimesCounts, type DeclaredSometimes, type SometimesCount } from './sometimes.js';

export interface WorldOptions extends KernelOptions {
  readonly network?: Partial<NetworkConfig>;
  /** Checks that every message is plain data. Slow. Default false. */
  readonly verifyPayloads?: boolean;
  /** What faults call a message. Default: its field `type`, if that is a text. */
  readonly messageType?: NetworkOptions['messageType'];
  /** What {@link World.reached} and {@link World.sometimes} may name, each with a sentence. Default: none. */
  readonly sometimes?: DeclaredSometimes;
}

/** `Names`: those that its processes count and wait under; any by default. */
export class World<Names extends TraceNames = TraceNames> {
  readonly kernel: Kernel;
  readonly network: SimulatedNetwork;
  readonly random: RandomSource;
  readonly recorder: Recorder<Names>;
  readonly #nodes = new Map<NodeId, SimNode>();
  readonly #names: NodeId[] = [''];
  #engine: FaultEngine | null = null;
  /** Whether faults hear of marks. A conductor that sets a world up first turns it on when that is done. */
  hearsMarks = true;
  readonly #sometimes: SometimesCounts;

  constructor(options: WorldOptions) {
    this.kernel = new Kernel(options);
    this.#sometimes = new SometimesCounts(options.sometimes ?? {}, (error) => this.kernel.fail(error));
    this.random = createRandomSource(options.seed);
    this.recorder = new Recorder(this.kernel.history, (nodeNumber) => this.#names[nodeNumber] ?? '');
    this.network = createNetwork({
      scheduler: this.kernel,
      config: options.network ?? {},
      draw: (name, key) => this.random.keyed(name, key),
      verifyPayloads: options.verifyPayloads ?? false,
      ...(options.messageType === undefined ? {} : { messageType: options.messageType }),
    });
    this.recorder.timeouts.addDevice(() => this.network.blocked());
  }

  /** Adds a machine; its process starts with the run. */
  addNode(options: NodeOptions<Names>): SimNode {
    if (this.#nodes.has(options.nodeId)) throw new Error(`there is a node ${options.nodeId} already`);
    const commons: Commons = {
      kernel: this.kernel,
      network: this.network,
      random: this.random,
      recorder: this.recorder,
      numberOf: (nodeId) => this.node(nodeId).nodeNumber,
      onMark: (nodeId, key, atUs) => {
        if (this.hearsMarks) this.#engine?.onMark(nodeId, key, atUs);
      },
    };
    const node = new SimNode(commons, options, this.#names.length);
    this.recorder.timeouts.addDevice(() => node.simulatedDisk.blocked(node.nodeId));
    this.#names.push(options.nodeId);
    this.#nodes.set(options.nodeId, node);
    return node;
  }

  node(nodeId: NodeId): SimNode {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) throw new Error(`there is no node ${nodeId}`);
    return node;
  }

  get nodes(): Iterable<SimNode> {
    return this.#nodes.values();
  }

  /** The run has come to what this name says. Throws, and ends the run, for a name that is not declared. */
  reached(name: string): void {
    this.#sometimes.reached(name);
  }

  /** The run has come to where `condition` may be so, and should be in some run. */
  sometimes(name: string, condition: boolean): void {
    this.#sometimes.sometimes(name, condition);
  }

  /** Of each declared name, how often the run asked and how often it was so. */
  get sometimesCounts(): Readonly<Record<string, SometimesCount>> {
    return this.#sometimes.counts();
  }

  get nowUs(): number {
    return this.kernel.nowUs();
  }

  get faults(): FaultEngine | null {
    return this.#engine;
  }

  /**
   * Starts every process and lets the faults come, calls `begin`, then runs to the end. Once only.
   * Rejects with a {@link ScheduleError} if the schedule is none that fits this world.
   */
  async run(faults: FaultOptions | null = null, begin: () => void = () => undefined): Promise<RunEnd> {
    const armed = faults === null ? null : planFaults(faults, [...this.#nodes.keys()]);
    const end = await this.kernel.run(() => {
      if (armed !== null) {
        const machineOf = (nodeId: NodeId): SimNode => this.node(nodeId);
        const { kernel: scheduler, network } = this;
        this.#engine = createFaultEngine({
          scheduler,
          network: network.controls,
          machineOf,
          hearsMessages: () => this.hearsMarks,
          ...armed,
        });
      }
      for (const node of this.#nodes.values()) node.restart();
      begin();
    });
    this.recorder.close();
    return end;
  }
}

/** The faults of a run. */
export interface FaultOptions {
  /** A {@link FaultSchedule}, or data that may be one. Checked before anything runs. Default: no faults. */
  readonly schedule?: unknown;
  /** What a role such as `leader of __meta` is now. Default: targets are nodes, and a role is an error. */
  readonly resolveTarget?: ResolveRole;
  /** What words such as `log of load/0` mean of the files of a disk. Default: paths alone. */
  readonly resolvePath?: FaultEngineOptions['resolvePath'];
  /** Gives an operator's command its meaning; true if it took effect. Default: a command is an error. */
  readonly runCommand?: (command: Command) => boolean;
  /** Told of each machine that a fault strikes. Default: nobody is. */
  readonly onStrike?: (fault: StruckFault) => void;
}

/** What the engine needs: a schedule that is one, and a meaning for each word in it. */
type FaultPlan = Pick<
  FaultEngineOptions,
  'schedule' | 'resolveTarget' | 'resolvePath' | 'runCommand' | 'onStrike'
>;

const NO_ROLES = {
  knows: () => false,
  forms: [],
  instead: 'the name of a node: this run resolves no roles, unless it is given a resolveTarget',
};

/** Throws a {@link ScheduleError}. */
function planFaults(
  { schedule = [], resolveTarget, resolvePath, runCommand, onStrike }: FaultOptions,
  nodes: readonly string[],
): FaultPlan {
  const context = resolveTarget === undefined ? { nodes, roles: NO_ROLES } : { nodes };
  const parsed = parseSchedule(schedule, context);
  if (!parsed.ok) throw new ScheduleError(parsed.errors);
  const unknown = parsed.schedule.flatMap((entry) =>
    entry.type === 'command' && runCommand === undefined
      ? [`entry "${entry.id}": nothing knows the command ${entry.name}; give the run a runCommand`]
      : [],
  );
  if (unknown.length > 0) throw new ScheduleError(unknown);

  return {
    schedule: parsed.schedule,
    resolveTarget: resolveTarget ?? (() => []),
    ...(resolvePath === undefined ? {} : { resolvePath }),
    runCommand: runCommand ?? (() => false),
    onStrike: onStrike ?? (() => undefined),
  };
}

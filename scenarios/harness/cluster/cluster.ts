/**
 * A simulated cluster: brokers and clients in a world, and what may be asked of them from outside.
 */
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import { startBroker, type Broker, type BrokerView } from '../../../broker-core/broker/broker.js';
import { Client } from '../../../broker-core/client/client.js';
import type { ClientProfile } from '../../../broker-core/client/profile.js';
import type { ProducerOptions } from '../../../broker-core/client/producer.js';
import type { BrokerConfig } from '../../../broker-core/broker/config.js';
import type { Env, NodeId } from '../../../broker-core/door.js';
import { spawn, type Ctx } from '../../../broker-core/runtime/task.js';
import type { PartitionLeaders } from '../../../broker-core/metadata/assignment.js';
import type { Strategies } from '../../../broker-core/broker/strategies.js';
import type { VariantStrategies } from '../../../broker-core/historic/strategies.js';
import type { Command } from '../../../sim/faults/engine.js';
import { World, type WorldOptions } from '../../../sim/world/world.js';
import type { ScenarioNames } from '../result/names.js';
import { Damages } from '../definition/damages.js';
import type { LoadClient } from '../definition/scenario.js';
import type { TrackedSettings } from '../settings/reads.js';
import type { Settings } from '../settings/table.js';
import {
  brokerConfig,
  brokerNames,
  clientNames,
  clientProfile,
  consumerOptions,
  operatorProfile,
  diskConfig,
  networkConfig,
} from './from-settings.js';
import { messageType } from './message-types.js';
import { brokerStrategies } from './strategies.js';

export interface ClusterOptions {
  readonly settings: Settings;
  /** Makes configurations of the settings; calls the function with them by default. */
  readonly made?: TrackedSettings['made'];
  readonly strategies: VariantStrategies;
  readonly world: Omit<WorldOptions, 'network'>;
  readonly observe: (fact: BrokerFact) => void;
  /** A broker process has ended, by a fault or by itself. */
  readonly onCrash: (nodeId: NodeId) => void;
  /** A client's process has ended, by a fault. */
  readonly onClientEnd?: (name: string) => void;
}

/** The client that the harness itself uses, to set up and to look afterwards. */
export const OPERATOR = 'operator';

/** Operators' commands that a schedule may hold. */
export const COMMANDS: readonly string[] = ['transferLeadership'];

export class Cluster {
  readonly world: World<ScenarioNames>;
  readonly brokerNames: readonly NodeId[];
  readonly clients: readonly LoadClient[];
  readonly consumers: readonly LoadClient[];
  readonly operator: LoadClient;
  /** Who leads the partitions of a new topic, by the variant. */
  readonly partitionLeaders: PartitionLeaders | null;
  readonly #brokers = new Map<NodeId, Broker>();
  /** What faults have done to the disks of the brokers. */
  readonly damages = new Damages();
  /**
   * Brokers that have stored something. An operator formats a disk until the broker has begun on it, and not
   * again.
   */
  readonly #hasStored = new Set<NodeId>();
  readonly #stopReasons = new Map<NodeId, string>();
  /** Consumer groups that a client has begun to deal with. */
  readonly groupsSeen = new Set<string>();

  constructor(options: ClusterOptions) {
    const { settings } = options;
    const made: TrackedSettings['made'] = options.made ?? ((build) => build(settings));
    this.world = new World({ ...options.world, network: networkConfig(settings), messageType });
    this.brokerNames = brokerNames(settings);
    this.brokerNames.forEach((nodeId, place) => {
      const config = made((from) => brokerConfig(from, place + 1));
      this.#addBroker(options, nodeId, config, brokerStrategies(made, options.strategies));
    });
    this.partitionLeaders = brokerStrategies(made, options.strategies).partitionLeaders;
    const { producers, consumers } = clientNames(settings);
    this.clients = producers.map((name) => this.#addClient(options, made, name));
    this.consumers = consumers.map((name) => this.#addClient(options, made, name));
    this.operator = this.#addClient(options, made, OPERATOR, operatorProfile);
  }

  /** Brokers that run and have recovered. */
  views(): ReadonlyMap<NodeId, BrokerView> {
    const views = new Map<NodeId, BrokerView>();
    for (const nodeId of this.brokerNames) {
      const view = this.viewOf(nodeId);
      if (view !== null) views.set(nodeId, view);
    }
    return views;
  }

  viewOf(nodeId: NodeId): BrokerView | null {
    return this.world.node(nodeId).isUp ? (this.#brokers.get(nodeId)?.view() ?? null) : null;
  }

  /** Why the broker has stopped itself, if it has and has not come back since. */
  stopReasonOf(nodeId: NodeId): string | null {
    return this.viewOf(nodeId) === null ? (this.#stopReasons.get(nodeId) ?? null) : null;
  }

  /** The node that leads the metadata log: of several that think so, the one of the highest term. */
  metadataLeader(): NodeId | null {
    let leader: NodeId | null = null;
    let leaderTerm = -1;
    for (const [nodeId, { raft }] of this.views()) {
      if (raft.role !== 'leader' || raft.term <= leaderTerm) continue;
      leader = nodeId;
      leaderTerm = raft.term;
    }
    return leader;
  }

  /** Carries out an operator's command of the schedule. */
  runCommand({ name, nodeId }: Command): boolean {
    if (name !== 'transferLeadership') return false;
    const leader = this.metadataLeader();
    return leader !== null && this.#brokers.get(leader)?.transferLeadership(nodeId) === true;
  }

  #addBroker(
    { settings, observe, onCrash }: ClusterOptions,
    nodeId: NodeId,
    config: BrokerConfig,
    strategies: Strategies,
  ): void {
    this.world.addNode({
      nodeId,
      cpuWorkers: settings['cpu.workers'],
      disk: diskConfig(settings),
      onEnd: () => {
        onCrash(nodeId);
      },
      boot: (env, stop) => {
        this.#stopReasons.delete(nodeId);
        const stopFor = (reason: string): void => {
          this.#stopReasons.set(nodeId, reason);
          stop(reason);
        };
        const isNew = !this.#hasStored.has(nodeId);
        let firstWrite = Number.POSITIVE_INFINITY;
        const tell = (fact: BrokerFact): void => {
          if (fact.type === 'hardStateWritten') firstWrite = Math.min(firstWrite, fact.readyNumber);
          else if (fact.type === 'readyDurable' && fact.readyNumber >= firstWrite)
            this.#hasStored.add(nodeId);
          observe(fact);
        };
        this.#brokers.set(nodeId, startBroker(env, config, strategies, tell, stopFor, isNew));
      },
    });
  }

  #addClient(
    { onClientEnd }: ClusterOptions,
    made: TrackedSettings['made'],
    name: string,
    profileOf: (settings: Settings) => ClientProfile = clientProfile,
  ): LoadClient {
    const options = made((settings): ProducerOptions => ({
      profile: profileOf(settings),
      bootstrap: this.brokerNames,
      partitioner: settings['client.partitioner'],
      allowAutoCreate: true,
    }));
    let process: { readonly env: Env<ScenarioNames>; readonly client: Client } | null = null;
    const running = (): { readonly env: Env<ScenarioNames>; readonly client: Client } => {
      if (process === null) throw new Error(`the client ${name} has not started`);
      return process;
    };
    /** Who is told of the end of each task that runs. */
    const tasks = new Set<{ readonly over: () => void }>();
    this.world.addNode({
      nodeId: name,
      boot: (env) => {
        const note = (groupId: string): void => void this.groupsSeen.add(groupId);
        process = { env, client: new Client(env, options, made(consumerOptions), note) };
      },
      onEnd: () => {
        process = null;
        onClientEnd?.(name);
        for (const { over } of tasks) over();
        tasks.clear();
      },
    });
    return {
      name,
      get client() {
        return running().client;
      },
      run: (body, over = () => undefined) => {
        if (process === null) {
          over();
          return;
        }
        // Several tasks may share one callback.
        const task = { over };
        tasks.add(task);
        // In an event of its own: causes tell apart what clients do, whatever begins together.
        spawn(process.env, async (ctx: Ctx<ScenarioNames>) => {
          await body(ctx);
          if (tasks.delete(task)) over();
        });
      },
    };
  }
}

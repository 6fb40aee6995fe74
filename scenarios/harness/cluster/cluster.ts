/**
 * A simulated cluster: brokers and clients in a world, and what may be asked of them from outside.
 */
import type { BrokerFact } from '../../../broker-core/broker/facts.js';
import { startBroker, type Broker, type BrokerView } from '../../../broker-core/broker/broker.js';
import type { ClientProfile } from '../../../broker-core/client/profile.js';
import type { ProducerOptions } from '../../../broker-core/client/producer.js';
import type { BrokerConfig } from '../../../broker-core/broker/config.js';
import type { NodeId } from '../../../broker-core/door.js';
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
import { ClientProcess, type ClientOptions } from './client-process.js';
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
    const ofClients = this.#clientOptions(made, clientProfile);
    const ofOperator = this.#clientOptions(made, operatorProfile);
    const { onClientEnd } = options;
    this.clients = producers.map((name) => this.#addClient(name, ofClients, onClientEnd));
    this.consumers = consumers.map((name) => this.#addClient(name, ofClients, onClientEnd));
    this.operator = this.#addClient(OPERATOR, ofOperator, onClientEnd);
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

  #addClient(name: string, options: ClientOptions, onClientEnd: ClusterOptions['onClientEnd']): LoadClient {
    const client = new ClientProcess(name, options);
    this.world.addNode({
      nodeId: name,
      boot: (env) => client.boot(env),
      onEnd: () => {
        onClientEnd?.(name);
        client.ended();
      },
    });
    return client;
  }

  #clientOptions(
    made: TrackedSettings['made'],
    profileOf: (settings: Settings) => ClientProfile,
  ): ClientOptions {
    const producer = made((settings): ProducerOptions => ({
      profile: profileOf(settings),
      bootstrap: this.brokerNames,
      partitioner: settings['client.partitioner'],
      allowAutoCreate: true,
    }));
    const onGroup = (groupId: string): void => void this.groupsSeen.add(groupId);
    return { producer, consumer: made(consumerOptions), onGroup };
  }
}

/**
 * Processes on a simulated network, and a log of what each of them received.
 */
import type { Callback, Channel, Network, NodeId, Payload } from '../../../../broker-core/door.js';
import type { Life } from '../../../kernel/types.js';
import type { NetworkConfig } from '../config.js';
import type { FaultCounter } from '../../fault-list.js';
import { createNetwork, type SimulatedNetwork } from '../network.js';
import { createRandomSource } from '../../../random/random.js';
import { TestScheduler } from '../../testkit/scheduler.js';

export const STREAM: Channel = { name: 'rpc', transport: 'stream' };
export const DATAGRAM: Channel = { name: 'gossip', transport: 'datagram' };

type Message = [
  from: NodeId,
  to: NodeId,
  channel: Channel,
  payload: Payload,
  sizeBytes?: number,
  refused?: Callback,
];

export interface Received {
  readonly atUs: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly channel: string;
  readonly payload: Payload;
}

export interface TestCluster {
  readonly scheduler: TestScheduler;
  readonly network: SimulatedNetwork;
  readonly received: readonly Received[];
  lifeOf(nodeId: NodeId): Life;
  /** Who heard of which connection's end, and when: `1500 n1: n2 rpc`. */
  readonly resets: readonly string[];
  /** Sends 100 bytes, or as many as given. */
  send(...message: Message): void;
  /** Ends the process; the machine stays up by default. */
  crash(nodeId: NodeId, machineIsUp?: boolean): void;
  start(nodeId: NodeId): void;
  /** What arrived from one node at another, in order. */
  payloads(from: NodeId, to: NodeId): readonly Payload[];
  /** All that arrived, and when: `500 far`. */
  arrivals(): readonly string[];
}

export interface TestClusterOptions {
  /** Default: streams are connected from the start. */
  readonly config?: Partial<NetworkConfig>;
  readonly seed?: number;
  readonly tieSeed?: number;
}

/** Nodes n1..n5, all up. */
export function createTestCluster(options: TestClusterOptions = {}): TestCluster {
  const scheduler = new TestScheduler(options.tieSeed);
  const random = createRandomSource(options.seed ?? 1);
  const network = createNetwork({
    scheduler,
    config: { handshakeRoundTrips: 0, ...options.config },
    draw: (name, key) => random.keyed(name, key),
    verifyPayloads: true,
    // A text by its first word, a number by whether it is even.
    messageType: (payload) => {
      if (typeof payload === 'number') return payload % 2 === 0 ? 'even' : 'odd';
      return typeof payload === 'string' ? payload.replace(/ .*/, '') : '';
    },
  });
  const received: Received[] = [];
  const resets: string[] = [];
  const processes = new Map<NodeId, { life: Life; network: Network }>();

  function start(nodeId: NodeId): void {
    const life: Life = { nodeId, nodeNumber: 0, alive: true, paused: false };
    const process = { life, network: network.connect(life) };
    process.network.onDelivery(({ from, channel, payload }) =>
      received.push({ atUs: scheduler.nowUs(), from, to: nodeId, channel: channel.name, payload }),
    );
    process.network.onReset((from, channel) =>
      resets.push(`${scheduler.nowUs()} ${nodeId}: ${from} ${channel.name}`),
    );
    processes.set(nodeId, process);
  }
  function processOf(nodeId: NodeId): { life: Life; network: Network } {
    const process = processes.get(nodeId);
    if (process === undefined) throw new Error(`no ${nodeId}`);
    return process;
  }

  for (const nodeId of ['n1', 'n2', 'n3', 'n4', 'n5']) start(nodeId);
  return {
    scheduler,
    network,
    received,
    resets,
    start,
    lifeOf: (nodeId) => processOf(nodeId).life,
    send(from, to, channel, payload, sizeBytes = 100, refused) {
      processOf(from).network.send(to, channel, payload, sizeBytes, refused);
    },
    crash(nodeId, machineIsUp = true) {
      const { life } = processOf(nodeId);
      life.alive = false;
      network.disconnect(life, machineIsUp);
    },
    payloads: (from, to) =>
      received.filter((one) => one.from === from && one.to === to).map((one) => one.payload),
    arrivals: () => received.map(({ atUs, payload }) => `${atUs} ${payload as string}`),
  };
}

export function createCounter(id: string): FaultCounter {
  return { id, effects: 0 };
}

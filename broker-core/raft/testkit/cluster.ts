import type { RaftMessage } from '../index.js';
import {
  CORRECT_HABITS,
  TestDriver,
  type DriverHabits,
  type DriverObserver,
  type DriverWorld,
  type PersistMode,
} from './driver.js';
import { mixDigest } from './state-machine.js';

/** What a test chooses about its cluster. */
export interface ClusterOptions {
  readonly nodeCount: number;
  readonly mode: PersistMode;
  readonly preVote: boolean;
  readonly checkQuorum: boolean;
  /** Default 10. */
  readonly electionTicks?: number;
  /** Default: uniform, a hash of node, term and draw. */
  readonly drawElectionTicks?: (
    nodeIndex: number,
    lowTicks: number,
    term: number,
    drawIndex: number,
  ) => number;
  /** Default 60 bytes: two or three small entries a message, so that messages must be cut. */
  readonly appendBytesMax?: number;
  /** Default {@link CORRECT_HABITS}. */
  readonly habits?: DriverHabits;
  /** Default: none. What a message has turned into when it arrives, or null if it is gone. */
  readonly tamper?: (message: RaftMessage, cluster: Cluster) => RaftMessage | null;
}

/** Nodes and the messages between them, moved by hand. */
export interface Cluster {
  readonly options: ClusterOptions;
  readonly nodes: readonly TestDriver[];
  /** Sent and neither delivered nor lost, in the order of sending. */
  readonly inFlight: RaftMessage[];
  /** Cut directions, as `from>to`. */
  readonly cuts: Set<string>;
}

/** Builds a cluster of nodes `n1`, `n2`, ... that have never run. */
export function createCluster(options: ClusterOptions, observer: DriverObserver): Cluster {
  const ids = Array.from({ length: options.nodeCount }, (_, i) => `n${i + 1}`);
  const inFlight: RaftMessage[] = [];
  const world: DriverWorld = { observer, send: (message) => void inFlight.push(message) };
  const draw = options.drawElectionTicks ?? drawByHash;
  const nodes = ids.map((nodeId, nodeIndex) => {
    const config = {
      nodeId,
      peers: ids,
      electionTicks: options.electionTicks ?? 10,
      heartbeatTicks: 2,
      preVote: options.preVote,
      checkQuorum: options.checkQuorum,
      inflightMessagesMax: 4,
      appendBytesMax: options.appendBytesMax ?? 60,
      uncommittedBytesMax: 100,
      drawElectionTicks: (lowTicks: number, _high: number, term: number, drawIndex: number) =>
        draw(nodeIndex, lowTicks, term, drawIndex),
    };
    return new TestDriver(nodeId, config, options.mode, options.habits ?? CORRECT_HABITS, world);
  });
  return { options, nodes, inFlight, cuts: new Set() };
}

/** Delivers the message at `at`, unless its link is cut; false if there is none. */
export function deliverAt(cluster: Cluster, at: number): boolean {
  const [message] = cluster.inFlight.splice(at, 1);
  if (message === undefined) return false;
  if (cluster.cuts.has(`${message.from}>${message.to}`)) return true;
  const arrived = cluster.options.tamper === undefined ? message : cluster.options.tamper(message, cluster);
  if (arrived !== null) nodeById(cluster, arrived.to).receive(arrived);
  return true;
}

/**
 * Finishes all writes and delivers all messages, in order, until nothing is left or `stepsMax` is reached.
 */
export function settle(cluster: Cluster, stepsMax: number, afterStep: () => void): void {
  for (let steps = 0; steps < stepsMax; steps += 1) {
    let hasWritten = false;
    for (const node of cluster.nodes) {
      if (!node.finishWrite()) continue;
      hasWritten = true;
      afterStep();
    }
    const hasDelivered = deliverAt(cluster, 0);
    if (hasDelivered) afterStep();
    if (!hasDelivered && !hasWritten) return;
  }
}

/** The node of that name. */
export function nodeById(cluster: Cluster, id: string): TestDriver {
  const node = cluster.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`no node ${id}`);
  return node;
}

function drawByHash(nodeIndex: number, lowTicks: number, term: number, drawIndex: number): number {
  const digest = [nodeIndex, term, drawIndex].reduce(mixDigest, 0x811c9dc5);
  return lowTicks + (((digest ^ (digest >>> 15)) >>> 0) % lowTicks);
}

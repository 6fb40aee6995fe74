/** How the cluster is when all has come to rest. */
import type { NodeId } from '../../broker-core/env.js';
import { nodeIdOf } from '../../broker-core/protocol/records.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { placeText, valueText } from './track/text.js';

export const oneLeaderAfterHeal: Invariant = {
  name: 'one-leader-after-heal',
  doc: 'After the heal one node leads the metadata log and all others know it.',
  source: 'Raft paper, section 5.6 (availability)',
  isLiveness: true,
  create: ({ violate, judged, brokers, damages }) => ({
    atEnd({ views }) {
      for (const nodeId of brokers) {
        judged();
        if (!views.has(nodeId) && !damages.mayStop(nodeId)) violate(`${nodeId} is not up`);
      }
      judged();
      const leaders = [...views].filter(([, { raft }]) => raft.role === 'leader').map(([nodeId]) => nodeId);
      const [leader] = leaders;
      if (leader === undefined) violate('nobody leads the metadata log');
      else if (leaders.length > 1) violate(`${leaders.join(' and ')} lead the metadata log`);
      else {
        for (const [nodeId, { raft }] of views) {
          judged();
          if (raft.leaderId !== leader)
            violate(`${leader} leads the metadata log, ${nodeId} follows ${raft.leaderId ?? 'nobody'}`);
        }
      }
    },
  }),
};

/** Longer than an entry takes from the first node that applies it to the last, when nothing is broken. */
const SPREAD_US = 1_000_000;

/** What was applied for the first time only just now may still be on its way to the others. */
export const imagesConverge: Invariant = {
  name: 'images-converge',
  doc: 'After the heal every broker has applied everything that is committed.',
  source: 'Raft paper, section 5.3 (all followers eventually store all log entries)',
  isLiveness: true,
  create: ({ violate, judged, nowUs }) => {
    let newest = 0;
    /** First applications of the last second, ascending, and the one before them. */
    const recent: { readonly index: number; readonly atUs: number }[] = [];
    return {
      ...hears(['applied'], (fact) => {
        if (fact.type !== 'applied' || fact.index <= newest) return;
        newest = fact.index;
        const atUs = nowUs();
        while ((recent[1]?.atUs ?? atUs) <= atUs - SPREAD_US) recent.shift();
        recent.push({ index: fact.index, atUs });
      }),
      atEnd({ views }) {
        const settledAtUs = nowUs() - SPREAD_US;
        const settled = recent.filter(({ atUs }) => atUs <= settledAtUs).at(-1)?.index ?? 0;
        for (const [nodeId, { raft, metadata }] of views) {
          for (const [what, index] of [
            ['applied', raft.appliedIndex],
            ['an image of', metadata.appliedIndex],
          ] as const) {
            judged();
            if (index < settled)
              violate(`${nodeId} has ${what} index ${index}, others had applied ${settled}`);
          }
        }
      },
    };
  },
};

/** Each broker is asked for the partitions that it says it leads. */
export const highWatermarkAtLogEnd: Invariant = {
  name: 'high-watermark-at-log-end',
  doc: 'After the heal every partition is led and its high watermark is the end of its log.',
  source: 'Kafka documentation, "Replicated logs"; KIP-966',
  isLiveness: true,
  create: ({ violate, judged }) => ({
    atEnd({ views }) {
      for (const [nodeId, view] of views) {
        for (const { topic, partition } of view.metadata.partitions()) {
          const leader = view.leaderOf(topic, partition);
          if (leader === null || nodeIdOf(leader) !== nodeId) continue;
          judged();
          const place = placeText({ topic, partition });
          const replica = view.replicaOf(topic, partition);
          if (replica?.leads !== true) violate(`${place}: ${nodeId} is its leader and does not lead it`);
          else if (replica.highWatermark !== replica.logEndOffset) {
            const ends = `the log ends at ${replica.logEndOffset}`;
            violate(`${place}: ${ends} on ${nodeId}, the high watermark is ${replica.highWatermark}`);
          }
        }
      }
    },
  }),
};

interface Image {
  readonly nodeId: NodeId;
  readonly contentHash: number;
}

/** Also when one of them changed its image beside the log, which no applied entry shows. */
export const metadataImagesEqual: Invariant = {
  name: 'metadata-images-equal',
  doc: 'Brokers that have applied the same index have the same metadata.',
  source: 'Raft paper, section 2 (replicated state machines)',
  create: ({ violate, judged }) => ({
    atEnd({ views }) {
      const images = new Map<number, Image>();
      for (const [nodeId, { metadata }] of views) {
        const { appliedIndex, contentHash } = metadata;
        const first = images.get(appliedIndex);
        judged();
        if (first === undefined) images.set(appliedIndex, { nodeId, contentHash });
        else if (first.contentHash !== contentHash) {
          const one = `${first.nodeId} has an image with hash ${first.contentHash}`;
          violate(`index ${appliedIndex}: ${one}, ${nodeId} one with hash ${contentHash}`);
        }
      }
    },
  }),
};

/** What a map of waiters may hold at rest: the heartbeat of a broker may be on its way at any moment. */
const allowedIn = (name: string): number => (name === 'peerCalls' ? 1 : 0);

/** An entry that is left in a map of waiters is a leak: nobody will ever take it out. */
export const nothingPendingAtRest: Invariant = {
  name: 'nothing-pending-at-rest',
  doc: 'At rest every send has an outcome, and no broker has anybody waiting.',
  source: 'FoundationDB, "Testing Distributed Systems w/ Deterministic Simulation" (quiescence)',
  isLiveness: true,
  create: ({ violate, judged }) => {
    /** By node, the fetches that wait, of a consumer that has died perhaps. */
    const fetches = new Map<NodeId, Set<number>>();
    return {
      ...hears(['fetchWaits', 'fetchAnswered'], (fact) => {
        if (fact.type === 'fetchWaits')
          fetches.set(fact.nodeId, (fetches.get(fact.nodeId) ?? new Set()).add(fact.number));
        else if (fact.type === 'fetchAnswered') fetches.get(fact.nodeId)?.delete(fact.number);
      }),
      onCrash: (nodeId) => void fetches.delete(nodeId),
      atEnd({ history, views }) {
        for (const { client, topic, value, outcome } of history.sent) {
          judged();
          if (outcome === null) violate(`${client} has no answer to ${valueText(value)}, sent to ${topic}`);
        }
        for (const [nodeId, { pending, replicas }] of views) {
          for (const [name, count] of Object.entries(pending)) {
            judged();
            const allowed = allowedIn(name);
            if (count > allowed)
              violate(`${nodeId} has ${count} ${name} at rest, expected ${allowed} at most`);
          }
          let [pendingCount, readersCount] = [0, 0];
          for (const replica of replicas) {
            const status = replica.status();
            pendingCount += status.pendingCount;
            readersCount += status.readersCount;
          }
          judged();
          if (pendingCount > 0)
            violate(`${nodeId} has ${pendingCount} batches whose producers wait, expected 0`);
          judged();
          if (readersCount > 0 && (fetches.get(nodeId)?.size ?? 0) === 0)
            violate(`${nodeId} has ${readersCount} places at which a fetch waits, and no fetch`);
        }
      },
    };
  },
};

/** What waits, and is not told that it need not wait any more. */
import type { NodeId } from '../../broker-core/env.js';
import { nodeIdOf, type BrokerId } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { SelfElecting } from './track/self-electing.js';
import { BoundedMap } from './track/bounded-map.js';
import { CommittedImage } from './track/committed-image.js';
import { PerReplica } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** A produce request, a fetch, a creation, a registration, a write that was passed on, a retry, a session. */
export const waitEndsByItsEvent: Invariant = {
  name: 'wait-ends-by-its-event',
  doc: 'No wait of a broker runs to its time-out when what it waits for is so.',
  source: 'tokio, Notify (lost wake-ups); Kafka, DelayedOperation',
  needsNoRest: true,
  create: ({ violate, judged }) => ({
    atEnd({ findings }) {
      judged();
      for (const { type, nodeId, key, atUs } of findings)
        if (type === 'slept-through')
          violate(`${nodeId} waited to the end for "${key}" at ${atUs} us, though it was so`);
    },
  }),
};

/** A change of role is part of applying the entry. This leaves room for a broker that looks at its image. */
const SOON_US = 20_000;

interface LeaderChange {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly leader: BrokerId | null;
  readonly leaderEpoch: number;
}

interface Deposed extends LeaderChange {
  readonly nodeId: NodeId;
  readonly atUs: number;
}

/**
 * 1. A leader is deposed, and applies that. 2. It goes on as it was for two seconds. 3. Producers wait so
 * long for what it can never acknowledge, and consumers for records that come elsewhere.
 */
export const deposedLeaderAnswersSoon: Invariant = {
  name: 'deposed-leader-answers-soon',
  doc: 'A leader that has applied its deposition gives up its role, and with it all that waits there, within 20 ms.',
  source: 'Kafka, ReplicaManager (becomeLeaderOrFollower); KIP-101',
  create: ({ violate, judged, share, nowUs }) => {
    const image = share(CommittedImage);
    const changes = new BoundedMap<number, readonly LeaderChange[]>();
    const replicas = new PerReplica(share, () => ({ leadsEpoch: -1, life: 0 }));
    const lives = new Map<NodeId, number>();
    const selfElecting = share(SelfElecting);
    let deposed: Deposed[] = [];
    const check = (isEnd: boolean): void => {
      if (deposed.length === 0) return;
      const leftLater: Deposed[] = [];
      for (const one of deposed) {
        judged();
        const { leadsEpoch, life } = replicas.of(one);
        const isOver = leadsEpoch < 0 || life !== (lives.get(one.nodeId) ?? 0);
        if (isOver || leadsEpoch >= one.leaderEpoch) continue;
        const lateUs = nowUs() - one.atUs;
        if (lateUs > SOON_US)
          violate(
            `${one.nodeId} ${placeText(one)}: leads on ${lateUs / 1000} ms after it applied that it does not`,
          );
        else if (!isEnd) leftLater.push(one);
      }
      deposed = leftLater;
    };
    return {
      onFact(fact) {
        check(false);
        if (fact.type !== 'applied') return;
        const found: LeaderChange[] = [];
        for (const change of image.changes)
          if (change.type === 'leaderChanged') {
            const topicId = image.view.topic(change.topic)?.topicId;
            if (topicId !== undefined) found.push({ ...change, topicId });
          }
        const { nodeId, index } = fact;
        if (found.length > 0) changes.set(index, found);
        for (const change of changes.get(index) ?? []) {
          const isDeposed = change.leader === null || nodeIdOf(change.leader) !== nodeId;
          if (isDeposed && !selfElecting.has(change)) deposed.push({ ...change, nodeId, atUs: nowUs() });
        }
      },
      replicaFacts: ['opened', 'becameLeader', 'becameFollower', 'becameOffline'],
      onReplicaFact(told) {
        const { fact } = told;
        const replica = replicas.of(told);
        replica.leadsEpoch = fact.type === 'becameLeader' ? fact.leaderEpoch : -1;
        replica.life = lives.get(told.nodeId) ?? 0;
        check(false);
      },
      onCrash(nodeId) {
        lives.set(nodeId, (lives.get(nodeId) ?? 0) + 1);
        deposed = deposed.filter((one) => one.nodeId !== nodeId);
      },
      atEnd: () => check(true),
    };
  },
};

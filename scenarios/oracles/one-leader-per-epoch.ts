import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { PerPartition } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** Leader epochs that are remembered of a partition. */
const EPOCHS_MAX = 1_024;

interface Leader {
  readonly nodeId: NodeId;
  readonly life: number;
}

/**
 * Otherwise: 1. A leads epoch 5, sends r to B and loses power before its own disk has r. 2. A is back, leads epoch 5 again and
 * writes s at the same offset. 3. B has a record of epoch 5 there and takes it for s.
 */
export const oneLeaderPerEpoch: Invariant = {
  name: 'one-leader-per-epoch',
  doc: 'A leader epoch of a partition is led by one broker, in one life of it.',
  source: 'KIP-101; KIP-631 (broker epochs)',
  create: ({ violate }) => {
    const partitions = new PerPartition(() => new BoundedMap<number, Leader>(EPOCHS_MAX));
    const lives = new Map<NodeId, number>();
    return {
      replicaFacts: ['becameLeader'],
      onReplicaFact(fact) {
        if (fact.fact.type !== 'becameLeader') return;
        const { nodeId } = fact;
        const { leaderEpoch } = fact.fact;
        const life = lives.get(nodeId) ?? 1;
        const epochs = partitions.of(fact);
        const before = epochs.get(leaderEpoch);
        if (before === undefined) epochs.set(leaderEpoch, { nodeId, life });
        else if (before.nodeId !== nodeId || before.life !== life) {
          const was = `${before.nodeId} in its life ${before.life}`;
          const is = `${nodeId} in its life ${life}`;
          violate(`${placeText(fact)} epoch ${leaderEpoch}: led by ${was}, and by ${is}`);
        }
      },
      onCrash(nodeId) {
        lives.set(nodeId, (lives.get(nodeId) ?? 1) + 1);
      },
    };
  },
};

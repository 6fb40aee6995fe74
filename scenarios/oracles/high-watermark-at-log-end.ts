import { nodeIdOf } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { placeText } from './track/text.js';

/**
 * After the heal whom a broker names as the leader of a partition leads it, and has all of its log committed (liveness). Each broker is
 * asked for those that it names itself. Checked at the end.
 */
export const highWatermarkAtLogEnd: Invariant = {
  name: 'high-watermark-at-log-end',
  doc: 'After the heal every partition is led and its high watermark is the end of its log.',
  source: 'Kafka documentation, "Replicated logs"; KIP-966',
  create: ({ violate }) => ({
    atEnd({ views }) {
      for (const [nodeId, view] of views) {
        for (const { topic, partition } of view.metadata.partitions()) {
          const leader = view.leaderOf(topic, partition);
          if (leader === null || nodeIdOf(leader) !== nodeId) continue;
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

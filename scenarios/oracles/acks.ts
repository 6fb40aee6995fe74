/** What an acknowledgement with `acks=1`, or with `min.insync.replicas`, rests on. */
import { nodeIdOf } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { SelfElecting } from './track/self-electing.js';
import { CommittedImage } from './track/committed-image.js';
import { finalValues } from './track/final-records.js';
import { PerPartition } from './track/per-partition.js';
import { ReplicaEnds } from './track/replica-end.js';
import { offsetText, placeText, valueText } from './track/text.js';

/**
 * Only another leader, or another life of this one, may be without it. The broker that acknowledged it takes
 * another role then, later than the record was sent: a leader that was deposed long ago may acknowledge
 * still.
 */
export const leaderKeepsAcknowledged: Invariant = {
  name: 'leader-keeps-acknowledged',
  doc: 'A record acknowledged with acks=1 is read back at its offset, unless a replica changed its role after it was sent.',
  source: 'Kafka documentation, producer configuration, acks=1',
  create: ({ violate, judged, nowUs }) => {
    /** By name: clients know no other. */
    const roles = new PerPartition(() => ({ changedAtUs: -1 }));
    return {
      replicaFacts: ['becameLeader', 'becameFollower', 'becameOffline'],
      onReplicaFact({ topic, partition }) {
        roles.of({ topic, partition }).changedAtUs = nowUs();
      },
      atEnd({ history, partitions, views }) {
        const found = finalValues(partitions);
        const logEnds = new PerPartition(() => ({ offset: 0 }));
        for (const view of views.values()) {
          for (const { topic, partition } of view.metadata.partitions()) {
            const replica = view.replicaOf(topic, partition);
            if (replica?.leads === true) logEnds.of({ topic, partition }).offset = replica.logEndOffset;
          }
        }
        for (const { topic, value, acks, sentAtUs, outcome } of history.sent) {
          if (acks !== 1 || outcome?.type !== 'acknowledged') continue;
          const { partition, offset } = outcome;
          const values = found.of({ topic, partition }).values;
          if (values === null || roles.of({ topic, partition }).changedAtUs >= sentAtUs) continue;
          judged();
          // What is in the log and not committed cannot be read: that is another invariant's affair.
          if (values[offset] === value || values.length < logEnds.of({ topic, partition }).offset) continue;
          const there = values[offset] === undefined ? 'nothing' : valueText(values[offset]);
          const place = offsetText({ topic, partition, offset });
          violate(`${place}: acknowledged ${valueText(value)} with acks=1, found ${there}`);
        }
      },
    };
  },
};

/** Also when the leader does not know yet that its ISR has shrunk: what was on enough disks stays there. */
export const acknowledgedOnMinInsync: Invariant = {
  name: 'acknowledged-on-min-insync',
  doc: 'What is acknowledged with acks=all is on the disks of min.insync.replicas replicas.',
  source: 'Kafka documentation, topic configuration, min.insync.replicas',
  create: ({ settings, share, violate, judged }) => {
    const least = settings['topic.minInsyncReplicas'];
    if (least < 2) return {};
    const image = share(CommittedImage);
    const replicas = share(ReplicaEnds);
    // They have a quorum of their own.
    const selfElecting = share(SelfElecting);
    return {
      replicaFacts: ['acknowledged'],
      onReplicaFact(told) {
        const { fact, topic, topicId, partition } = told;
        if (fact.type !== 'acknowledged' || fact.acks !== -1) return;
        const record = image.view.partition(topic, partition);
        const isThisTopic = image.view.topic(topic)?.topicId === topicId;
        if (record === undefined || !isThisTopic) return;
        if (selfElecting.has(told)) return;
        judged();
        let count = 0;
        for (const brokerId of record.replicas) {
          const place = { nodeId: nodeIdOf(brokerId), topic, topicId, partition };
          if (replicas.of(place).durableEndOffset >= fact.endOffset) count += 1;
        }
        if (count >= least) return;
        const said = `${told.nodeId} acknowledges offsets up to ${fact.endOffset - 1}`;
        violate(`${placeText(told)}: ${said}, which ${count} replicas have on disk, not ${least}`);
      },
    };
  },
};

/**
 * 1. A leader answers `acks=1` at once. 2. Its process dies, and its page cache lives: nobody loses anything.
 * 3. One day its machine loses power instead. Until then clients see no difference.
 */
export const acknowledgedIsOnLeadersDisk: Invariant = {
  name: 'acknowledged-is-on-leaders-disk',
  doc: 'What is acknowledged with acks=1 is on its leader’s disk.',
  source: 'docs/costs.md: with acks=1 a leader answers at its own sync',
  create: ({ share, violate, judged }) => {
    const replicas = share(ReplicaEnds);
    // They have another order of sync and answer.
    const selfElecting = share(SelfElecting);
    return {
      replicaFacts: ['acknowledged'],
      onReplicaFact(told) {
        const { fact } = told;
        if (fact.type !== 'acknowledged' || fact.acks !== 1 || selfElecting.has(told)) return;
        judged();
        const { durableEndOffset } = replicas.of(told);
        if (fact.endOffset <= durableEndOffset) return;
        const said = `acknowledges offsets up to ${fact.endOffset - 1} with acks=1`;
        violate(
          `${told.nodeId} ${placeText(told)}: ${said}, its disk has what is before ${durableEndOffset}`,
        );
      },
    };
  },
};

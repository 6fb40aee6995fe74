import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { Erasures } from './track/erasures.js';

/**
 * What a group has committed of a partition does not go back, and what a member was told to be committed is kept (invariant 36). Each
 * consumer here goes on from what is committed, so a commit that is lower comes from one that has lost the partition.
 */
export const committedOffsetMonotonic: Invariant = {
  name: 'committed-offset-monotonic',
  doc: 'The offset that a group has committed does not go back, and no acknowledged commit is lost.',
  source: 'Kafka documentation, "Offset tracking"; Kafka, GroupCoordinator (validateOffsetCommit)',
  create: ({ violate, nowUs }) => {
    const image = new CommittedImage();
    const erasures = new Erasures();
    const highest = new Map<string, number>();
    return {
      onFact(fact) {
        for (const change of image.take(fact)) {
          erasures.take(change, nowUs());
          if (change.type === 'groupDeleted') forget(highest, (key) => key.startsWith(`${change.groupId} `));
          else if (change.type === 'topicDeleted')
            forget(highest, (key) => key.includes(` ${change.topic}/`));
          if (change.type !== 'offsetsCommitted') continue;
          for (const { topic, partition, offset } of change.offsets) {
            const key = `${change.groupId} ${topic}/${partition}`;
            const before = highest.get(key) ?? 0;
            if (offset < before) violate(`${key}: offset ${offset} is committed after ${before}`);
            highest.set(key, Math.max(before, offset));
          }
        }
      },
      atEnd({ history, views }) {
        for (const commit of history.commits) {
          const { client, groupId, topic, partition, offset, acknowledgedAtUs } = commit;
          if (acknowledgedAtUs === null || erasures.mayTake(commit, Number.POSITIVE_INFINITY)) continue;
          for (const [nodeId, { metadata }] of views) {
            const kept = metadata.groupOffset(groupId, topic, partition)?.offset ?? 0;
            if (kept < offset)
              violate(
                `${groupId} ${topic}/${partition}: ${client} was told that ${offset} is committed, ${nodeId} has ${kept}`,
              );
          }
        }
      },
    };
  },
};

function forget(highest: Map<string, number>, matches: (key: string) => boolean): void {
  for (const key of [...highest.keys()]) if (matches(key)) highest.delete(key);
}

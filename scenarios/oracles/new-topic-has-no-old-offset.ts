import type { CommittedRecord } from '../harness/definition/scenario.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { Erasures } from './track/erasures.js';
import { placeText } from './track/text.js';

/**
 * What a group is told to have committed of a topic was committed for that one, not for one of its name that had been deleted before
 * (KIP-516): a commit that comes late must not reach the topic that was created since, whose records it would leave out. Checked at the
 * end.
 */
export const newTopicHasNoOldOffset: Invariant = {
  name: 'new-topic-has-no-old-offset',
  doc: 'No group goes on in a topic from where it was in one of the same name that had been deleted.',
  source: 'KIP-516, "Topic Identifiers"; Kafka documentation, "Offset tracking"',
  create: ({ violate, nowUs }) => {
    const image = new CommittedImage();
    const erasures = new Erasures();
    return {
      onFact(fact) {
        for (const change of image.take(fact)) erasures.take(change, nowUs());
      },
      atEnd({ history }) {
        for (const { client, groupId, sentAtUs, answer } of history.offsetFetches) {
          for (const told of answer.offsets) {
            const deletedAtUs = erasures.topicDeletedAtUs(told.topic, sentAtUs);
            const isOf = (one: CommittedRecord): boolean =>
              one.groupId === groupId &&
              one.topic === told.topic &&
              one.partition === told.partition &&
              one.offset === told.offset;
            // Sent since the topic is another one: so is what it is told.
            if (deletedAtUs === null || told.offset === 0) continue;
            if (history.commits.some((one) => isOf(one) && one.sentAtUs > deletedAtUs)) continue;
            violate(
              `${client} asked at ${sentAtUs} us where ${groupId} is in ${placeText(told)} and was told ${told.offset}, ` +
                `which nobody has committed since the topic was deleted at ${deletedAtUs} us`,
            );
          }
        }
      },
    };
  },
};

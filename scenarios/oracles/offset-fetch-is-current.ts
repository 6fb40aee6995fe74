import type { CommittedRecord, FetchedOffsets } from '../harness/definition/scenario.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { Erasures } from './track/erasures.js';
import { placeText } from './track/text.js';

/**
 * Who asks where a group is in a partition is told no less than what anybody was told before to be committed (invariant 36). A
 * coordinator that has not noticed its successor tells less. Checked at the end.
 */
export const offsetFetchIsCurrent: Invariant = {
  name: 'offset-fetch-is-current',
  doc: 'Who asks for the committed offset of a group is told no less than what was acknowledged before.',
  source:
    'Herlihy and Wing 1990 (linearizability); Raft thesis, section 6.4 (reads that bypass the log); Kafka documentation, "Offset tracking"',
  create: ({ violate, nowUs }) => {
    const image = new CommittedImage();
    const erasures = new Erasures();
    return {
      onFact(fact) {
        for (const change of image.take(fact)) erasures.take(change, nowUs());
      },
      atEnd({ history }) {
        for (const fetched of history.offsetFetches) {
          for (const one of history.commits) {
            if (!wasThere(one, fetched) || erasures.mayTake(one, fetched.answeredAtUs)) continue;
            const told = toldOf(one, fetched);
            if (told >= one.offset) continue;
            const { client, groupId, sentAtUs } = fetched;
            violate(
              `${client} asked at ${sentAtUs} us where ${groupId} is in ${placeText(one)} and was told ${told}; ` +
                `${one.client} had been told at ${String(one.acknowledgedAtUs)} us that ${one.offset} is committed`,
            );
            break;
          }
        }
      },
    };
  },
};

/** Whether the commit was acknowledged before the fetch, and is of what it asks for. */
function wasThere(commit: CommittedRecord, { groupId, sentAtUs, partitions }: FetchedOffsets): boolean {
  return (
    commit.acknowledgedAtUs !== null &&
    commit.acknowledgedAtUs < sentAtUs &&
    commit.groupId === groupId &&
    partitions.some((asked) => asked.topic === commit.topic && asked.partitions.includes(commit.partition))
  );
}

function toldOf({ topic, partition }: CommittedRecord, { answer }: FetchedOffsets): number {
  return answer.offsets.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0;
}

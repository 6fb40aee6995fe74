/** What is told of a group after its deletion. */
import type { Invariant } from '../harness/definition/invariant.js';
import type { FetchedOffsets } from '../harness/definition/scenario.js';
import { CommittedImage } from './track/committed-image.js';
import { placeText } from './track/text.js';

/** A group from one deletion to the next. */
interface Life {
  readonly deletedAtUs: number;
  /** Places and offsets committed since, as in `orders/0 17`. */
  readonly committed: Set<string>;
}

/** By what is in the log: a commit that was sent before the deletion may come after it. */
export const deletedGroupTellsNothing: Invariant = {
  name: 'deleted-group-tells-nothing',
  doc: 'Once a group is deleted, only what was committed since is told of it.',
  source: 'KIP-229 (DeleteGroups); Kafka documentation, "Offset tracking"',
  create: ({ violate, nowUs, share }) => {
    const image = share(CommittedImage);
    const livesOf = new Map<string, Life[]>();
    const check = ({ client, groupId, sentAtUs, answer }: FetchedOffsets): void => {
      const life = livesOf.get(groupId)?.findLast(({ deletedAtUs }) => deletedAtUs < sentAtUs);
      if (life === undefined) return;
      for (const told of answer.offsets) {
        if (told.offset === 0 || life.committed.has(`${placeText(told)} ${told.offset}`)) continue;
        const when = `deleted at ${life.deletedAtUs} us`;
        violate(
          `${client} asked at ${sentAtUs} us where ${groupId}, ${when}, is in ${placeText(told)}: ${told.offset}`,
        );
      }
    };
    return {
      onFact() {
        for (const change of image.changes) {
          if (change.type === 'groupDeleted') {
            const lives = livesOf.get(change.groupId) ?? [];
            livesOf.set(change.groupId, lives);
            lives.push({ deletedAtUs: nowUs(), committed: new Set() });
          } else if (change.type === 'offsetsCommitted') {
            // What is in the log before the next deletion may be told until that one is.
            for (const { committed } of livesOf.get(change.groupId) ?? [])
              for (const one of change.offsets) committed.add(`${placeText(one)} ${one.offset}`);
          }
        }
      },
      atEnd({ history }) {
        for (const fetched of history.offsetFetches) check(fetched);
      },
    };
  },
};

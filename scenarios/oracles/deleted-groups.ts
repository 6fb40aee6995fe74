/** What is told of a group after its deletion. */
import { hears, type Invariant } from '../harness/definition/invariant.js';
import type { FetchedOffsets } from '../harness/definition/scenario.js';
import { BoundedMap } from './track/bounded-map.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';
import { placeText } from './track/text.js';

/** Deletions of one group that are kept, */
const DELETIONS_MAX = 1000;
/** and places and offsets that were committed since. */
const COMMITTED_MAX = 10_000;

/** A group that has been deleted. Changes are counted, as two of them may share an instant. */
interface Deleted {
  readonly deletions: { readonly atUs: number; readonly change: number }[];
  hasForgotten: boolean;
  /** Where such a place and offset, as in `orders/0 17`, was committed last. */
  readonly committedAt: BoundedMap<string, number>;
}

/** By what is in the log: a commit that was sent before the deletion may come after it. */
export const deletedGroupTellsNothing: Invariant = {
  name: 'deleted-group-tells-nothing',
  doc: 'Once a group is deleted, only what was committed since is told of it.',
  source: 'KIP-229 (DeleteGroups); Kafka documentation, "Offset tracking"',
  needsNoRest: true,
  create: ({ violate, judged, unjudged, nowUs, share }) => {
    const image = share(CommittedImage);
    const groups = new Map<string, Deleted>();
    let changeCount = 0;
    const check = ({ client, groupId, sentAtUs, answer }: FetchedOffsets): void => {
      const group = groups.get(groupId);
      const deletion = group?.deletions.findLast(({ atUs }) => atUs < sentAtUs);
      if (group === undefined || deletion === undefined) {
        if (group?.hasForgotten === true) unjudged('answers before the deletions of a group that are kept');
        return;
      }
      for (const told of answer.offsets) {
        judged();
        // What is in the log before the next deletion may be told until that one is.
        const committedAt = group.committedAt.get(`${placeText(told)} ${told.offset}`);
        if (told.offset === 0 || (committedAt ?? 0) > deletion.change) continue;
        if (committedAt === undefined && group.committedAt.hasForgotten) {
          unjudged('offsets of a deleted group: too many were committed since');
          continue;
        }
        const when = `deleted at ${deletion.atUs} us`;
        violate(
          `${client} asked at ${sentAtUs} us where ${groupId}, ${when}, is in ${placeText(told)}: ${told.offset}`,
        );
      }
    };
    const noteDeletion = (groupId: string): void => {
      const group = groups.get(groupId) ?? {
        deletions: [],
        hasForgotten: false,
        committedAt: new BoundedMap<string, number>(COMMITTED_MAX),
      };
      groups.set(groupId, group);
      group.deletions.push({ atUs: nowUs(), change: changeCount });
      if (group.deletions.length <= DELETIONS_MAX) return;
      group.deletions.shift();
      group.hasForgotten = true;
    };
    return {
      ...hears(CHANGING, () => {
        for (const change of image.changes) {
          changeCount += 1;
          if (change.type === 'groupDeleted') noteDeletion(change.groupId);
          else if (change.type === 'offsetsCommitted') {
            const group = groups.get(change.groupId);
            for (const one of change.offsets)
              group?.committedAt.set(`${placeText(one)} ${one.offset}`, changeCount);
          }
        }
      }),
      atEnd({ history }) {
        for (const fetched of history.offsetFetches) check(fetched);
      },
    };
  },
};

import type { MetadataView } from '../../broker-core/metadata/state/state.js';
import type { ClientHistory } from '../harness/definition/scenario.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { polledRecords } from './track/polled-records.js';
import { placeText } from './track/text.js';

/**
 * Each record below the offset that a group has committed was given to one of its members: at least once, for whoever comes next does not
 * look back (invariant 36; `unseen` of Jepsen's Kafka workload). Only of groups whose members read. Checked at the end.
 */
export const committedWasConsumed: Invariant = {
  name: 'committed-was-consumed',
  doc: 'Every record below a committed offset was given to a member of the group.',
  source: 'Kafka documentation, "Message delivery semantics" (at least once); Jepsen, kafka workload, unseen',
  create: ({ violate }) => ({
    atEnd({ history, views }) {
      const image = newest([...views.values()].map(({ metadata }) => metadata));
      const given = givenTo(history, membersOf(history));
      for (const { groupId, topic, partition, offset } of image?.groupOffsets() ?? []) {
        const offsets = given.get(groupId);
        if (offsets === undefined) continue;
        const place = placeText({ topic, partition });
        for (let below = 0; below < offset; below += 1) {
          if (offsets.has(`${place} ${below}`)) continue;
          const committed = `${place} is committed up to ${offset}`;
          violate(`${groupId}: ${committed}, and no member was given offset ${below}`);
          break;
        }
      }
    },
  }),
};

function newest(images: readonly MetadataView[]): MetadataView | undefined {
  return images.reduce<MetadataView | undefined>(
    (best, image) => (best === undefined || image.appliedIndex > best.appliedIndex ? image : best),
    undefined,
  );
}

/** Groups of each client: those in which it committed. */
function membersOf({ commits }: ClientHistory): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const { client, groupId } of commits) {
    const of = groups.get(client) ?? new Set();
    groups.set(client, of.add(groupId));
  }
  return groups;
}

/** Places of the records that members of each group were given. */
function givenTo(
  history: ClientHistory,
  groupsOf: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const given = new Map<string, Set<string>>();
  for (const { consumer, topic, partition, offset } of polledRecords(history)) {
    for (const groupId of groupsOf.get(consumer) ?? []) {
      const of = given.get(groupId) ?? new Set();
      given.set(groupId, of.add(`${placeText({ topic, partition })} ${offset}`));
    }
  }
  return given;
}

/** What groups have committed. */
import type { MetadataView } from '../../broker-core/metadata/state/state.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import type { ClientHistory, CommittedRecord, FetchedOffsets } from '../harness/definition/scenario.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';
import { Erasures } from './track/erasures.js';
import { placeText } from './track/text.js';

/** Each consumer goes on from what is committed: a lower commit comes from one that lost the partition. */
export const committedOffsetMonotonic: Invariant = {
  name: 'committed-offset-monotonic',
  doc: 'The offset that a group has committed does not go back, and no acknowledged commit is lost.',
  source: 'Kafka documentation, "Offset tracking"; Kafka, GroupCoordinator (validateOffsetCommit)',
  create: ({ share, violate, judged, nowUs }) => {
    const image = share(CommittedImage);
    const erasures = new Erasures();
    const highest = new Map<string, number>();
    return {
      ...hears(CHANGING, () => {
        erasures.take(image.changes, nowUs());
        for (const change of image.changes) {
          if (change.type === 'groupDeleted') forget(highest, (key) => key.startsWith(`${change.groupId} `));
          else if (change.type === 'topicDeleted')
            forget(highest, (key) => key.includes(` ${change.topic}/`));
          if (change.type !== 'offsetsCommitted') continue;
          for (const { topic, partition, offset } of change.offsets) {
            const key = `${change.groupId} ${topic}/${partition}`;
            const before = highest.get(key) ?? 0;
            judged();
            if (offset < before) violate(`${key}: offset ${offset} is committed after ${before}`);
            highest.set(key, Math.max(before, offset));
          }
        }
      }),
      atEnd({ history, views }) {
        for (const commit of history.commits) {
          const { client, groupId, topic, partition, offset, acknowledgedAtUs } = commit;
          if (acknowledgedAtUs === null || erasures.mayTake(commit, Number.POSITIVE_INFINITY)) continue;
          for (const [nodeId, { metadata }] of views) {
            judged();
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

/**
 * The next member does not look back. Only of groups whose members read.
 *
 * 1. A member counts as read what it has only fetched, and commits that. 2. It dies. Who judges by what has been
 * read in the end sees it only where the rest was not read before 2.
 */
export const committedWasConsumed: Invariant = {
  name: 'committed-was-consumed',
  doc: 'Every record below a committed offset was given to a member of the group before it was committed.',
  source: 'Kafka documentation, "Message delivery semantics" (at least once); Jepsen, kafka workload, unseen',
  create: ({ violate, judged }) => ({
    atEnd({ history, views }) {
      const image = newest([...views.values()].map(({ metadata }) => metadata));
      const given = givenTo(history);
      const sent = history.commits.map(({ client, sentAtUs, ...commit }) => ({
        ...commit,
        by: ` by ${client}`,
        atUs: sentAtUs,
      }));
      const kept = (image?.groupOffsets() ?? []).map((commit) => ({ ...commit, by: '', atUs: Infinity }));
      const told = new Set<string>();
      for (const { groupId, topic, partition, offset, by, atUs } of [...sent, ...kept]) {
        const place = placeText({ topic, partition });
        const of = given.get(groupId);
        if (of === undefined) continue;
        judged();
        const missing = of.missing(place, offset, atUs);
        if (missing === null || told.has(`${groupId} ${place}`)) continue;
        told.add(`${groupId} ${place}`);
        const committed = `${place} is committed up to ${offset}${by}`;
        violate(`${groupId}: ${committed}, and no member was given offset ${missing}`);
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

/** What members of one group were given, and when first. */
class Given {
  readonly #atUs = new Map<string, number>();
  /** Of each place: below it all was given, the last of it then. */
  readonly #checked = new Map<string, { readonly below: number; readonly atUs: number }>();

  note(place: string, offset: number, atUs: number): void {
    const key = `${place} ${offset}`;
    if (!this.#atUs.has(key)) this.#atUs.set(key, atUs);
  }

  /** The lowest below `offset` that nobody had been given by then; null: none. */
  missing(place: string, offset: number, byUs: number): number | null {
    const checked = this.#checked.get(place);
    const known = checked !== undefined && checked.atUs <= byUs ? checked : { below: 0, atUs: 0 };
    let { below, atUs } = known;
    for (; below < offset; below += 1) {
      const givenAtUs = this.#atUs.get(`${place} ${below}`) ?? Infinity;
      if (givenAtUs > byUs || givenAtUs === Infinity) return below;
      atUs = Math.max(atUs, givenAtUs);
    }
    this.#checked.set(place, { below, atUs });
    return null;
  }
}

function givenTo(history: ClientHistory): ReadonlyMap<string, Given> {
  const groupsOf = membersOf(history);
  const given = new Map<string, Given>();
  for (const { consumer, atUs, records } of history.polls) {
    for (const groupId of groupsOf.get(consumer) ?? []) {
      const of = given.get(groupId) ?? new Given();
      given.set(groupId, of);
      for (const { topic, partition, offset } of records)
        of.note(placeText({ topic, partition }), offset, atUs);
    }
  }
  return given;
}

/** A coordinator that has not noticed its successor tells less. */
export const offsetFetchIsCurrent: Invariant = {
  name: 'offset-fetch-is-current',
  doc: 'Who asks for the committed offset of a group is told no less than what was acknowledged before.',
  source:
    'Herlihy and Wing 1990 (linearizability); Raft thesis, section 6.4 (reads that bypass the log); Kafka documentation, "Offset tracking"',
  needsNoRest: true,
  create: ({ share, violate, judged, nowUs }) => {
    const image = share(CommittedImage);
    const erasures = new Erasures();
    return {
      ...hears(CHANGING, () => {
        erasures.take(image.changes, nowUs());
      }),
      atEnd({ history }) {
        for (const fetched of history.offsetFetches) {
          for (const one of history.commits) {
            if (!wasThere(one, fetched) || erasures.mayTake(one, fetched.answeredAtUs)) continue;
            judged();
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

/** A late commit must not reach the topic created since, whose records it would leave out. */
export const newTopicHasNoOldOffset: Invariant = {
  name: 'new-topic-has-no-old-offset',
  doc: 'No group goes on in a topic from where it was in one of the same name that had been deleted.',
  source: 'KIP-516, "Topic Identifiers"; Kafka documentation, "Offset tracking"',
  needsNoRest: true,
  create: ({ share, violate, judged, nowUs }) => {
    const image = share(CommittedImage);
    const erasures = new Erasures();
    return {
      ...hears(CHANGING, () => {
        erasures.take(image.changes, nowUs());
      }),
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
            if (deletedAtUs === null) continue;
            judged();
            if (told.offset === 0) continue;
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

/** What members of a group do with their partitions: read them, or make up that they had. */
import { assert } from '../../../broker-core/assert.js';
import type { Consumer } from '../../../broker-core/client/consumer.js';
import type { Assignment, GroupMember } from '../../../broker-core/client/group/group-member.js';
import type { Wait } from '../../../broker-core/env.js';
import { placesOf } from '../../../broker-core/client/group/coordinator-link.js';
import type { OffsetOfTopic, PartitionOffset } from '../../../broker-core/protocol/records.js';
import type { ErrorName } from '../../../broker-core/protocol/errors.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { LoadClient, LoadContext } from '../../harness/definition/scenario.js';
import { flag, int, ms, optionalInt, within } from '../../harness/settings/areas/knob.js';
import type { SettingsWith } from '../../harness/settings/table.js';

/** What the members do, and when. */
export const GROUP_KNOBS = {
  'consumerGroup.silentSyncs': int(
    0,
    within(0, 1_000_000),
    'How often a leader of the group keeps its assignments to itself, and sends heartbeats as if it had none to make.',
  ),
  'consumerGroup.joinSpreadMs': int(50, ms, 'Within what time the consumers join, drawn for each of them.'),
  'consumerGroup.lateMembers': int(0, within(0, 10_000), 'How many consumers join late, by `lateMs` each.'),
  'consumerGroup.lateMs': int(1000, ms, 'How much later the late consumers join than the first.'),
  'consumerGroup.stayMs': int(10_000, ms, 'How long the consumers stay.'),
  'consumerGroup.stintMs': int(
    0,
    ms,
    'How long a consumer is a member at a time, from half of this to one and a half, before it ends and comes back as a new one; 0: always.',
  ),
  'consumerGroup.leaves': flag(
    false,
    'Whether a consumer leaves its group when a stint ends, or just falls silent; the last time it leaves.',
  ),
  'consumerGroup.commitMs': int(
    0,
    ms,
    'Time between two commits of a member, each of which is some records further on; 0: it commits nothing.',
  ),
  'consumerGroup.deleteAtMs': optionalInt(
    'the group is not deleted',
    ms,
    'When an operator deletes the group, counted from the first join.',
  ),
};

export type GroupSettings = SettingsWith<typeof GROUP_KNOBS>;
export type GroupContext = LoadContext<GroupSettings>;

/** One client's part in it, through all its memberships. */
interface GroupWork {
  /** Works until it is dropped, or is told that it is a member no more or of another generation. */
  consume(ctx: Ctx, member: GroupMember, assignment: Assignment): Promise<void>;
  close(ctx: Ctx): Promise<void>;
}

export type CreateGroupWork = (context: GroupContext, client: LoadClient, groupId: string) => GroupWork;

const CONSUMES: Wait = { kind: 'sleep', label: 'consumer consumes' };
const NEVER_US = 86_400_000_000;
/** How long one poll waits for records. */
const POLL_US = 100_000;

/** Commits every so often that each partition is one record further on. */
export const countOn: CreateGroupWork = (context, client, groupId) => ({
  async consume(ctx, member, assignment) {
    const everyUs = context.settings['consumerGroup.commitMs'] * 1000;
    noteFetched(ctx, context, client, groupId, assignment);
    let at = placesOf(assignment.partitions, assignment.committed);
    for (;;) {
      await sleep(ctx, everyUs === 0 ? NEVER_US : everyUs, CONSUMES);
      if (everyUs === 0 || at.length === 0) continue;
      at = at.map((one) => ({ ...one, offset: one.offset + 1 }));
      if (!(await commit(ctx, { context, client, groupId, member }, at))) return;
    }
  },
  close: () => Promise.resolve(),
});

/** Reads on from what is committed, and commits where it is after each poll before it asks for more. */
export const readRecords: CreateGroupWork = (context, client, groupId) => {
  // The same for all memberships, so that its assignments are told apart.
  let consumer: Consumer | null = null;
  return {
    async consume(ctx, member, assignment) {
      const reader = (consumer ??= client.client.newConsumer());
      noteFetched(ctx, context, client, groupId, assignment);
      reader.assign(placesOf(assignment.partitions, assignment.committed));
      for (;;) {
        const records = await reader.poll(ctx, POLL_US);
        if (records.length === 0) continue;
        const atUs = ctx.env.trace.nowUs();
        context.history.polls.push({
          consumer: client.name,
          assignment: reader.assignments,
          atUs,
          records,
        });
        const places = positionsIn(reader, records, assignment);
        if (!(await commit(ctx, { context, client, groupId, member }, places))) return;
      }
    },
    async close(ctx) {
      await consumer?.close(ctx);
    },
  };
};

/**
 * Where the consumer says that it is, as `commitSync` takes it, in the partitions of these records and of the
 * topics that the assignment began with.
 */
function positionsIn(
  reader: Consumer,
  records: readonly PartitionOffset[],
  { committed }: Assignment,
): readonly OffsetOfTopic[] {
  const places = new Map<string, OffsetOfTopic>();
  for (const { topic, partition } of records) {
    const key = `${topic}/${String(partition)}`;
    if (places.has(key)) continue;
    const offset = reader.position({ topic, partition });
    assert(offset !== null, 'a consumer that has given a record knows where it is');
    places.set(key, { topic, topicId: committed.topicIds.get(topic) ?? null, partition, offset });
  }
  return [...places.values()];
}

/** Says what somebody was told, just now, of where a group is. */
export function noteFetched(
  ctx: Ctx,
  { history }: LoadContext,
  { name: client }: LoadClient,
  groupId: string,
  { partitions, committed: answer }: Omit<Assignment, 'generation'>,
): void {
  const answeredAtUs = ctx.env.trace.nowUs();
  if (partitions.length > 0)
    history.offsetFetches.push({
      client,
      groupId,
      sentAtUs: answer.askedAtUs,
      answeredAtUs,
      partitions,
      answer,
    });
}

interface Committing {
  readonly context: GroupContext;
  readonly client: LoadClient;
  readonly groupId: string;
  readonly member: GroupMember;
}

/** False if it is a member no more, or of another generation, or the topic is another one by now. */
async function commit(
  ctx: Ctx,
  { context, client, groupId, member }: Committing,
  offsets: readonly OffsetOfTopic[],
): Promise<boolean> {
  const note = noteCommits(ctx, context, client, groupId, offsets);
  const error = await member.commit(ctx, offsets);
  note(error);
  return error !== 'ILLEGAL_GENERATION' && error !== 'UNKNOWN_MEMBER_ID' && error !== 'UNKNOWN_TOPIC_ID';
}

/** Says that they are on their way; and then, what came of them. */
export function noteCommits(
  ctx: Ctx,
  { history }: LoadContext,
  { name: client }: LoadClient,
  groupId: string,
  offsets: readonly OffsetOfTopic[],
): (error: ErrorName) => void {
  const sentAtUs = ctx.env.trace.nowUs();
  const records = offsets.map((offset) => ({
    client,
    groupId,
    ...offset,
    sentAtUs,
    acknowledgedAtUs: null as number | null,
  }));
  history.commits.push(...records);
  return (error) => {
    if (error !== 'NONE') return;
    for (const record of records) record.acknowledgedAtUs = ctx.env.trace.nowUs();
  };
}

/** What the members of a group do with the partitions that they are given: read them, or make up that they had. */
import type { Consumer } from '../../broker-core/client/consumer.js';
import type { Assignment, GroupMember } from '../../broker-core/client/group/group-member.js';
import type { Wait } from '../../broker-core/env.js';
import type { PartitionOffset } from '../../broker-core/metadata/records.js';
import type { Ctx } from '../../broker-core/runtime/ctx.js';
import { sleep } from '../../broker-core/runtime/time.js';
import type { LoadClient, LoadContext } from '../scenario.js';

/** One client's part in it, through all its memberships. */
export interface GroupWork {
  /** Works until it is dropped; ends by itself if what it is told shows that it is a member no more, or of another generation. */
  consume(ctx: Ctx, member: GroupMember, assignment: Assignment): Promise<void>;
  close(ctx: Ctx): Promise<void>;
}

export type CreateGroupWork = (context: LoadContext, client: LoadClient, groupId: string) => GroupWork;

const CONSUMES: Wait = { kind: 'sleep', label: 'consumer consumes' };
const NEVER_US = 86_400_000_000;
/** How long one poll waits for records. */
const POLL_US = 100_000;

/** Commits every so often that each partition is one record further on. */
export const countOn: CreateGroupWork = (context, client, groupId) => ({
  async consume(ctx, member, assignment) {
    const everyUs = context.settings['consumerGroup.commitMs'] * 1000;
    let at = placesOf(assignment);
    for (;;) {
      await sleep(ctx, everyUs === 0 ? NEVER_US : everyUs, CONSUMES);
      if (everyUs === 0 || at.length === 0) continue;
      at = at.map((one) => ({ ...one, offset: one.offset + 1 }));
      if (!(await commit(ctx, { context, client, groupId, member }, at))) return;
    }
  },
  close: () => Promise.resolve(),
});

/** Reads on from what is committed, and commits what each poll gave before it asks for more. */
export const readRecords: CreateGroupWork = (context, client, groupId) => {
  // The same for all memberships, so that its assignments are told apart.
  let consumer: Consumer | null = null;
  return {
    async consume(ctx, member, assignment) {
      const reader = (consumer ??= client.client.newConsumer());
      reader.assign(placesOf(assignment));
      for (;;) {
        const records = await reader.poll(ctx, POLL_US);
        if (records.length === 0) continue;
        const atUs = ctx.env.clock.nowUs();
        context.history.polls.push({
          consumer: client.name,
          assignment: reader.assignments,
          atUs,
          records,
        });
        if (!(await commit(ctx, { context, client, groupId, member }, placesAfter(records)))) return;
      }
    },
    async close(ctx) {
      await consumer?.close(ctx);
    },
  };
};

/** Where to begin in each partition: what is committed, or the start. */
function placesOf({ partitions, committed }: Assignment): readonly PartitionOffset[] {
  return partitions.flatMap(({ topic, partitions: numbers }) =>
    numbers.map((partition) => {
      const known = committed.find((one) => one.topic === topic && one.partition === partition);
      return { topic, partition, offset: known?.offset ?? 0 };
    }),
  );
}

function placesAfter(records: readonly PartitionOffset[]): readonly PartitionOffset[] {
  const places = new Map<string, PartitionOffset>();
  for (const { topic, partition, offset } of records)
    places.set(`${topic}/${String(partition)}`, { topic, partition, offset: offset + 1 });
  return [...places.values()];
}

interface Committing {
  readonly context: LoadContext;
  readonly client: LoadClient;
  readonly groupId: string;
  readonly member: GroupMember;
}

/** False if it is a member no more, or of another generation. */
async function commit(
  ctx: Ctx,
  { context, client, groupId, member }: Committing,
  offsets: readonly PartitionOffset[],
): Promise<boolean> {
  const records = offsets.map((offset) => ({
    client: client.name,
    groupId,
    ...offset,
    acknowledged: false,
  }));
  context.history.commits.push(...records);
  const error = await member.commit(ctx, offsets);
  for (const record of records) record.acknowledged = error === 'NONE';
  return error !== 'ILLEGAL_GENERATION' && error !== 'UNKNOWN_MEMBER_ID';
}

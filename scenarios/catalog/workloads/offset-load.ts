/**
 * Clients outside any generation: one commits on and on, and asks where it is when it does not know; all
 * others ask. Each looks for the coordinator every time, so whichever node claims to be it is asked as well.
 */
import {
  NO_MEMBER,
  placesOf,
  type CommittedOffsets,
} from '../../../broker-core/client/group/coordinator-link.js';
import type { Wait } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Load, LoadClient } from '../../harness/definition/scenario.js';
import { deleteGroup } from './group-load.js';
import { noteCommits, noteFetched, type GroupContext, type GroupSettings } from './group-work.js';
import { onEach } from './together.js';

const PAUSE: Wait = { kind: 'sleep', label: 'client pauses' };

export interface OffsetLoad {
  readonly groupId: string;
  readonly topic: string;
}

export function offsetLoad(load: OffsetLoad): Load<GroupSettings> {
  return (context, done) => {
    const { settings, clients } = context;
    const everyUs = settings['consumerGroup.commitMs'] * 1000;
    onEach(clients, done, async (ctx, client, place) => {
      const endUs = ctx.env.clock.nowUs() + settings['consumerGroup.stayMs'] * 1000;
      let at: CommittedOffsets | null = null;
      while (ctx.env.clock.nowUs() < endUs) {
        at ??= await ask(ctx, context, client, load);
        at = place === 0 && at !== null ? await goOn(ctx, context, client, load, at) : null;
        await sleep(ctx, everyUs, PAUSE);
      }
    });
    deleteGroup(context, { groupId: load.groupId, members: 'clients' });
  };
}

const partitionsOf = (
  { settings }: GroupContext,
  topic: string,
): readonly [{ topic: string; partitions: number[] }] => [
  { topic, partitions: Array.from({ length: settings['topic.partitions'] }, (_, partition) => partition) },
];

async function ask(
  ctx: Ctx,
  context: GroupContext,
  client: LoadClient,
  { groupId, topic }: OffsetLoad,
): Promise<CommittedOffsets | null> {
  const partitions = partitionsOf(context, topic);
  const committed = await client.client.offsetsOf(groupId).fetch(ctx, partitions);
  if (committed !== null) noteFetched(ctx, context, client, groupId, { partitions, committed });
  return committed;
}

/** Commits that each partition is one record further on. Null: it has to ask where that is. */
async function goOn(
  ctx: Ctx,
  context: GroupContext,
  client: LoadClient,
  { groupId, topic }: OffsetLoad,
  committed: CommittedOffsets,
): Promise<CommittedOffsets | null> {
  const offsets = placesOf(partitionsOf(context, topic), committed).map((one) => ({
    ...one,
    offset: one.offset + 1,
  }));
  const note = noteCommits(ctx, context, client, groupId, offsets);
  const error = await client.client.offsetsOf(groupId).commit(ctx, NO_MEMBER, offsets);
  note(error);
  return error === 'NONE' ? { ...committed, offsets } : null;
}

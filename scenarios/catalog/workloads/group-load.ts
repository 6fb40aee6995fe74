/** Members of one group: they join one after another, stay, work, and end. */
import type { Wait } from '../../../broker-core/env.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { select } from '../../../broker-core/runtime/join.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { memberOptions } from '../../harness/cluster/from-settings.js';
import type { Load, LoadClient } from '../../harness/definition/scenario.js';
import { onEach } from './together.js';
import type { CreateGroupWork, GroupContext, GroupSettings } from './group-work.js';

export interface GroupLoad {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Which of the clients of the run are its members. */
  readonly members: 'clients' | 'consumers';
  readonly work: CreateGroupWork;
}

const JOINS: Wait = { kind: 'sleep', label: 'consumer has yet to join' };
const STAYS: Wait = { kind: 'sleep', label: 'consumer stays' };
const AWAY: Wait = { kind: 'sleep', label: 'consumer is away' };
const ENDS: Wait = { kind: 'sleep', label: 'consumer has ended' };
const OPERATOR: Wait = { kind: 'sleep', label: 'operator waits' };

export function groupLoad(load: GroupLoad): Load<GroupSettings> {
  return (context, done) => {
    const members = context[load.members];
    // Shared by all of them: the member that leads takes one.
    const silence = { left: context.settings['consumerGroup.silentSyncs'] };
    onEach(members, done, (ctx, client, place) => {
      const delayUs = joinDelayUs(ctx, context.settings, place, members.length);
      return takePart(ctx, context, load, client, silence, delayUs);
    });
    deleteGroup(context, load);
  };
}

/** The first joins at once, the last ones late, all others within the spread. */
function joinDelayUs({ env }: Ctx, settings: GroupSettings, place: number, count: number): number {
  if (place > 0 && place >= count - settings['consumerGroup.lateMembers'])
    return settings['consumerGroup.lateMs'] * 1000;
  const spreadUs = settings['consumerGroup.joinSpreadMs'] * 1000;
  return place === 0 ? 0 : Math.floor(env.random.keyed('group join', 0) * spreadUs);
}

export function deleteGroup(
  context: GroupContext,
  { groupId, members }: Pick<GroupLoad, 'groupId' | 'members'>,
): void {
  const atMs = context.settings['consumerGroup.deleteAtMs'];
  const operator = context[members][0];
  if (atMs === null) return;
  operator?.run(async (ctx) => {
    await sleep(ctx, atMs * 1000, OPERATOR);
    await operator.client.deleteGroup(ctx, groupId);
  });
}

/** A client's part in the group: one stint after another, until the time is over. */
async function takePart(
  ctx: Ctx,
  context: GroupContext,
  load: GroupLoad,
  client: LoadClient,
  silence: { left: number },
  delayUs: number,
): Promise<void> {
  const { settings } = context;
  const { clock, random } = ctx.env;
  const work = load.work(context, client, load.groupId);
  const takeSilence = (): boolean => {
    if (silence.left === 0) return false;
    silence.left -= 1;
    return true;
  };
  /**
   * A membership, for so long at most; ends for good when the coordinator has said what no client gets over.
   * The last one is left in order, so that nobody's session ends when all else has come to rest.
   */
  const stint = async (forUs: number, isLast: boolean): Promise<'for now' | 'for good'> => {
    const member = client.client.member({
      ...memberOptions(settings),
      groupId: load.groupId,
      topics: load.topics,
      clientId: client.name,
      keepsSilent: takeSilence,
    });
    const ended = await select(ctx, [
      async (inner): Promise<'for good'> => {
        await member.run(inner, (own, assignment) => work.consume(own, member, assignment));
        return 'for good';
      },
      async (inner): Promise<'for now'> => {
        await sleep(inner, forUs, STAYS);
        return 'for now';
      },
    ]);
    if (ended === 'for now' && (isLast || settings['consumerGroup.leaves'])) await member.leave(ctx);
    return ended;
  };
  const endUs = clock.nowUs() + settings['consumerGroup.stayMs'] * 1000;
  await sleep(ctx, delayUs, JOINS);
  for (let count = 1; clock.nowUs() < endUs; count += 1) {
    // From half of it to one and a half.
    const typicalUs = settings['consumerGroup.stintMs'] * 1000;
    const stintUs = Math.floor((0.5 + random.keyed('group stint', count)) * typicalUs);
    const leftUs = endUs - clock.nowUs();
    const isLast = stintUs === 0 || stintUs >= leftUs;
    const ended = await stint(isLast ? leftUs : stintUs, isLast);
    const restUs = Math.max(0, endUs - clock.nowUs());
    await sleep(ctx, ended === 'for good' ? restUs : Math.min(restUs, stintUs), AWAY);
  }
  await work.close(ctx);
  await sleep(ctx, LINGER_US, ENDS);
}

/** What a consumer had asked when it ended has arrived by then, or is lost. */
const LINGER_US = 2_000_000;

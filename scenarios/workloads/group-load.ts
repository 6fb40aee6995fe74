/**
 * Consumers of one group: they join one after another, stay, commit how far they are, and end. How far they are is made up, for what is
 * looked at is the group; records are read elsewhere.
 */
import type { Assignment, GroupMember } from '../../broker-core/client/group/group-member.js';
import type { Wait } from '../../broker-core/env.js';
import type { PartitionOffset } from '../../broker-core/metadata/records.js';
import type { Ctx } from '../../broker-core/runtime/ctx.js';
import { select } from '../../broker-core/runtime/join.js';
import { sleep } from '../../broker-core/runtime/time.js';
import { memberOptions } from '../cluster/consumer-groups.js';
import type { Load, LoadClient, LoadContext } from '../scenario.js';
import type { Settings } from '../settings/table.js';

export interface GroupLoad {
  readonly groupId: string;
  readonly topics: readonly string[];
}

const JOINS: Wait = { kind: 'sleep', label: 'consumer has yet to join' };
const STAYS: Wait = { kind: 'sleep', label: 'consumer stays' };
const AWAY: Wait = { kind: 'sleep', label: 'consumer is away' };
const CONSUMES: Wait = { kind: 'sleep', label: 'consumer consumes' };
const ENDS: Wait = { kind: 'sleep', label: 'consumer has ended' };
const OPERATOR: Wait = { kind: 'sleep', label: 'operator waits' };

/** Every client is a consumer. */
export function groupLoad(load: GroupLoad): Load {
  return (context, done) => {
    const { settings, clients } = context;
    // Shared by all of them: whoever leads takes one.
    const silence = { left: settings['consumerGroup.silentSyncs'] };
    let running = clients.length;
    if (running === 0) done();
    clients.forEach((client, place) => {
      client.run(async (ctx) => {
        await new Consumer(context, load, client, silence).run(ctx, joinDelayUs(ctx, settings, place));
        running -= 1;
        if (running === 0) done();
      });
    });
    deleteGroup(context, load);
  };
}

/** The first joins at once, the last ones late, all others within the spread. */
function joinDelayUs({ env }: Ctx, settings: Settings, place: number): number {
  if (place > 0 && place >= settings['client.count'] - settings['consumerGroup.lateMembers'])
    return settings['consumerGroup.lateMs'] * 1000;
  const spreadUs = settings['consumerGroup.joinSpreadMs'] * 1000;
  return place === 0 ? 0 : Math.floor(env.random.keyed('group join', 0) * spreadUs);
}

function deleteGroup({ settings, clients }: LoadContext, { groupId }: GroupLoad): void {
  const atMs = settings['consumerGroup.deleteAtMs'];
  if (atMs === null) return;
  clients[0]?.run(async (ctx) => {
    await sleep(ctx, atMs * 1000, OPERATOR);
    await clients[0]?.client.deleteGroup(ctx, groupId);
  });
}

class Consumer {
  readonly #context: LoadContext;
  readonly #load: GroupLoad;
  readonly #client: LoadClient;
  readonly #silence: { left: number };
  #stintCount = 0;

  constructor(context: LoadContext, load: GroupLoad, client: LoadClient, silence: { left: number }) {
    this.#context = context;
    this.#load = load;
    this.#client = client;
    this.#silence = silence;
  }

  /** One stint after another, until the time is over. */
  async run(ctx: Ctx, delayUs: number): Promise<void> {
    const { settings } = this.#context;
    const { clock } = ctx.env;
    const endUs = clock.nowUs() + settings['consumerGroup.stayMs'] * 1000;
    await sleep(ctx, delayUs, JOINS);
    while (clock.nowUs() < endUs) {
      const stintUs = this.#drawUs(ctx, 'group stint', settings['consumerGroup.stintMs'] * 1000);
      const leftUs = endUs - clock.nowUs();
      const ended = await this.#stint(ctx, stintUs === 0 ? leftUs : Math.min(leftUs, stintUs));
      const restUs = Math.max(0, endUs - clock.nowUs());
      await sleep(ctx, ended === 'for good' ? restUs : Math.min(restUs, stintUs), AWAY);
    }
    await sleep(ctx, LINGER_US, ENDS);
  }

  /** A membership, for so long at most; ends for good when the coordinator has said what no client gets over. */
  async #stint(ctx: Ctx, forUs: number): Promise<'for now' | 'for good'> {
    const { settings } = this.#context;
    const member = this.#client.client.member({
      ...memberOptions(settings),
      ...this.#load,
      clientId: this.#client.name,
      keepsSilent: () => this.#takeSilence(),
    });
    const ended = await select<'for now' | 'for good'>(ctx, [
      async (inner) => {
        await member.run(inner, (own, assignment) => this.#consume(own, member, assignment));
        return 'for good';
      },
      async (inner) => {
        await sleep(inner, forUs, STAYS);
        return 'for now';
      },
    ]);
    if (ended === 'for now' && settings['consumerGroup.leaves']) await member.leave(ctx);
    return ended;
  }

  #takeSilence(): boolean {
    if (this.#silence.left === 0) return false;
    this.#silence.left -= 1;
    return true;
  }

  async #consume(ctx: Ctx, member: GroupMember, { partitions, committed }: Assignment): Promise<void> {
    const everyUs = this.#context.settings['consumerGroup.commitMs'] * 1000;
    let at = partitions.flatMap(({ topic, partitions: numbers }) =>
      numbers.map((partition): PartitionOffset => ({
        topic,
        partition,
        offset: committed.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0,
      })),
    );
    for (;;) {
      await sleep(ctx, everyUs === 0 ? NEVER_US : everyUs, CONSUMES);
      if (everyUs === 0 || at.length === 0) continue;
      at = at.map((one) => ({ ...one, offset: one.offset + 1 }));
      if (!(await this.#commit(ctx, member, at))) return;
    }
  }

  /** False if it is a member no more, or of another generation. */
  async #commit(ctx: Ctx, member: GroupMember, offsets: readonly PartitionOffset[]): Promise<boolean> {
    const { groupId } = this.#load;
    const client = this.#client.name;
    const records = offsets.map((offset) => ({ client, groupId, ...offset, acknowledged: false }));
    this.#context.history.commits.push(...records);
    const error = await member.commit(ctx, offsets);
    for (const record of records) record.acknowledged = error === 'NONE';
    return error !== 'ILLEGAL_GENERATION' && error !== 'UNKNOWN_MEMBER_ID';
  }

  /** From half of `us` to one and a half. */
  #drawUs(ctx: Ctx, name: string, us: number): number {
    this.#stintCount += 1;
    return Math.floor((0.5 + ctx.env.random.keyed(name, this.#stintCount)) * us);
  }
}

const NEVER_US = 86_400_000_000;
/** What a consumer had asked when it ended has arrived by then, or is lost. */
const LINGER_US = 2_000_000;

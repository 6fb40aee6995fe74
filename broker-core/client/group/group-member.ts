/**
 * A member of a consumer group, after Kafka's client: joins, assigns if it leads, asks for its assignment,
 * sends heartbeats, and joins again when told to. What it does with its partitions is the caller's.
 */
import type { Wait } from '../../env.js';
import { assignors, isAssignorName, type AssignorName } from '../../groups/assignors.js';
import type { BrokerNames } from '../../names.js';
import type { OffsetOfTopic, TopicPartitions } from '../../protocol/records.js';
import { isRetriable, type ErrorName, type FailureName } from '../../protocol/errors.js';
import type { JoinGroupResponse, MemberAssignment } from '../../protocol/groups.js';
import type { Ctx } from '../../runtime/ctx.js';
import { select } from '../../runtime/join.js';
import { sleep, spanned } from '../../runtime/time.js';
import { type CoordinatorLink, GroupOffsets, NO_OFFSETS, type CommittedOffsets } from './coordinator-link.js';

export interface GroupMemberOptions {
  readonly groupId: string;
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly assignor: AssignorName;
  readonly sessionTimeoutUs: number;
  readonly rebalanceTimeoutUs: number;
  readonly heartbeatUs: number;
  readonly retryBackoffUs: number;
  /** How long it takes to work out the assignments, when it leads. */
  readonly leaderSyncUs: number;
  /** Asked when it leads: whether it keeps the assignments to itself, as a broken client does. */
  readonly keepsSilent: () => boolean;
}

/** What a member is to consume until the next round. */
export interface Assignment {
  readonly generation: number;
  readonly partitions: readonly TopicPartitions[];
  /** Where to begin. */
  readonly committed: CommittedOffsets;
}

/** Consumes what it is given until it is dropped; ends by itself if it has to be given something else. */
export type Consume = (ctx: Ctx, assignment: Assignment) => Promise<void>;

const JOIN: Wait = { kind: 'timeout', label: 'await join group response' };
const SYNC: Wait = { kind: 'timeout', label: 'await sync group response' };
const BEAT: Wait = { kind: 'timeout', label: 'await group heartbeat response' };
const LEAVE: Wait = { kind: 'timeout', label: 'await leave group response' };
const HEARTBEAT: Wait = { kind: 'tick', label: 'group heartbeat' };
const RETRY: Wait = { kind: 'backoff', label: 'group retry' };
const ASSIGNING: Wait = { kind: 'sleep', label: 'group leader assigns' };

/** A join may take as long as its round, and a little more for the way (Kafka's client adds the same 5 s). */
const JOIN_MARGIN_US = 5_000_000;

const REJOIN = new Set<ErrorName>(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS']);

type Joined = Extract<JoinGroupResponse, { error: 'NONE' }>;
/** `again`: nothing came of it, and another attempt may do better. */
type Outcome<T> = T | 'again' | { readonly fatal: FailureName };

export class GroupMember {
  readonly #offsets: GroupOffsets;
  #memberId = '';
  #generation: number | null = null;

  constructor(
    private readonly link: CoordinatorLink,
    private readonly partitionCount: (ctx: Ctx, topic: string) => Promise<number | null>,
    private readonly options: GroupMemberOptions,
  ) {
    this.#offsets = new GroupOffsets(link, options.groupId);
  }

  /** Is a member until it is dropped, or an error ends it for good. */
  async run(ctx: Ctx, consume: Consume): Promise<FailureName> {
    for (;;) {
      const joined = await this.#join(ctx);
      const synced = joined === 'again' || 'fatal' in joined ? joined : await this.#sync(ctx, joined);
      if (synced === 'again') await sleep(ctx, this.options.retryBackoffUs, RETRY);
      else if ('fatal' in synced) return synced.fatal;
      else await this.#stay(ctx, synced.partitions, consume);
    }
  }

  /** Leaves, so that others need not wait for its session's end. Only after `run` has ended. */
  async leave(ctx: Ctx): Promise<void> {
    const { groupId } = this.options;
    const memberId = this.#memberId;
    if (memberId === '') return;
    this.#memberId = '';
    await this.link.call(ctx, { type: 'leaveGroup', groupId, memberId }, LEAVE);
  }

  /** Commits as the member that it is now. REQUEST_TIMED_OUT: no answer. */
  commit(ctx: Ctx, offsets: readonly OffsetOfTopic[]): Promise<ErrorName> {
    const committer = { generation: this.#generation, memberId: this.#memberId };
    return this.#offsets.commit(ctx, committer, offsets);
  }

  async #join(ctx: Ctx): Promise<Outcome<Joined>> {
    const { groupId, clientId, topics, assignor, sessionTimeoutUs, rebalanceTimeoutUs } = this.options;
    for (;;) {
      const about = { groupId, memberId: this.#memberId, clientId, topics, assignors: [assignor] };
      const request = {
        type: 'joinGroup',
        ...about,
        sessionTimeoutMs: sessionTimeoutUs / 1000,
        rebalanceTimeoutMs: rebalanceTimeoutUs / 1000,
      } as const;
      const limitUs = rebalanceTimeoutUs + JOIN_MARGIN_US;
      const response = await this.#measured(ctx, 'joinGroup', () =>
        this.link.call(ctx, request, JOIN, limitUs),
      );
      if (response?.error === 'NONE') {
        this.#memberId = response.memberId;
        this.#generation = response.generation;
        return response;
      }
      if (response?.error !== 'MEMBER_ID_REQUIRED') return this.#failed(response?.error ?? null);
      this.#memberId = response.memberId;
    }
  }

  async #sync(
    ctx: Ctx,
    joined: Joined,
  ): Promise<Outcome<{ readonly partitions: readonly TopicPartitions[] }>> {
    const { groupId, leaderSyncUs, keepsSilent } = this.options;
    const { generation, memberId } = joined;
    const leads = joined.leader === memberId;
    if (leads && keepsSilent()) return { partitions: [] };
    if (leads && leaderSyncUs > 0) await sleep(ctx, leaderSyncUs, ASSIGNING);
    const assignments = leads ? await this.#assign(ctx, joined) : [];
    if (assignments === null) return 'again';
    const request = { type: 'syncGroup', groupId, generation, memberId, assignments } as const;
    const response = await this.#measured(ctx, 'syncGroup', () => this.link.call(ctx, request, SYNC));
    return response?.error === 'NONE' ? response : this.#failed(response?.error ?? null);
  }

  /**
   * Null: nobody has said how many partitions there are. 1. The request for metadata is lost. 2. Its topic
   * counts as one without partitions. 3. For the rest of the generation nobody reads it.
   */
  async #assign(ctx: Ctx, { assignor, members }: Joined): Promise<readonly MemberAssignment[] | null> {
    const counts = new Map<string, number>();
    for (const topic of new Set(members.flatMap(({ topics }) => topics))) {
      const count = await this.partitionCount(ctx, topic);
      if (count === null) return null;
      counts.set(topic, count);
    }
    return assignors[isAssignorName(assignor) ? assignor : this.options.assignor](members, counts);
  }

  /** Sends heartbeats and consumes, until one of the two says that a new round is needed. */
  async #stay(ctx: Ctx, partitions: readonly TopicPartitions[], consume: Consume): Promise<void> {
    const generation = this.#generation ?? 0;
    await select(ctx, [
      (inner) => this.#beat(inner),
      async (inner) => {
        const committed = await this.#committed(inner, partitions);
        await consume(inner, { generation, partitions, committed });
      },
    ]);
  }

  async #beat(ctx: Ctx): Promise<void> {
    const { groupId, heartbeatUs } = this.options;
    for (;;) {
      await sleep(ctx, heartbeatUs, HEARTBEAT);
      const generation = this.#generation ?? 0;
      const request = { type: 'groupHeartbeat', groupId, generation, memberId: this.#memberId } as const;
      const response = await this.link.call(ctx, request, BEAT, heartbeatUs);
      // Without an answer, or with one from another broker, nothing is known: it stays, and asks again.
      const error = response?.error ?? 'NOT_COORDINATOR';
      if (error === 'NONE' || isRetriable(error)) continue;
      this.#failed(error);
      return;
    }
  }

  async #committed(ctx: Ctx, partitions: readonly TopicPartitions[]): Promise<CommittedOffsets> {
    if (partitions.length === 0) return NO_OFFSETS;
    for (;;) {
      const committed = await this.#offsets.fetch(ctx, partitions);
      if (committed !== null) return committed;
      await sleep(ctx, this.options.retryBackoffUs, RETRY);
    }
  }

  /** What an error makes of the membership; `null`: no answer. */
  #failed(error: FailureName | 'NONE' | null): Outcome<never> {
    if (error === 'UNKNOWN_MEMBER_ID') this.#memberId = '';
    const comesAgain = error === null || error === 'NONE' || REJOIN.has(error) || isRetriable(error);
    return comesAgain ? 'again' : { fatal: error };
  }

  /** From the request to its answer, without the search for the coordinator. */
  async #measured<T extends { readonly error: ErrorName } | null>(
    ctx: Ctx,
    operation: BrokerNames['operation'],
    body: () => Promise<T>,
  ): Promise<T | null> {
    if (!(await this.link.isKnown(ctx))) return null;
    const outcomeOf = (response: T): string =>
      response?.error === 'NONE' ? 'ok' : (response?.error ?? 'REQUEST_TIMED_OUT');
    return spanned(ctx, operation, outcomeOf, body);
  }
}

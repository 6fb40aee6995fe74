/**
 * Coordinates groups: runs their state machines, keeps who waits for an answer, and has the log decide before
 * it answers. What it keeps in memory it can lose: another broker goes on from the log.
 */
import type { Timer, Wait } from '../env.js';
import { coordinatorOf } from '../metadata/state/group-coordinator.js';
import type { Command, Coordinator, GroupWrite } from '../protocol/commands.js';
import type { Group } from '../protocol/records.js';
import type { ErrorName } from '../protocol/errors.js';
import type {
  DeleteGroupRequest,
  GroupRequest,
  GroupResponse,
  OffsetCommitRequest,
} from '../protocol/groups.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';
import { type CoordinatorDeps, type GroupCoordinator, type ReplyToGroup, refusal } from './deps.js';
import type { GroupEffect, Waiter } from './member.js';
import { ConsumerGroup } from './group.js';
import {
  readCommittedOffsets,
  unknownAsUnavailable,
  withTopicIds,
  WRITE_LIMIT_US,
  writeOffsets,
} from './offsets.js';

const MEMBERS: Wait = { kind: 'timeout', label: 'await group members' };
const DELETED: Wait = { kind: 'wake', label: 'group deleted' };
const SESSION: Wait = { kind: 'timeout', label: 'group session' };

/** Groups in memory; more is COORDINATOR_NOT_AVAILABLE. */
const GROUPS_MAX = 100_000;

interface Hosted {
  readonly group: ConsumerGroup;
  alarm: { readonly timer: Timer; readonly atUs: number } | null;
}

export class EventDrivenCoordinator implements GroupCoordinator {
  readonly taskCount = 0;
  readonly #groups = new Map<string, Hosted>();
  readonly #waiting = new Map<Waiter, ReplyToGroup>();
  #waiterCount = 0;
  #memberCount = 0;
  #writeCount = 0;

  constructor(private readonly deps: CoordinatorDeps) {
    deps.store.onApplied((command, result) => {
      if (this.#groups.size > 0 && MOVES_GROUPS.has(command.type)) this.#abandonWhatMoved();
      // A deletion that comes twice changes nothing the second time: the group may be another one by then.
      if (command.type === 'deleteGroup' && result.type === 'ok' && result.changes.length > 0)
        this.#deleted(command.groupId);
    });
    deps.store.onRestored(() => {
      for (const hosted of [...this.#groups.values()]) this.#abandon(hosted);
    });
  }

  get waiterCount(): number {
    return this.#waiting.size;
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  handle(request: GroupRequest, reply: ReplyToGroup): void {
    const { groupId } = request;
    if (!this.#coordinates(groupId)) {
      reply(refusal(request, 'NOT_COORDINATOR'));
      return;
    }
    if (request.type === 'offsetFetch') {
      enterTask(this.deps.env, async (ctx) => {
        reply(await readCommittedOffsets(ctx, this.deps, request));
      });
      return;
    }
    const hosted = this.#groups.get(groupId) ?? this.#load(groupId);
    if (hosted === null) reply(refusal(request, 'COORDINATOR_NOT_AVAILABLE'));
    else {
      this.#handleFor(hosted, request, reply);
      this.#settle(hosted);
    }
  }

  #handleFor(
    hosted: Hosted,
    request: Exclude<GroupRequest, { type: 'offsetFetch' }>,
    reply: ReplyToGroup,
  ): void {
    const { group } = hosted;
    const nowUs = this.deps.env.clock.nowUs();
    switch (request.type) {
      case 'joinGroup': {
        const newMemberId = (): string => this.#newMemberId(request.clientId);
        this.#run(hosted, group.join(request, this.#wait(reply), nowUs, newMemberId));
        return;
      }
      case 'syncGroup':
        this.#run(hosted, group.sync(request, this.#wait(reply), nowUs));
        return;
      case 'groupHeartbeat': {
        const error = group.heartbeat(request.memberId, request.generation, nowUs);
        reply({ type: 'groupHeartbeat', error });
        return;
      }
      case 'leaveGroup': {
        const { error, effects } = group.leave(request.memberId, nowUs);
        reply({ type: 'leaveGroup', error });
        this.#run(hosted, effects);
        return;
      }
      case 'offsetCommit':
        this.#commit(group, request, nowUs, reply);
        return;
      case 'deleteGroup':
        this.#delete(group, request, reply);
        return;
    }
  }

  #commit(group: ConsumerGroup, request: OffsetCommitRequest, nowUs: number, reply: ReplyToGroup): void {
    const { memberId, generation } = request;
    const answer = (error: ErrorName): void => reply({ type: 'offsetCommit', error });
    const error = group.commit(memberId, generation, nowUs);
    const offsets = withTopicIds(this.deps.store.view, request.offsets);
    if (error !== 'NONE') answer(error);
    else if (offsets === null) answer('UNKNOWN_TOPIC_OR_PARTITION');
    else {
      const fence = { ...this.#nextWrite(), generation, memberId };
      enterTask(this.deps.env, async (ctx) => {
        answer(await writeOffsets(ctx, this.deps, { groupId: group.groupId, offsets }, fence));
      });
    }
  }

  #delete(group: ConsumerGroup, { groupId }: DeleteGroupRequest, reply: ReplyToGroup): void {
    if (group.memberCount > 0 || group.phase !== 'empty') {
      reply({ type: 'deleteGroup', error: 'NON_EMPTY_GROUP' });
      return;
    }
    const fence = { ...this.#nextWrite(), generation: group.generation };
    const command = { type: 'deleteGroup', groupId, fence, requestId: this.deps.nextRequestId() } as const;
    enterTask(this.deps.env, async (ctx) => {
      const result = await this.deps.writer.write(ctx, command, WRITE_LIMIT_US);
      const error = result.type === 'ok' ? 'NONE' : unknownAsUnavailable(result.error);
      reply({ type: 'deleteGroup', error });
    });
  }

  /** The group has just been deleted, though its caller may not be waiting any more. */
  #deleted(groupId: string): void {
    if (!this.#coordinates(groupId)) return;
    const hosted = this.#groups.get(groupId);
    // After those whose writes were applied before: they still tell of the group that was.
    this.deps.env.tasks.wake(DELETED, () => {
      if (hosted !== undefined && this.#groups.get(groupId) === hosted) this.#abandon(hosted);
      this.deps.observe({ type: 'groupForgotten', nodeId: this.deps.env.nodeId, groupId });
    });
  }

  #nextWrite(): GroupWrite {
    this.#writeCount += 1;
    const { appliedIndex: seenIndex } = this.deps.store.view;
    return { coordinator: this.#self(), sequence: this.#writeCount, seenIndex };
  }

  #coordinates(groupId: string): boolean {
    const { store, brokerId, brokerEpoch } = this.deps;
    return brokerEpoch() !== 0 && coordinatorOf(store.view, groupId) === brokerId;
  }

  #self(): Coordinator {
    const { brokerId, brokerEpoch } = this.deps;
    return { brokerId, brokerEpoch: brokerEpoch() };
  }

  /** Unique for ever: no other broker and no other life of this one has this epoch. */
  #newMemberId(clientId: string): string {
    this.#memberCount += 1;
    return `${clientId}-${this.deps.brokerEpoch()}.${this.#memberCount}`;
  }

  #load(groupId: string): Hosted | null {
    if (this.#groups.size >= GROUPS_MAX) return null;
    const { store, config } = this.deps;
    const record = store.view.group(groupId) ?? null;
    const group = new ConsumerGroup(groupId, config, record, this.deps.env.clock.nowUs());
    const hosted: Hosted = { group, alarm: null };
    this.#groups.set(groupId, hosted);
    return hosted;
  }

  #wait(reply: ReplyToGroup): Waiter {
    this.#waiterCount += 1;
    this.#waiting.set(this.#waiterCount, reply);
    return this.#waiterCount;
  }

  #run(hosted: Hosted, effects: readonly GroupEffect[]): void {
    for (const effect of effects) this.#carryOut(hosted, effect);
    this.#settle(hosted);
  }

  /** Waits for what is due next, or lets go of a group that the log has as well. */
  #settle(hosted: Hosted): void {
    const { groupId } = hosted.group;
    if (this.#groups.get(groupId) !== hosted) return;
    if (!hosted.group.holdsNothing) this.#arm(hosted);
    else {
      this.#groups.delete(groupId);
      if (hosted.alarm !== null) this.deps.env.timers.cancel(hosted.alarm.timer);
    }
  }

  #carryOut(hosted: Hosted, effect: GroupEffect): void {
    const { trace, clock, nodeId } = this.deps.env;
    const { groupId } = hosted.group;
    switch (effect.type) {
      case 'answerJoin':
        this.#answer(effect.waiter, effect.response);
        return;
      case 'answerSync': {
        const { waiter, memberId, generation, response } = effect;
        if (response.error === 'NONE') {
          const { partitions } = response;
          this.deps.observe({ type: 'groupSynced', nodeId, groupId, generation, memberId, partitions });
        }
        this.#answer(waiter, response);
        return;
      }
      case 'roundEnded': {
        const { generation, memberIds } = effect;
        this.deps.observe({ type: 'groupRoundEnded', nodeId, groupId, generation, memberIds });
        trace.waited('groupJoin', clock.nowUs() - effect.lastJoinUs);
        trace.count('group_rebalances');
        trace.mark(`joined:${groupId}`);
        return;
      }
      case 'store':
        enterTask(this.deps.env, async (ctx) => this.#store(ctx, hosted, effect.record));
        return;
      case 'disowned':
        this.#abandon(hosted);
        return;
    }
  }

  async #store(ctx: Ctx, hosted: Hosted, record: Group): Promise<void> {
    const { writer, store, nextRequestId, observe } = this.deps;
    const { groupId, generation, members } = record;
    const by = { coordinator: this.#self(), seenIndex: store.view.appliedIndex };
    const command = { type: 'storeGroup', ...by, group: record, requestId: nextRequestId() } as const;
    const result = await writer.write(ctx, command, WRITE_LIMIT_US);
    const { nodeId, clock, trace } = this.deps.env;
    if (result.type === 'ok' && members.length > 0) {
      const assignments = members.map(({ memberId, assignment }) => ({ memberId, partitions: assignment }));
      observe({ type: 'groupAssigned', nodeId, groupId, generation, assignments });
      trace.mark(`assigned:${groupId}`);
    }
    // Abandoned meanwhile.
    if (this.#groups.get(groupId) !== hosted) return;
    const error = result.type === 'ok' ? null : unknownAsUnavailable(result.error);
    this.#run(hosted, hosted.group.stored(generation, error, clock.nowUs()));
  }

  #abandonWhatMoved(): void {
    for (const hosted of [...this.#groups.values()])
      if (!this.#coordinates(hosted.group.groupId)) this.#abandon(hosted);
  }

  #abandon(hosted: Hosted): void {
    this.#run(hosted, hosted.group.abandon('NOT_COORDINATOR'));
  }

  #answer(waiter: Waiter, response: GroupResponse): void {
    const reply = this.#waiting.get(waiter);
    this.#waiting.delete(waiter);
    reply?.(response);
  }

  /** One alarm for each group. It may come too early, after its cause has gone: then it is set again. */
  #arm(hosted: Hosted): void {
    const { timers, clock } = this.deps.env;
    const atUs = hosted.group.nextDeadlineUs;
    if (atUs === null || (hosted.alarm !== null && hosted.alarm.atUs <= atUs)) return;
    if (hosted.alarm !== null) timers.cancel(hosted.alarm.timer);
    const wait = hosted.group.phase === 'preparing' ? MEMBERS : SESSION;
    const timer = timers.after(Math.max(0, atUs - clock.nowUs()), wait, () => {
      hosted.alarm = null;
      if (this.#groups.get(hosted.group.groupId) === hosted)
        this.#run(hosted, hosted.group.tick(clock.nowUs()));
    });
    hosted.alarm = { timer, atUs };
  }
}

/** Brokers that come and go take groups along. */
const MOVES_GROUPS = new Set<Command['type']>(['registerBroker', 'fenceBroker', 'unfenceBroker', 'batch']);

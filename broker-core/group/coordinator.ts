/**
 * Coordinates groups: runs their state machines, keeps who waits for an answer, and has the log decide before anybody is answered. What
 * it keeps in memory it can lose: another broker goes on from the log.
 */
import type { Env, Timer, Wait } from '../env.js';
import { coordinatorOf } from '../metadata/group-coordinator.js';
import type { Command } from '../metadata/commands.js';
import type { Group } from '../metadata/records.js';
import type { ErrorName } from '../protocol/errors.js';
import type {
  DeleteGroupRequest,
  GroupRequest,
  GroupResponse,
  OffsetCommitRequest,
} from '../protocol/groups.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';
import type { CoordinatorDeps, GroupCoordinator, ReplyToGroup } from './deps.js';
import type { GroupEffect } from './effects.js';
import { ConsumerGroup } from './group.js';
import type { Waiter } from './member.js';
import { refusal } from './refusal.js';
import { readOffsets, unknownAsUnavailable, WRITE_LIMIT_US, writeOffsets } from './offsets.js';

const MEMBERS: Wait = { kind: 'timeout', label: 'await group members' };
const SESSION: Wait = { kind: 'timeout', label: 'group session' };

/** Groups in memory; more is COORDINATOR_NOT_AVAILABLE. */
const GROUPS_MAX = 100_000;

interface Hosted {
  readonly group: ConsumerGroup;
  alarm: { readonly timer: Timer; readonly atUs: number } | null;
}

export class EventDrivenCoordinator implements GroupCoordinator {
  readonly taskCount = 0;
  readonly #deps: CoordinatorDeps;
  readonly #env: Env;
  readonly #groups = new Map<string, Hosted>();
  readonly #waiting = new Map<Waiter, ReplyToGroup>();
  #waiterCount = 0;
  #memberCount = 0;
  #commitCount = 0;

  constructor(deps: CoordinatorDeps) {
    this.#deps = deps;
    this.#env = deps.env;
    deps.store.onApplied((command) => {
      if (this.#groups.size > 0 && MOVES_GROUPS.has(command.type)) this.#abandonWhatMoved();
    });
    deps.store.onRestored(() => {
      for (const { group } of [...this.#groups.values()]) this.#abandon(group);
    });
  }

  get waiterCount(): number {
    return this.#waiting.size;
  }

  handle(request: GroupRequest, reply: ReplyToGroup): void {
    const { groupId } = request;
    if (!this.#coordinates(groupId)) {
      reply(refusal(request, 'NOT_COORDINATOR'));
      return;
    }
    if (request.type === 'offsetFetch') {
      reply(readOffsets(this.#deps.store.view, request));
      return;
    }
    const hosted = this.#groups.get(groupId) ?? this.#load(groupId);
    if (hosted === null) reply(refusal(request, 'COORDINATOR_NOT_AVAILABLE'));
    else this.#handleFor(hosted, request, reply);
  }

  #handleFor(
    hosted: Hosted,
    request: Exclude<GroupRequest, { type: 'offsetFetch' }>,
    reply: ReplyToGroup,
  ): void {
    const { group } = hosted;
    const nowUs = this.#env.clock.nowUs();
    switch (request.type) {
      case 'joinGroup':
        this.#run(
          hosted,
          group.join(request, this.#wait(reply), nowUs, () => this.#newMemberId(request.clientId)),
        );
        return;
      case 'syncGroup':
        this.#run(hosted, group.sync(request, this.#wait(reply), nowUs));
        return;
      case 'groupHeartbeat':
        reply({
          type: 'groupHeartbeat',
          error: group.heartbeat(request.memberId, request.generation, nowUs),
        });
        return;
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
    const answer = (error: ErrorName): void => {
      reply({ type: 'offsetCommit', error });
    };
    const error = group.commit(memberId, generation, nowUs);
    if (error !== 'NONE') {
      answer(error);
      return;
    }
    this.#commitCount += 1;
    const [sequence, seenIndex] = [this.#commitCount, this.#deps.store.view.appliedIndex];
    const fence = { coordinator: this.#self(), generation, memberId, sequence, seenIndex };
    enterTask(this.#env, async (ctx) => {
      answer(await writeOffsets(ctx, this.#deps, request, fence));
    });
  }

  #delete(group: ConsumerGroup, { groupId }: DeleteGroupRequest, reply: ReplyToGroup): void {
    if (group.memberCount > 0 || group.phase !== 'empty') {
      reply({ type: 'deleteGroup', error: 'NON_EMPTY_GROUP' });
      return;
    }
    enterTask(this.#env, async (ctx) => {
      const { writer, nextRequestId, observe } = this.#deps;
      const command = { type: 'deleteGroup', groupId, requestId: nextRequestId() } as const;
      const result = await writer.write(ctx, command, WRITE_LIMIT_US);
      if (result.type === 'ok') {
        this.#abandon(group);
        observe({ type: 'groupForgotten', nodeId: this.#env.nodeId, groupId });
      }
      const error = result.type === 'ok' ? 'NONE' : unknownAsUnavailable(result.error);
      reply({ type: 'deleteGroup', error });
    });
  }

  #coordinates(groupId: string): boolean {
    const { store, brokerId, brokerEpoch } = this.#deps;
    return brokerEpoch() !== 0 && coordinatorOf(store.view, groupId) === brokerId;
  }

  #self(): { readonly brokerId: number; readonly brokerEpoch: number } {
    const { brokerId, brokerEpoch } = this.#deps;
    return { brokerId, brokerEpoch: brokerEpoch() };
  }

  /** Unique for ever: no other broker and no other life of this one has this epoch. */
  #newMemberId(clientId: string): string {
    this.#memberCount += 1;
    return `${clientId}-${String(this.#deps.brokerEpoch())}.${String(this.#memberCount)}`;
  }

  #load(groupId: string): Hosted | null {
    if (this.#groups.size >= GROUPS_MAX) return null;
    const { store, config } = this.#deps;
    const record = store.view.group(groupId) ?? null;
    const group = new ConsumerGroup(groupId, config, record, this.#env.clock.nowUs());
    const hosted: Hosted = { group, alarm: null };
    this.#groups.set(groupId, hosted);
    this.#arm(hosted);
    return hosted;
  }

  #wait(reply: ReplyToGroup): Waiter {
    this.#waiterCount += 1;
    this.#waiting.set(this.#waiterCount, reply);
    return this.#waiterCount;
  }

  #run(hosted: Hosted, effects: readonly GroupEffect[]): void {
    for (const effect of effects) this.#carryOut(hosted, effect);
    this.#arm(hosted);
  }

  #carryOut(hosted: Hosted, effect: GroupEffect): void {
    const { trace, clock, nodeId } = this.#env;
    const { groupId } = hosted.group;
    switch (effect.type) {
      case 'answerJoin':
        this.#answer(effect.waiter, effect.response);
        return;
      case 'answerSync': {
        const { waiter, memberId, generation, response } = effect;
        if (response.error === 'NONE') {
          const { partitions } = response;
          this.#deps.observe({ type: 'groupSynced', nodeId, groupId, generation, memberId, partitions });
        }
        this.#answer(waiter, response);
        return;
      }
      case 'roundEnded':
        trace.waited('groupJoin', clock.nowUs() - effect.lastJoinUs);
        trace.count('group_rebalances');
        trace.mark(`joined:${groupId}`);
        return;
      case 'store':
        enterTask(this.#env, async (ctx) => this.#store(ctx, hosted, effect.record));
        return;
    }
  }

  async #store(ctx: Ctx, hosted: Hosted, record: Group): Promise<void> {
    const { writer, nextRequestId, observe } = this.#deps;
    const { groupId, generation, members } = record;
    const requestId = nextRequestId();
    const command = { type: 'storeGroup', coordinator: this.#self(), group: record, requestId } as const;
    const result = await writer.write(ctx, command, WRITE_LIMIT_US);
    const { nodeId, clock, trace } = this.#env;
    if (result.type === 'ok' && members.length > 0) {
      const assignments = members.map(({ memberId, assignment }) => ({ memberId, partitions: assignment }));
      observe({ type: 'groupAssigned', nodeId, groupId, generation, assignments });
      trace.mark(`assigned:${groupId}`);
    }
    // Abandoned meanwhile.
    if (this.#groups.get(groupId) !== hosted) return;
    const error = result.type === 'ok' ? null : unknownAsUnavailable(result.error);
    // The log has the word of another coordinator: what is in memory here is not the group any more.
    if (error === null || error === 'COORDINATOR_NOT_AVAILABLE')
      this.#run(hosted, hosted.group.stored(generation, error, clock.nowUs()));
    else this.#abandon(hosted.group);
  }

  #abandonWhatMoved(): void {
    for (const { group } of [...this.#groups.values()])
      if (!this.#coordinates(group.groupId)) this.#abandon(group);
  }

  #abandon(group: ConsumerGroup): void {
    const hosted = this.#groups.get(group.groupId);
    if (hosted?.group !== group) return;
    this.#groups.delete(group.groupId);
    if (hosted.alarm !== null) this.#env.timers.cancel(hosted.alarm.timer);
    this.#run(hosted, group.abandon('NOT_COORDINATOR'));
  }

  #answer(waiter: Waiter, response: GroupResponse): void {
    const reply = this.#waiting.get(waiter);
    this.#waiting.delete(waiter);
    reply?.(response);
  }

  /** One alarm for each group. It may come too early, after its cause has gone: then it is set again. */
  #arm(hosted: Hosted): void {
    const { timers, clock } = this.#env;
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
const MOVES_GROUPS: ReadonlySet<Command['type']> = new Set<Command['type']>([
  'registerBroker',
  'fenceBroker',
  'unfenceBroker',
  'batch',
]);

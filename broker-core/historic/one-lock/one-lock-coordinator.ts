/**
 * The documents' coordinator (S0:L153-238; read at 132f55c): all groups of a broker in one map behind one
 * lock, members in memory alone, and tasks that wait. What the documents do not quote follows that code where
 * it can: the generation grows when a round begins, the leader is the least id, a first round expects nobody,
 * later ones all members for 3 s, sessions are checked once a second, and anybody's offset commit is written.
 * A wrong generation is answered 27, as there, which to a client is REBALANCE_IN_PROGRESS. Kinder than there:
 * other codes are Kafka's, and a member that comes while an assignment is awaited is told to come again.
 *
 * As there, a request stays in the maps of waiters when it times out or its member is gone. An abandoned join
 * counts as a member's in later rounds, which may then end before all have joined; if its member never comes
 * back, it counts as long as the group is there.
 */
import type { Wait } from '../../env.js';
import { coordinatorOf } from '../../metadata/state/group-coordinator.js';
import type * as groups from '../../protocol/groups.js';
import { Oneshot } from '../../runtime/channel.js';
import { enterTask, spawn } from '../../runtime/ctx.js';
import { RwLock } from '../../runtime/locks.js';
import { sleep, timeout } from '../../runtime/time.js';
import { assignors } from '../../groups/assignors.js';
import {
  type CoordinatorDeps,
  type GroupCoordinator,
  type ReplyToGroup,
  refusal,
} from '../../groups/deps.js';
import { readOffsets, WRITE_LIMIT_US, writeOffsets } from '../../groups/offsets.js';
import { allJoinedKey, LockedGroup } from './locked-group.js';
import type { JoinWait, LockedGroups, OneLockConfig, SyncFallback } from './strategies.js';
import type { Ctx, Env } from '../trace/names.js';

const MEMBERS: Wait = { kind: 'timeout', label: 'await group members' };
const LEADER: Wait = { kind: 'timeout', label: 'await group leader' };
const SESSIONS: Wait = { kind: 'tick', label: 'group session check' };
const SESSION_CHECK_US = 1_000_000;
/** How long a follower waits for its leader. */
const LEADER_LIMIT_US = 60_000_000;

export class OneLockCoordinator implements GroupCoordinator, LockedGroups {
  readonly env: Env;
  readonly lock = new RwLock('groups');
  readonly groups = new Map<string, LockedGroup>();
  #taskCount = 0;
  #memberCount = 0;
  #checksSessions = false;

  constructor(
    private readonly deps: CoordinatorDeps,
    readonly config: OneLockConfig,
    private readonly joinWait: JoinWait,
    private readonly syncFallback: SyncFallback,
  ) {
    this.env = deps.env;
  }

  get taskCount(): number {
    return this.#taskCount;
  }

  get waiterCount(): number {
    let count = 0;
    for (const { pendingJoins, pendingSyncs } of this.groups.values())
      count += pendingJoins.size + pendingSyncs.size;
    return count;
  }

  handle(request: groups.GroupRequest, reply: ReplyToGroup): void {
    const { store, brokerId } = this.deps;
    if (coordinatorOf(store.view, request.groupId) !== brokerId) reply(refusal(request, 'NOT_COORDINATOR'));
    else enterTask(this.env, async (ctx) => reply(await this.#answer(ctx, request)));
  }

  spawnTask(body: (ctx: Ctx) => Promise<void>): void {
    this.env.trace.count('group_join_tasks');
    this.#taskCount += 1;
    spawn(this.env, async (ctx) => {
      await body(ctx);
      this.#taskCount -= 1;
    });
  }

  completeJoin(group: LockedGroup): void {
    const { trace } = this.env;
    trace.waited('groupJoin', trace.nowUs() - group.lastJoinUs);
    trace.count('group_rebalances');
    trace.mark(`joined:${group.groupId}`);
    group.completeJoin();
  }

  async assignByItself(ctx: Ctx, group: LockedGroup): Promise<void> {
    const { trace } = this.env;
    trace.waited('syncFallback', trace.nowUs() - group.followersWaitSinceUs);
    trace.count('group_server_assignments');
    await this.#distribute(ctx, group, this.#computeAssignments(group));
  }

  #answer(ctx: Ctx, request: groups.GroupRequest): Promise<groups.GroupResponse> | groups.GroupResponse {
    switch (request.type) {
      case 'joinGroup':
        return this.#join(ctx, request);
      case 'syncGroup':
        return this.#sync(ctx, request);
      case 'groupHeartbeat':
        return this.#heartbeat(ctx, request);
      case 'leaveGroup':
        return this.#leave(ctx, request);
      case 'deleteGroup':
        return this.#delete(ctx, request);
      case 'offsetCommit':
        return this.#commit(ctx, request);
      case 'offsetFetch':
        return readOffsets(this.deps.store.view, request);
    }
  }

  async #join(ctx: Ctx, request: groups.JoinGroupRequest): Promise<groups.JoinGroupResponse> {
    const { groupId } = request;
    const memberId = request.memberId === '' ? this.#newMemberId(request.clientId) : request.memberId;
    const nowUs = this.env.clock.nowUs();
    const measuredFromUs = this.env.trace.nowUs();
    const answer = new Oneshot<groups.JoinGroupResponse>();
    const joined = await this.lock.write(ctx, async () => {
      const group = this.groups.get(groupId) ?? this.#create(groupId);
      if (group.state === 'completing')
        return { type: 'joinGroup', error: 'REBALANCE_IN_PROGRESS', memberId: request.memberId } as const;
      const isNew = !group.members.has(memberId);
      group.put(memberId, request, nowUs);
      if (group.state === 'stable' && !isNew) return group.joined(memberId);
      await group.joinLock.hold(ctx, () => {
        if (isNew && group.state === 'stable') group.triggerRebalance(nowUs);
        group.lastJoinUs = measuredFromUs;
        group.waitToJoin(memberId, answer);
        if (group.pendingJoins.size >= group.expectedCount)
          this.env.trace.mark(allJoinedKey(groupId, group.generation));
      });
      return group;
    });
    if (!(joined instanceof LockedGroup)) return joined;
    this.joinWait(this, joined);
    const limitUs = request.rebalanceTimeoutMs * 1000;
    const waited = await timeout(ctx, limitUs, MEMBERS, (inner) => answer.receive(inner));
    return waited.timedOut ? { type: 'joinGroup', error: 'UNKNOWN_SERVER_ERROR', memberId } : waited.value;
  }

  async #sync(ctx: Ctx, request: groups.SyncGroupRequest): Promise<groups.SyncGroupResponse> {
    const { groupId, memberId, generation, assignments } = request;
    const answer = new Oneshot<groups.SyncGroupResponse>();
    const answered = await this.lock.write(ctx, async (): Promise<groups.SyncGroupResponse | null> => {
      const group = this.groups.get(groupId);
      if (group?.members.has(memberId) !== true) return { type: 'syncGroup', error: 'UNKNOWN_MEMBER_ID' };
      if (generation !== group.generation) return { type: 'syncGroup', error: 'REBALANCE_IN_PROGRESS' };
      const isLeader = memberId === group.leader;
      if (!isLeader && group.state !== 'stable') {
        await this.#awaitLeader(ctx, group, memberId, answer);
        return null;
      }
      // Not asked: whether the generation has an assignment already.
      if (isLeader) {
        const isComplete = assignments.length === group.members.size;
        await this.#distribute(ctx, group, isComplete ? assignments : this.#computeAssignments(group));
      }
      return this.#assigned(group, memberId);
    });
    if (answered !== null) return answered;
    const waited = await timeout(ctx, LEADER_LIMIT_US, LEADER, (inner) => answer.receive(inner));
    return waited.timedOut ? { type: 'syncGroup', error: 'UNKNOWN_SERVER_ERROR' } : waited.value;
  }

  async #awaitLeader(
    ctx: Ctx,
    group: LockedGroup,
    memberId: string,
    answer: Oneshot<groups.SyncGroupResponse>,
  ): Promise<void> {
    const waitingCount = await group.syncLock.hold(ctx, () => {
      group.waitForLeader(memberId, answer);
      return group.pendingSyncs.size;
    });
    if (waitingCount !== group.members.size - 1) return;
    group.followersWaitSinceUs = this.env.trace.nowUs();
    this.syncFallback(this, group);
  }

  /** Takes these for the assignments of the group, whatever it had, and answers the followers that wait. */
  async #distribute(
    ctx: Ctx,
    group: LockedGroup,
    assignments: readonly groups.MemberAssignment[],
  ): Promise<void> {
    const { groupId, generation } = group;
    for (const { memberId, partitions } of assignments) {
      const member = group.members.get(memberId);
      if (member !== undefined) member.assignment = partitions;
    }
    group.state = 'stable';
    this.env.trace.mark(`assigned:${groupId}`);
    const { nodeId } = this.env;
    this.deps.observe({ type: 'groupAssigned', nodeId, groupId, generation, assignments });
    await group.syncLock.hold(ctx, () => {
      for (const { memberId } of assignments)
        if (group.pendingSyncs.has(memberId)) group.answerSync(memberId, this.#assigned(group, memberId));
    });
  }

  #assigned({ groupId, generation, members }: LockedGroup, memberId: string): groups.SyncGroupResponse {
    const { nodeId } = this.env;
    const partitions = members.get(memberId)?.assignment ?? [];
    this.deps.observe({ type: 'groupSynced', nodeId, groupId, generation, memberId, partitions });
    return { type: 'syncGroup', error: 'NONE', partitions };
  }

  /** The coordinator's own assignor, which is none that a member has asked for. */
  #computeAssignments(group: LockedGroup): readonly groups.MemberAssignment[] {
    const { view } = this.deps.store;
    const members = [...group.members.values()];
    const topics = new Set(members.flatMap((member) => member.topics));
    const counts = new Map([...topics].map((name) => [name, view.topic(name)?.partitionCount ?? 0]));
    return assignors['round-robin'](members, counts);
  }

  #heartbeat(ctx: Ctx, request: groups.GroupHeartbeatRequest): Promise<groups.GroupHeartbeatResponse> {
    const { groupId, memberId, generation } = request;
    return this.lock.write(ctx, () => {
      const group = this.groups.get(groupId);
      const member = group?.members.get(memberId);
      if (group === undefined || member === undefined)
        return { type: 'groupHeartbeat', error: 'UNKNOWN_MEMBER_ID' };
      member.heardAtUs = this.env.clock.nowUs();
      const isCurrent = generation === group.generation && group.state !== 'preparing';
      return { type: 'groupHeartbeat', error: isCurrent ? 'NONE' : 'REBALANCE_IN_PROGRESS' };
    });
  }

  #leave(ctx: Ctx, { groupId, memberId }: groups.LeaveGroupRequest): Promise<groups.LeaveGroupResponse> {
    return this.lock.write(ctx, () => {
      const group = this.groups.get(groupId);
      if (group?.members.has(memberId) !== true) return { type: 'leaveGroup', error: 'UNKNOWN_MEMBER_ID' };
      this.#remove(group, [memberId]);
      return { type: 'leaveGroup', error: 'NONE' };
    });
  }

  async #delete(ctx: Ctx, { groupId }: groups.DeleteGroupRequest): Promise<groups.DeleteGroupResponse> {
    const { writer, nextRequestId } = this.deps;
    const wasThere = await this.lock.write(ctx, () => this.#forget(groupId));
    const command = { type: 'deleteGroup', groupId, fence: null, requestId: nextRequestId() } as const;
    const result = await writer.write(ctx, command, WRITE_LIMIT_US);
    const error = result.type === 'ok' || wasThere ? 'NONE' : result.error;
    return { type: 'deleteGroup', error };
  }

  /** From any generation (`handle_offset_commit` does not ask), and for whichever topic has that name. */
  async #commit(
    ctx: Ctx,
    request: Extract<groups.GroupRequest, { type: 'offsetCommit' }>,
  ): Promise<groups.GroupResponse> {
    const { groupId } = request;
    const offsets = request.offsets.map((offset) => ({ ...offset, topicId: null }));
    return { type: 'offsetCommit', error: await writeOffsets(ctx, this.deps, { groupId, offsets }, null) };
  }

  #create(groupId: string): LockedGroup {
    const group = new LockedGroup(groupId);
    this.groups.set(groupId, group);
    if (!this.#checksSessions) this.#checkSessions();
    return group;
  }

  /** Once a second, while there are groups. */
  #checkSessions(): void {
    this.#checksSessions = true;
    spawn(this.env, async (ctx) => {
      while (this.groups.size > 0) {
        await sleep(ctx, SESSION_CHECK_US, SESSIONS);
        await this.lock.write(ctx, () => {
          for (const group of [...this.groups.values()]) this.#expire(group);
        });
      }
      this.#checksSessions = false;
    });
  }

  #expire(group: LockedGroup): void {
    const nowUs = this.env.clock.nowUs();
    const members = [...group.members.values()];
    const dead = members.filter(({ heardAtUs, sessionTimeoutUs }) => nowUs - heardAtUs > sessionTimeoutUs);
    const memberIds = dead.map(({ memberId }) => memberId);
    if (memberIds.length > 0) this.#remove(group, memberIds);
  }

  #remove(group: LockedGroup, memberIds: readonly string[]): void {
    for (const memberId of memberIds) group.members.delete(memberId);
    if (group.members.size === 0) this.#forget(group.groupId);
    else group.triggerRebalance(this.env.clock.nowUs());
  }

  #forget(groupId: string): boolean {
    const group = this.groups.get(groupId);
    if (group === undefined) return false;
    this.groups.delete(groupId);
    group.close();
    this.deps.observe({ type: 'groupForgotten', nodeId: this.env.nodeId, groupId });
    return true;
  }

  #newMemberId(clientId: string): string {
    this.#memberCount += 1;
    return `${clientId}-${String(this.deps.brokerEpoch())}.${String(this.#memberCount)}`;
  }
}

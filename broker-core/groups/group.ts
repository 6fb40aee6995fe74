/**
 * A consumer group as its coordinator keeps it: Kafka's classic group protocol as a state machine without
 * I/O. Requests and time go in, effects come out. Nobody polls: a round of joining ends with the join that
 * completes it, or at its deadline (Kafka's `DelayedJoin`).
 *
 *     empty -> preparing: a member joins; the first round waits besides (`group.initial.rebalance.delay.ms`)
 *     preparing -> completing: all have joined, or the others are dropped at the deadline; a new generation
 *     completing -> stable: the leader's assignments are in the log
 *     completing, stable -> preparing: a member joins, leaves or is taken for dead
 */
import { assert } from '../assert.js';
import { GROUP_MEMBERS_MAX, SUBSCRIPTION_TOPICS_MAX, type Group } from '../protocol/records.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type { JoinGroupRequest, SyncGroupRequest, SyncGroupResponse } from '../protocol/groups.js';
import type { ConsumerGroupConfig } from './deps.js';
import {
  Outbox,
  type GroupEffect,
  commonAssignor,
  memberFromRecord,
  memberFromRequest,
  rebalanceTimeoutUs,
  recordOfMember,
  sessionEndUs,
  wantsTheSame,
  type Member,
  type Waiter,
  EMPTY,
  STORE_AGAIN_US,
  type Phase,
} from './member.js';

export class ConsumerGroup {
  readonly #members = new Map<string, Member>();
  /** Ids that were given and have not joined yet, and until when they may. */
  readonly #expected = new Map<string, number>();
  #generation: number;
  #assignor: string;
  #leader: string | null;
  #phase: Phase;
  #lastJoinUs = 0;
  readonly #out = new Outbox();

  /** As a former coordinator left it in the log, or new. */
  constructor(
    readonly groupId: string,
    private readonly rules: ConsumerGroupConfig,
    record: Group | null,
    nowUs: number,
  ) {
    this.#generation = record?.generation ?? 0;
    this.#assignor = record?.assignor ?? '';
    this.#leader = record?.leader ?? null;
    for (const member of record?.members ?? [])
      this.#members.set(member.memberId, memberFromRecord(member, nowUs));
    this.#phase = this.#members.size === 0 ? EMPTY : { type: 'stable' };
  }

  get phase(): Phase['type'] {
    return this.#phase.type;
  }

  get generation(): number {
    return this.#generation;
  }

  get memberCount(): number {
    return this.#members.size;
  }

  get #all(): readonly Member[] {
    return [...this.#members.values()];
  }

  /** Whether there is nothing here that is not in the log too. */
  get holdsNothing(): boolean {
    return this.#phase.type === 'empty' && this.#phase.isStored && this.#expected.size === 0;
  }

  /** When {@link tick} has something to do; null: never, as it stands. */
  get nextDeadlineUs(): number | null {
    const phase = this.#phase;
    let earliest = 'deadlineUs' in phase ? phase.deadlineUs : Number.POSITIVE_INFINITY;
    for (const untilUs of this.#expected.values()) earliest = Math.min(earliest, untilUs);
    for (const member of this.#members.values())
      earliest = Math.min(earliest, sessionEndUs(member) ?? earliest);
    return earliest === Number.POSITIVE_INFINITY ? null : earliest;
  }

  join(
    request: JoinGroupRequest,
    waiter: Waiter,
    nowUs: number,
    newMemberId: () => string,
  ): readonly GroupEffect[] {
    const { memberId } = request;
    const refusal = this.#refusalOfJoin(request);
    const known = this.#members.get(memberId);
    if (refusal !== null) this.#out.refuseJoin(waiter, memberId, refusal);
    else if (memberId === '' && this.rules.memberIdRequired) {
      const given = newMemberId();
      this.#expected.set(given, nowUs + request.sessionTimeoutMs * 1000);
      this.#out.refuseJoin(waiter, given, 'MEMBER_ID_REQUIRED');
    } else if (memberId === '' || this.#expected.delete(memberId))
      this.#admit(memberId === '' ? newMemberId() : memberId, request, waiter, nowUs);
    else if (known !== undefined) this.#joinAgain(known, request, waiter, nowUs);
    else this.#out.refuseJoin(waiter, memberId, 'UNKNOWN_MEMBER_ID');
    return this.#out.take();
  }

  sync(request: SyncGroupRequest, waiter: Waiter, nowUs: number): readonly GroupEffect[] {
    const { memberId, generation, assignments } = request;
    const error = this.#refusalOf(memberId, generation);
    const member = this.#members.get(memberId);
    if (error !== null || member === undefined || this.#phase.type === 'preparing') {
      const response = { type: 'syncGroup', error: error ?? 'REBALANCE_IN_PROGRESS' } as const;
      this.#out.put({ type: 'answerSync', waiter, memberId, generation, response });
      return this.#out.take();
    }
    // Asked again: nobody waits for the first answer any more.
    this.#out.refuseSync(member, generation, 'REBALANCE_IN_PROGRESS');
    Object.assign(member, { heardAtUs: nowUs, hasSynced: true, syncing: waiter });
    if (this.#phase.type === 'stable') this.#answerSyncing(nowUs);
    else if (memberId === this.#leader) this.#assign(assignments);
    return this.#out.take();
  }

  heartbeat(memberId: string, generation: number, nowUs: number): ErrorName {
    const error = this.#refusalOf(memberId, generation);
    if (error !== null) return error;
    this.#heard(memberId, nowUs);
    return this.#phase.type === 'preparing' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  /** Whether a member may commit offsets; the log looks at it once more. */
  commit(memberId: string, generation: number | null, nowUs: number): ErrorName {
    if (generation === null) return this.#phase.type === 'empty' ? 'NONE' : 'UNKNOWN_MEMBER_ID';
    const error = this.#refusalOf(memberId, generation);
    if (error !== null) return error;
    this.#heard(memberId, nowUs);
    // Its partitions are being given away.
    return this.#phase.type === 'completing' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
  }

  leave(
    memberId: string,
    nowUs: number,
  ): { readonly error: ErrorName; readonly effects: readonly GroupEffect[] } {
    let error: ErrorName = 'NONE';
    const member = this.#members.get(memberId);
    if (this.#expected.delete(memberId)) this.#completeIfAllJoined(nowUs);
    else if (member !== undefined) this.#remove([member], nowUs);
    else error = 'UNKNOWN_MEMBER_ID';
    return { error, effects: this.#out.take() };
  }

  /**
   * What became of a generation that was to be stored; COORDINATOR_NOT_AVAILABLE: nobody knows. Of one that
   * is over nothing follows: it may be refused because the next was stored before it.
   */
  stored(generation: number, error: FailureName | null, nowUs: number): readonly GroupEffect[] {
    if (generation !== this.#generation) return this.#out.take();
    const phase = this.#phase;
    if (error !== null && error !== 'COORDINATOR_NOT_AVAILABLE') this.#out.put({ type: 'disowned' });
    else if (phase.type === 'empty')
      this.#phase = error === null ? EMPTY : { ...phase, deadlineUs: nowUs + STORE_AGAIN_US };
    else if (phase.type === 'completing' && phase.isStoring) {
      if (error === null) {
        this.#phase = { type: 'stable' };
        this.#answerSyncing(nowUs);
      } else {
        this.#failSyncing(error, nowUs);
        this.#prepare(nowUs);
      }
    }
    return this.#out.take();
  }

  tick(nowUs: number): readonly GroupEffect[] {
    for (const [memberId, untilUs] of this.#expected) if (untilUs <= nowUs) this.#expected.delete(memberId);
    const dead = this.#all.filter((member) => (sessionEndUs(member) ?? Number.POSITIVE_INFINITY) <= nowUs);
    if (dead.length > 0) this.#remove(dead, nowUs);
    this.#completeIfAllJoined(nowUs);
    const phase = this.#phase;
    if (phase.type === 'preparing' && phase.deadlineUs <= nowUs) this.#onJoinDeadline(phase, nowUs);
    else if (phase.type === 'completing' && phase.deadlineUs <= nowUs) this.#onSyncDeadline(nowUs);
    // In a generation of its own: the attempt of which nothing is known may have arrived.
    else if (phase.type === 'empty' && phase.deadlineUs <= nowUs) this.#complete(nowUs);
    return this.#out.take();
  }

  /** Another broker coordinates the group from now on: nobody is to wait here. */
  abandon(error: FailureName): readonly GroupEffect[] {
    for (const member of this.#members.values()) {
      if (member.joining !== null) this.#out.refuseJoin(member.joining, member.memberId, error);
      this.#out.refuseSync(member, this.#generation, error);
    }
    this.#members.clear();
    this.#expected.clear();
    this.#phase = EMPTY;
    return this.#out.take();
  }

  #admit(memberId: string, request: JoinGroupRequest, waiter: Waiter, nowUs: number): void {
    const phase = this.#phase;
    if (phase.type === 'preparing' && phase.extension !== null)
      this.#phase = { ...phase, extension: { ...phase.extension, isWanted: true } };
    this.#members.set(memberId, memberFromRequest(memberId, request, waiter, nowUs));
    this.#leader ??= memberId;
    this.#prepare(nowUs);
  }

  #joinAgain(member: Member, request: JoinGroupRequest, waiter: Waiter, nowUs: number): void {
    const { memberId } = member;
    member.heardAtUs = nowUs;
    const isSame = wantsTheSame(member, request);
    const { type } = this.#phase;
    // It missed the answer, most likely; a leader that joins a stable group wants another assignment.
    if (isSame && (type === 'completing' || (type === 'stable' && memberId !== this.#leader))) {
      this.#answerJoin(waiter, member);
      return;
    }
    if (member.joining !== null) this.#out.refuseJoin(member.joining, memberId, 'REBALANCE_IN_PROGRESS');
    const { topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs } = request;
    Object.assign(member, { topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs, joining: waiter });
    this.#prepare(nowUs);
  }

  /** Begins a round of joining, unless there is one. */
  #prepare(nowUs: number): void {
    const { initialDelayUs } = this.rules;
    const { type } = this.#phase;
    this.#lastJoinUs = nowUs;
    this.#failSyncing('REBALANCE_IN_PROGRESS', nowUs);
    const timeoutUs = rebalanceTimeoutUs(this.#members.values());
    if (type === 'empty' && initialDelayUs > 0) {
      const delayUs = Math.min(initialDelayUs, timeoutUs);
      const extension = { remainingUs: timeoutUs - delayUs, isWanted: false };
      this.#phase = { type: 'preparing', deadlineUs: nowUs + delayUs, extension };
    } else if (type !== 'preparing')
      this.#phase = { type: 'preparing', deadlineUs: nowUs + timeoutUs, extension: null };
    this.#completeIfAllJoined(nowUs);
  }

  #onJoinDeadline({ extension }: Phase & { type: 'preparing' }, nowUs: number): void {
    if (extension?.isWanted === true && extension.remainingUs > 0) {
      const delayUs = Math.min(this.rules.initialDelayUs, extension.remainingUs);
      const extended = { remainingUs: extension.remainingUs - delayUs, isWanted: false };
      this.#phase = { type: 'preparing', deadlineUs: nowUs + delayUs, extension: extended };
    } else this.#complete(nowUs);
  }

  /** Who has joined and never asks for an assignment keeps all others from theirs. */
  #onSyncDeadline(nowUs: number): void {
    const silent = this.#all.filter(({ hasSynced }) => !hasSynced);
    if (silent.length === 0) this.#prepare(nowUs);
    else this.#remove(silent, nowUs);
  }

  #completeIfAllJoined(nowUs: number): void {
    const phase = this.#phase;
    if (phase.type !== 'preparing' || phase.extension !== null || this.#expected.size > 0) return;
    for (const { joining } of this.#members.values()) if (joining === null) return;
    this.#complete(nowUs);
  }

  /** Ends a round: members that have not joined are out, the others are of the next generation. */
  #complete(nowUs: number): void {
    for (const member of this.#all) if (member.joining === null) this.#drop(member);
    this.#generation += 1;
    if (this.#members.size === 0) {
      this.#assignor = '';
      this.#phase = { ...EMPTY, isStored: false };
      this.#store();
      return;
    }
    this.#assignor = commonAssignor(this.#all.map(({ assignors }) => assignors)) ?? '';
    const deadlineUs = nowUs + rebalanceTimeoutUs(this.#members.values());
    this.#phase = { type: 'completing', deadlineUs, isStoring: false };
    const [generation, memberIds] = [this.#generation, [...this.#members.keys()]];
    this.#out.put({ type: 'roundEnded', lastJoinUs: this.#lastJoinUs, generation, memberIds });
    for (const member of this.#members.values()) {
      const { joining } = member;
      assert(joining !== null, 'who has not joined was dropped');
      Object.assign(member, { joining: null, hasSynced: false, heardAtUs: nowUs, assignment: [] });
      this.#answerJoin(joining, member);
    }
  }

  #assign(assignments: SyncGroupRequest['assignments']): void {
    assert(this.#phase.type === 'completing', 'assignments are of the round that has just ended');
    // Asked again while the first is on its way to the log: it is answered with that one.
    if (this.#phase.isStoring) return;
    this.#phase = { ...this.#phase, isStoring: true };
    for (const member of this.#members.values()) member.assignment = [];
    for (const { memberId, partitions } of assignments) {
      const member = this.#members.get(memberId);
      if (member !== undefined) member.assignment = partitions;
    }
    this.#store();
  }

  #store(): void {
    const members = this.#all.map(recordOfMember);
    const [generation, assignor, leader] = [this.#generation, this.#assignor, this.#leader];
    const record = { groupId: this.groupId, generation, assignor, leader, members };
    this.#out.put({ type: 'store', record });
  }

  #remove(members: readonly Member[], nowUs: number): void {
    for (const member of members) this.#drop(member);
    const { type } = this.#phase;
    if (type === 'preparing') this.#completeIfAllJoined(nowUs);
    else if (type !== 'empty') this.#prepare(nowUs);
    // Nobody is left to wait for.
    if (this.#members.size === 0 && this.#phase.type === 'preparing') this.#complete(nowUs);
  }

  #drop(member: Member): void {
    const { memberId, joining } = member;
    this.#members.delete(memberId);
    if (joining !== null) this.#out.refuseJoin(joining, memberId, 'UNKNOWN_MEMBER_ID');
    this.#out.refuseSync(member, this.#generation, 'UNKNOWN_MEMBER_ID');
    if (this.#leader === memberId) this.#leader = this.#all[0]?.memberId ?? null;
  }

  #heard(memberId: string, nowUs: number): void {
    const member = this.#members.get(memberId);
    if (member !== undefined) member.heardAtUs = nowUs;
  }

  #refusalOf(memberId: string, generation: number): FailureName | null {
    if (!this.#members.has(memberId)) return 'UNKNOWN_MEMBER_ID';
    return generation === this.#generation ? null : 'ILLEGAL_GENERATION';
  }

  #refusalOfJoin({ memberId, topics, assignors }: JoinGroupRequest): FailureName | null {
    if (topics.length > SUBSCRIPTION_TOPICS_MAX) return 'INVALID_REQUEST';
    const others = this.#all.filter((member) => member.memberId !== memberId);
    const expected = this.#expected.size - (this.#expected.has(memberId) ? 1 : 0);
    if (others.length + expected >= GROUP_MEMBERS_MAX) return 'GROUP_MAX_SIZE_REACHED';
    const known = [assignors, ...others.map((member) => member.assignors)];
    return commonAssignor(known) === null ? 'INCONSISTENT_GROUP_PROTOCOL' : null;
  }

  #answerJoin(waiter: Waiter, { memberId }: Member): void {
    const [generation, assignor, leader] = [this.#generation, this.#assignor, this.#leader ?? ''];
    const joined = this.#all.map((member) => ({ memberId: member.memberId, topics: member.topics }));
    const about = { memberId, generation, assignor, leader, members: memberId === leader ? joined : [] };
    this.#out.put({ type: 'answerJoin', waiter, response: { type: 'joinGroup', error: 'NONE', ...about } });
  }

  #answerSyncing(nowUs: number): void {
    for (const member of this.#members.values()) {
      const { assignment: partitions } = member;
      this.#endSync(member, { type: 'syncGroup', error: 'NONE', partitions }, nowUs);
    }
  }

  #failSyncing(error: FailureName, nowUs: number): void {
    for (const member of this.#members.values()) this.#endSync(member, { type: 'syncGroup', error }, nowUs);
  }

  /** Who has waited here has sent no heartbeats meanwhile: its session begins with the answer. */
  #endSync(member: Member, response: SyncGroupResponse, nowUs: number): void {
    if (member.syncing !== null) member.heardAtUs = nowUs;
    this.#out.answerSync(member, this.#generation, response);
  }
}

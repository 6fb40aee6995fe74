/** A group as the documents' coordinator keeps it: data behind one lock, with further locks over waiters. */
import type { TopicPartitions } from '../../protocol/records.js';
import type { JoinGroupRequest, JoinGroupResponse, SyncGroupResponse } from '../../protocol/groups.js';
import type { Oneshot } from '../../runtime/channel.js';
import { Mutex } from '../../runtime/locks.js';

export interface LockedMember {
  readonly memberId: string;
  readonly topics: readonly string[];
  readonly assignors: readonly string[];
  readonly sessionTimeoutUs: number;
  heardAtUs: number;
  assignment: readonly TopicPartitions[];
}

export class LockedGroup {
  state: 'empty' | 'preparing' | 'completing' | 'stable' = 'empty';
  generation = 0;
  leader: string | null = null;
  readonly members = new Map<string, LockedMember>();
  /** How many have to join to end a round; unknown for the first one, where any number will do. */
  expectedCount = 0;
  preparingSinceUs = 0;
  lastJoinUs = 0;
  /** Since when all followers have waited for their leader. */
  followersWaitSinceUs = 0;
  readonly joinLock = new Mutex('pending joins');
  readonly pendingJoins = new Map<string, Oneshot<JoinGroupResponse>>();
  readonly syncLock = new Mutex('pending syncs');
  readonly pendingSyncs = new Map<string, Oneshot<SyncGroupResponse>>();

  constructor(readonly groupId: string) {}

  put(memberId: string, request: JoinGroupRequest, nowUs: number): void {
    const { topics, assignors, sessionTimeoutMs } = request;
    this.members.set(memberId, {
      memberId,
      topics,
      assignors,
      sessionTimeoutUs: sessionTimeoutMs * 1000,
      heardAtUs: nowUs,
      assignment: this.members.get(memberId)?.assignment ?? [],
    });
    if (this.state !== 'empty') return;
    this.state = 'preparing';
    this.preparingSinceUs = nowUs;
  }

  /** Begins a round: the generation grows with the first of it, not with the last. */
  triggerRebalance(nowUs: number): void {
    if (this.state !== 'stable' && this.state !== 'completing') return;
    this.state = 'preparing';
    this.generation += 1;
    this.preparingSinceUs = nowUs;
    this.expectedCount = this.members.size;
    for (const member of this.members.values()) member.assignment = [];
  }

  /** Whether the round may end: as many have joined as are expected, or `joinLimitUs` are over. */
  hasJoined(pendingCount: number, nowUs: number, joinLimitUs: number): boolean {
    if (this.state !== 'preparing' || this.members.size === 0) return false;
    return pendingCount >= this.expectedCount || nowUs - this.preparingSinceUs >= joinLimitUs;
  }

  /** Ends the round. The leader is the member with the least id, whether it has joined or not. */
  completeJoin(): void {
    const ids = [...this.members.keys()].sort();
    this.leader = ids[0] ?? null;
    this.state = 'completing';
    for (const memberId of ids) this.#answerJoin(memberId, this.joined(memberId));
  }

  joined(memberId: string): JoinGroupResponse {
    const leader = this.leader ?? '';
    const all = [...this.members.values()];
    const members =
      memberId === leader ? all.map(({ memberId: id, topics }) => ({ memberId: id, topics })) : [];
    const assignor = this.members.get(memberId)?.assignors[0] ?? 'range';
    const { generation } = this;
    return { type: 'joinGroup', error: 'NONE', memberId, generation, assignor, leader, members };
  }

  /** A second request of one member takes its place in the map: the first one's sender is dropped. */
  waitToJoin(memberId: string, answer: Oneshot<JoinGroupResponse>): void {
    this.#answerJoin(memberId, { type: 'joinGroup', error: 'UNKNOWN_SERVER_ERROR', memberId });
    this.pendingJoins.set(memberId, answer);
  }

  /** As {@link waitToJoin}. */
  waitForLeader(memberId: string, answer: Oneshot<SyncGroupResponse>): void {
    this.answerSync(memberId, { type: 'syncGroup', error: 'UNKNOWN_SERVER_ERROR' });
    this.pendingSyncs.set(memberId, answer);
  }

  /** Ends the member's wait, if it waits. */
  answerSync(memberId: string, response: SyncGroupResponse): void {
    const waiter = this.pendingSyncs.get(memberId);
    this.pendingSyncs.delete(memberId);
    waiter?.complete(response);
  }

  /** The senders of all waiters are dropped with the group: each gets the error of a closed channel. */
  close(): void {
    for (const memberId of [...this.pendingJoins.keys()])
      this.#answerJoin(memberId, { type: 'joinGroup', error: 'UNKNOWN_SERVER_ERROR', memberId });
    for (const memberId of [...this.pendingSyncs.keys()])
      this.answerSync(memberId, { type: 'syncGroup', error: 'UNKNOWN_SERVER_ERROR' });
  }

  #answerJoin(memberId: string, response: JoinGroupResponse): void {
    const waiter = this.pendingJoins.get(memberId);
    this.pendingJoins.delete(memberId);
    waiter?.complete(response);
  }
}

/** Marked when as many have joined as are expected: what the polling tasks look for. */
export function allJoinedKey(groupId: string, generation: number): string {
  return `all-joined:${groupId}:${generation}`;
}

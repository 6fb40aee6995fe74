/** What a group keeps of its members, and what it asks of its coordinator: data, carried out in order. */
import type { GroupMember, Group } from '../protocol/records.js';
import type { JoinGroupRequest, JoinGroupResponse, SyncGroupResponse } from '../protocol/groups.js';
import type { FailureName } from '../protocol/errors.js';

/** A request whose answer is held back; its number is the runner's. */
export type Waiter = number;

/** A member as its coordinator knows it. */
export interface Member extends Pick<GroupMember, 'memberId'>, Writable<Omit<GroupMember, 'memberId'>> {
  heardAtUs: number;
  /** Its requests that wait for an answer. */
  joining: Waiter | null;
  syncing: Waiter | null;
  /** Whether it has asked for its assignment in this generation. */
  hasSynced: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export function memberFromRequest(
  memberId: string,
  request: JoinGroupRequest,
  waiter: Waiter,
  nowUs: number,
): Member {
  const { topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs } = request;
  const wants = { topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs };
  const state = { heardAtUs: nowUs, joining: waiter, syncing: null, hasSynced: false, assignment: [] };
  return { memberId, ...wants, ...state };
}

/** One that a former coordinator left in the log: its session begins again. */
export function memberFromRecord(record: GroupMember, nowUs: number): Member {
  return { ...record, heardAtUs: nowUs, joining: null, syncing: null, hasSynced: true };
}

export function recordOfMember(member: Member): GroupMember {
  const { memberId, topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs, assignment } = member;
  return { memberId, topics, assignors, sessionTimeoutMs, rebalanceTimeoutMs, assignment };
}

/** Whether a member that joins again wants what it wanted before. */
export function wantsTheSame(member: Member, { topics, assignors }: JoinGroupRequest): boolean {
  return sameTexts(member.topics, topics) && sameTexts(member.assignors, assignors);
}

/** A request that waits says as much as a heartbeat: its member is not taken for dead meanwhile. */
export function sessionEndUs(member: Member): number | null {
  const { joining, syncing, heardAtUs, sessionTimeoutMs } = member;
  return joining === null && syncing === null ? heardAtUs + sessionTimeoutMs * 1000 : null;
}

/** How long a round may take: as long as the most patient member waits. */
export function rebalanceTimeoutUs(members: Iterable<Member>): number {
  let longestMs = 0;
  for (const { rebalanceTimeoutMs } of members) longestMs = Math.max(longestMs, rebalanceTimeoutMs);
  return longestMs * 1000;
}

/** The assignor that all members know and most of them prefer; null if they have none in common. */
export function commonAssignor(known: readonly (readonly string[])[]): string | null {
  const [first = [], ...others] = known;
  const common = first.filter((name) => others.every((names) => names.includes(name)));
  const votes = new Map(common.map((name) => [name, 0]));
  for (const names of known) {
    const favourite = names.find((name) => votes.has(name));
    if (favourite !== undefined) votes.set(favourite, (votes.get(favourite) ?? 0) + 1);
  }
  let chosen: string | null = null;
  for (const [name, count] of votes) if (chosen === null || count > (votes.get(chosen) ?? 0)) chosen = name;
  return chosen;
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, place) => text === right[place]);
}

/** What a group is at. */
export type Phase =
  | {
      readonly type: 'empty';
      /** Whether the log knows that it is; what is not stored has to be kept. */
      readonly isStored: boolean;
      /** When that is written again, if it could not be. */
      readonly deadlineUs: number;
    }
  | {
      readonly type: 'preparing';
      readonly deadlineUs: number;
      /** Of the first round: how much longer it may be extended in all. */
      readonly extension: { readonly remainingUs: number; readonly isWanted: boolean } | null;
    }
  | { readonly type: 'completing'; readonly deadlineUs: number; readonly isStoring: boolean }
  | { readonly type: 'stable' };

/** As the log has it. */
export const EMPTY: Extract<Phase, { type: 'empty' }> = {
  type: 'empty',
  isStored: true,
  deadlineUs: Number.POSITIVE_INFINITY,
};

/** Between two attempts to tell the log that the group is empty. */
export const STORE_AGAIN_US = 1_000_000;

export type GroupEffect =
  | { readonly type: 'answerJoin'; readonly waiter: Waiter; readonly response: JoinGroupResponse }
  | {
      readonly type: 'answerSync';
      readonly waiter: Waiter;
      readonly memberId: string;
      readonly generation: number;
      readonly response: SyncGroupResponse;
    }
  /** To be written to the log; what became of it comes back by `stored`. No assignment is answered before. */
  | { readonly type: 'store'; readonly record: Group }
  /** The log has the word of another coordinator: what is in memory here is not the group any more. */
  | { readonly type: 'disowned' }
  /** A round of joining is over, in which the last member joined at `lastJoinUs`. */
  | {
      readonly type: 'roundEnded';
      readonly lastJoinUs: number;
      readonly generation: number;
      readonly memberIds: readonly string[];
    };

/** Collects effects while a group takes a step. */
export class Outbox {
  #effects: GroupEffect[] = [];

  put(effect: GroupEffect): void {
    this.#effects.push(effect);
  }

  take(): readonly GroupEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  refuseJoin(waiter: Waiter, memberId: string, error: FailureName): void {
    this.put({ type: 'answerJoin', waiter, response: { type: 'joinGroup', error, memberId } });
  }

  /** Ends a member's wait for its assignment, if it waits. */
  answerSync(member: Member, generation: number, response: SyncGroupResponse): void {
    const { syncing: waiter, memberId } = member;
    member.syncing = null;
    if (waiter !== null) this.put({ type: 'answerSync', waiter, memberId, generation, response });
  }

  refuseSync(member: Member, generation: number, error: FailureName): void {
    this.answerSync(member, generation, { type: 'syncGroup', error });
  }
}

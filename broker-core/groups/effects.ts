/** What a group asks of whoever runs it: data, carried out in order. */
import type { Group } from '../protocol/records.js';
import type { FailureName } from '../protocol/errors.js';
import type { JoinGroupResponse, SyncGroupResponse } from '../protocol/groups.js';
import type { Member, Waiter } from './member.js';

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
  | { readonly type: 'roundEnded'; readonly generation: number; readonly lastJoinUs: number };

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

/** Runs one group by hand: members are called by letters, answers are read as text. */
import type { ConsumerGroupConfig } from '../deps.js';
import { ConsumerGroup } from '../group.js';
import type { GroupEffect, Waiter } from '../member.js';
import type { Group } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { MemberAssignment } from '../../protocol/groups.js';

export const SESSION_MS = 10_000;
export const REBALANCE_MS = 60_000;

export class GroupRig {
  readonly group: ConsumerGroup;
  /** What was asked to be stored, and not yet said to be. */
  readonly stores: Group[] = [];
  /** Whether the group has said that it is another coordinator's. */
  isDisowned = false;
  nowUs = 0;
  /** Of each waiter that has been answered. */
  readonly answers = new Map<Waiter, string>();
  #waiterCount = 0;
  #memberCount = 0;

  constructor(rules: Partial<ConsumerGroupConfig> = {}, record: Group | null = null) {
    this.group = new ConsumerGroup(
      'g',
      { initialDelayUs: 0, memberIdRequired: false, ...rules },
      record,
      this.nowUs,
    );
  }

  /**
   * Joins; with an id if it has been given one before. Gives the number by which `answers` knows the answer.
   */
  join(memberId = '', topics: readonly string[] = ['t'], assignors: readonly string[] = ['range']): Waiter {
    const waiter = this.#next();
    const request = {
      type: 'joinGroup',
      groupId: 'g',
      memberId,
      clientId: 'm',
      topics,
      assignors,
      sessionTimeoutMs: SESSION_MS,
      rebalanceTimeoutMs: REBALANCE_MS,
    } as const;
    this.run(
      this.group.join(request, waiter, this.nowUs, () => {
        this.#memberCount += 1;
        return `m${this.#memberCount}`;
      }),
    );
    return waiter;
  }

  sync(memberId: string, generation: number, assignments: readonly MemberAssignment[] = []): Waiter {
    const waiter = this.#next();
    const request = { type: 'syncGroup', groupId: 'g', generation, memberId, assignments } as const;
    this.run(this.group.sync(request, waiter, this.nowUs));
    return waiter;
  }

  leave(memberId: string): string {
    const { error, effects } = this.group.leave(memberId, this.nowUs);
    this.run(effects);
    return error;
  }

  heartbeat(memberId: string, generation: number): string {
    return this.group.heartbeat(memberId, generation, this.nowUs);
  }

  /** Says what became of the oldest store. */
  stored(error: FailureName | null = null): void {
    const record = this.stores.shift();
    this.run(this.group.stored(record?.generation ?? 0, error, this.nowUs));
  }

  /** Lets time pass, and the group do what is due at each moment. */
  pass(ms: number): void {
    const untilUs = this.nowUs + ms * 1000;
    for (;;) {
      const atUs = this.group.nextDeadlineUs;
      if (atUs === null || atUs > untilUs) break;
      this.nowUs = Math.max(this.nowUs, atUs);
      this.run(this.group.tick(this.nowUs));
    }
    this.nowUs = untilUs;
  }

  run(effects: readonly GroupEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'store') this.stores.push(effect.record);
      if (effect.type === 'disowned') this.isDisowned = true;
      if (effect.type !== 'answerJoin' && effect.type !== 'answerSync') continue;
      if (this.answers.has(effect.waiter)) throw new Error(`waiter ${effect.waiter} answered twice`);
      this.answers.set(effect.waiter, answerText(effect));
    }
  }

  #next(): Waiter {
    this.#waiterCount += 1;
    return this.#waiterCount;
  }
}

/** `m1 of 2, leader m1 of m1,m2`; `t/0,1`; or the error. */
function answerText(effect: GroupEffect & { type: 'answerJoin' | 'answerSync' }): string {
  const { response } = effect;
  if (response.error !== 'NONE') return response.error;
  if (response.type === 'syncGroup')
    return response.partitions.map(({ topic, partitions }) => `${topic}/${partitions.join(',')}`).join(' ');
  const { memberId, generation, leader, members } = response;
  const of = members.length === 0 ? '' : ` of ${members.map((member) => member.memberId).join(',')}`;
  return `${memberId} in ${generation}, leader ${leader}${of}`;
}

export const gives = (memberId: string, ...partitions: readonly number[]): MemberAssignment => ({
  memberId,
  partitions: [{ topic: 't', partitions }],
});

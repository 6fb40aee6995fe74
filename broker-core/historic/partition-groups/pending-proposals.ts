/** The producers that wait for what was proposed for them to be applied. */
import type { Env, Timer, Wait } from '../../env.js';
import type { ReplicaHandle } from '../../partition/replica/deps.js';
import type { ProducedCallback } from '../../partition/replica/partition-replica.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';

/** How long a proposal waits to be applied. `propose_and_wait`, `replica.rs` @ 4da5693. */
const COMMIT_LIMIT_US = 30_000_000;
const COMMIT: Wait = { kind: 'timeout', label: 'await group commit' };

export interface PendingProposal {
  readonly acks: RequiredAcks;
  readonly done: ProducedCallback;
}

interface Entry extends PendingProposal {
  readonly timer: Timer;
}

/** By index alone: after a change of leader a producer may be told of another's entry (as L5). */
export class PendingProposals {
  readonly #byIndex = new Map<number, Entry>();

  constructor(private readonly timers: Env['timers']) {}

  get size(): number {
    return this.#byIndex.size;
  }

  /**
   * Waits for the entry at `index`, 30 s at most. An earlier waiter there is told that the fate of its record
   * is unknown: 1. This node proposes at 7, and is deposed before another has the entry. 2. It is elected
   * again, without entry 7, and proposes at 7. There the insert drops the first one's sender, which ends its
   * wait with an error.
   */
  add(index: number, { acks, done }: PendingProposal): ReplicaHandle {
    this.fail(index, 'UNKNOWN_SERVER_ERROR');
    const timer = this.timers.after(COMMIT_LIMIT_US, COMMIT, () => this.fail(index, 'REQUEST_TIMED_OUT'));
    const entry: Entry = { acks, done, timer };
    this.#byIndex.set(index, entry);
    return {
      cancel: () => {
        // Another may wait there by now.
        if (this.#byIndex.get(index) === entry) this.take(index);
      },
    };
  }

  /** Takes out what waits for the entry at `index`. */
  take(index: number): PendingProposal | null {
    const entry = this.#byIndex.get(index);
    if (entry === undefined) return null;
    this.#byIndex.delete(index);
    this.timers.cancel(entry.timer);
    return entry;
  }

  fail(index: number, error: FailureName): void {
    this.take(index)?.done({ ok: false, error });
  }

  failAll(error: FailureName): void {
    for (const index of [...this.#byIndex.keys()]) this.fail(index, error);
  }
}

import { assert } from '../../assert.js';
import type { Timer, Wait } from '../../env.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import { isRetriable, type ErrorName } from '../../protocol/errors.js';
import type { ReplicaDeps, Sender } from './deps.js';
import type { IsrView } from './config.js';

interface Change {
  /** What the ISR may be by now. */
  readonly isr: readonly BrokerId[];
  /** What is asked for: the same, or the ISR as it is, to make sure that the change cannot happen. */
  readonly asked: readonly BrokerId[];
  /** Of the lives that gave reason to ask; a later life has to give it again. */
  readonly askedBrokerEpochs: readonly (number | null)[];
  /** An earlier attempt may have succeeded, or may yet. */
  isAmbiguous: boolean;
}

const LAG: Wait = { kind: 'timeout', label: 'replica.lag.time.max' };
const RETRY: Wait = { kind: 'backoff', label: 'retry ISR change' };

/** The ISR of a leader's epoch: the image's, and the one change that may be on its way (KIP-497). */
export class IsrControl {
  private change: Change | null = null;
  /** A refused change is not asked for again before the next image, or before a while has passed. */
  private retryTimer: Timer | null = null;
  private lagTimer: Timer | null = null;
  private closed = false;

  constructor(
    private readonly deps: ReplicaDeps,
    private current: Partition,
    private readonly look: () => IsrView,
    private readonly senderOf: (brokerId: BrokerId) => Sender | undefined,
    /** The maximal ISR may have become smaller. */
    private readonly onSettled: () => void,
  ) {}

  get partition(): Partition {
    return this.current;
  }

  get committed(): readonly BrokerId[] {
    return this.current.isr;
  }

  /** All that may be members by now. */
  get maximal(): readonly BrokerId[] {
    const { committed, change } = this;
    return change === null
      ? committed
      : [...committed, ...change.isr.filter((id) => !committed.includes(id))];
  }

  /** Neither asks for a change nor rests after a refusal. */
  private get idle(): boolean {
    return this.change === null && this.retryTimer === null;
  }

  get timersCount(): number {
    return (this.retryTimer === null ? 0 : 1) + (this.lagTimer === null ? 0 : 1);
  }

  /** A later image of the same epoch. It settles the change, which is void now or done. */
  onPartition(partition: Partition): void {
    assert(partition.leaderEpoch === this.current.leaderEpoch, 'another epoch has another control');
    if (partition.partitionEpoch > this.current.partitionEpoch) {
      this.change = null;
      this.stopResting();
    }
    this.current = partition;
  }

  /** Asks for a change if there is reason to, and sees to it that time alone is not overlooked. */
  review(): void {
    if (this.closed) return;
    const view = this.idle ? this.look() : null;
    const isr = view === null ? null : this.deps.config.isrPolicy.propose(view);
    if (isr !== null)
      this.ask({ isr, asked: isr, askedBrokerEpochs: this.brokerEpochsOf(isr), isAmbiguous: false });
    // With a change on its way, or a rest after a refusal, there is nothing to look out for.
    this.watchLag(this.idle ? view : null);
  }

  close(): void {
    this.closed = true;
    this.change = null;
    this.stopResting();
    this.stopWatching();
  }

  private ask(change: Change): void {
    this.change = change;
    const { leaderEpoch, partitionEpoch } = this.current;
    const { asked: isr, askedBrokerEpochs: isrBrokerEpochs } = change;
    this.deps.alterIsr({ isr, isrBrokerEpochs, leaderEpoch, partitionEpoch }, (result) => {
      if (this.change === change && result !== 'ok') this.onRefused(change, result);
    });
  }

  /**
   * 1. The change is made, its answer lost. 2. Asked again, the log says that our version is old. 3. Counting
   * the smaller ISR would leave out a member that can be elected. So only what can never be made is
   * forgotten.
   */
  private onRefused(change: Change, error: ErrorName): void {
    // Our image is behind: the newer one is on its way, and settles it.
    if (error === 'INVALID_UPDATE_VERSION' || error === 'FENCED_LEADER_EPOCH') return;
    if (isRetriable(error)) this.rest(() => this.ask({ ...change, isAmbiguous: true }));
    else if (change.isAmbiguous) this.rest(() => this.ask(this.undone(change)));
    else {
      this.change = null;
      this.rest(() => this.review());
      this.onSettled();
    }
  }

  /** Asks for the ISR as it is, whatever lives its members are in by now. */
  private undone({ isr }: Change): Change {
    const { committed } = this;
    return { isr, asked: committed, askedBrokerEpochs: committed.map(() => null), isAmbiguous: true };
  }

  private brokerEpochsOf(isr: readonly BrokerId[]): readonly (number | null)[] {
    return isr.map((brokerId) =>
      brokerId === this.deps.brokerId
        ? this.deps.brokerEpoch()
        : (this.senderOf(brokerId)?.brokerEpoch ?? null),
    );
  }

  /** Asks for nothing until `then`. */
  private rest(then: () => void): void {
    assert(this.retryTimer === null, 'one thing is tried again at a time');
    const { timers } = this.deps.env;
    this.retryTimer = timers.after(this.deps.config.isrRetryUs, RETRY, () => {
      this.retryTimer = null;
      then();
    });
  }

  private stopResting(): void {
    if (this.retryTimer !== null) this.deps.env.timers.cancel(this.retryTimer);
    this.retryTimer = null;
  }

  /** A timer for when the next member is overdue. It may fire early: most catch up by then. */
  private watchLag(view: IsrView | null): void {
    const atUs = view === null ? null : this.deps.config.isrPolicy.nextLookAtUs(view);
    if (view === null || atUs === null) this.stopWatching();
    else if (this.lagTimer === null) {
      this.lagTimer = this.deps.env.timers.after(Math.max(1, atUs - view.nowUs), LAG, () => {
        this.lagTimer = null;
        this.review();
      });
    }
  }

  private stopWatching(): void {
    if (this.lagTimer !== null) this.deps.env.timers.cancel(this.lagTimer);
    this.lagTimer = null;
  }
}

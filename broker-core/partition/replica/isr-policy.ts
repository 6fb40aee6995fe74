import type { BrokerId } from '../../protocol/records.js';

/** A follower as its leader sees it. */
export interface FollowerView {
  readonly brokerId: BrokerId;
  /** -1 when unknown in this epoch. */
  readonly durableEndOffset: number;
  /** When it last had all that the leader had; meaningful while it has not. */
  readonly caughtUpAtUs: number;
  /** Whether the metadata has the life that said so as live. Whom it has not it would refuse (KIP-841, KIP-903). */
  readonly isEligible: boolean;
}

export interface IsrView {
  readonly leader: BrokerId;
  readonly isr: readonly BrokerId[];
  readonly followers: readonly FollowerView[];
  readonly logEndOffset: number;
  /** What a follower must have durably to join. */
  readonly joinOffset: number;
  readonly lagTimeMaxUs: number;
  readonly nowUs: number;
}

/** When a leader asks for another ISR. */
export interface IsrPolicy {
  /** The ISR to ask for, or `null` when it should stay as it is. */
  readonly propose: (view: IsrView) => readonly BrokerId[] | null;
  /** When time alone changes what {@link propose} says; `null`: never. */
  readonly nextLookAtUs: (view: IsrView) => number | null;
}

/** Kafka's: out after `replica.lag.time.max` behind the end of the log, in again with everything that is committed. */
export const metadataLogIsr: IsrPolicy = {
  propose: (view) => {
    const left = view.isr.filter((brokerId) => brokerId === view.leader || !isOverdue(view, brokerId));
    const joining = view.followers.filter(
      (follower) =>
        !view.isr.includes(follower.brokerId) &&
        follower.durableEndOffset >= view.joinOffset &&
        follower.isEligible,
    );
    if (left.length === view.isr.length && joining.length === 0) return null;
    const isr = [...left, ...joining.map(({ brokerId }) => brokerId)];
    return isr.includes(view.leader) ? isr : [view.leader, ...isr];
  },
  nextLookAtUs: (view) => {
    let atUs: number | null = null;
    for (const follower of view.followers) {
      if (!view.isr.includes(follower.brokerId) || follower.durableEndOffset >= view.logEndOffset) continue;
      const overdueAtUs = follower.caughtUpAtUs + view.lagTimeMaxUs;
      atUs = atUs === null ? overdueAtUs : Math.min(atUs, overdueAtUs);
    }
    return atUs;
  },
};

function isOverdue(view: IsrView, brokerId: BrokerId): boolean {
  const follower = view.followers.find((one) => one.brokerId === brokerId);
  // A member that is no replica cannot catch up at all.
  if (follower === undefined) return true;
  if (follower.durableEndOffset >= view.logEndOffset) return false;
  return view.nowUs - follower.caughtUpAtUs >= view.lagTimeMaxUs;
}

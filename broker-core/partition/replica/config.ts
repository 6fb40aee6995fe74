import type { BrokerId } from '../../protocol/records.js';
import { assert } from '../../assert.js';

/** What a leader knows about its replicas. */
export interface AckView {
  readonly leader: BrokerId;
  readonly replicas: readonly BrokerId[];
  /** As the metadata image has it. */
  readonly isr: readonly BrokerId[];
  /** With the members of a change that is on its way: what the ISR may be by now (KIP-497). */
  readonly maximalIsr: readonly BrokerId[];
  readonly minInsyncReplicas: number;
  /** Where what the replica will find after a crash ends; -1 when it has not said so in this epoch. */
  readonly durableEndOf: (brokerId: BrokerId) => number;
}

/** When a record counts as committed. */
export interface AckPolicy {
  /** Where that which `acks=-1` may be told about ends; `null` when nothing may be told now. */
  readonly committedEnd: (view: AckView) => number | null;
  /** Whether `acks=-1` has to be refused, or given up on, with an ISR of this size. */
  readonly isTooSmall: (isrSize: number, minInsyncReplicas: number) => boolean;
  /** Whether an append with `acks` 0 or 1 raises the high watermark there and then. */
  readonly raisesAtAppend: boolean;
  /** Whether a follower may drop what is below its high watermark. If not, doing so is a defect. */
  readonly mayDropCommitted: boolean;
}

/** Kafka's: committed is what all of the ISR have, the leader included, while the ISR is large enough. */
export const highWatermarkAcks: AckPolicy = {
  committedEnd: ({ leader, isr, maximalIsr, minInsyncReplicas, durableEndOf }) => {
    if (isr.length < minInsyncReplicas) return null;
    // 1. Of the ISR {A, B}, A asks for {A}. 2. A acknowledges r alone. 3. Refused: B, without r, is elected.
    let endOffset = durableEndOf(leader);
    for (const brokerId of maximalIsr) endOffset = Math.min(endOffset, durableEndOf(brokerId));
    return endOffset < 0 ? null : endOffset;
  },
  isTooSmall: (isrSize, minInsyncReplicas) => isrSize < minInsyncReplicas,
  raisesAtAppend: false,
  mayDropCommitted: false,
};

/** A follower as its leader sees it. */
export interface FollowerView {
  readonly brokerId: BrokerId;
  /** -1 when unknown in this epoch. */
  readonly durableEndOffset: number;
  /** When it last had all that the leader had; meaningful while it has not. */
  readonly caughtUpAtUs: number;
  /** Whether the metadata has that life as live. It would refuse any other (KIP-841, KIP-903). */
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

/**
 * Kafka's: out after `replica.lag.time.max` behind the log's end, in again with all that is committed. Unlike
 * Kafka's, not if it would soon be out again: it has to have been caught up within half of that time. 1. Both
 * followers lag, and the ISR is the leader alone. 2. They have all that is committed, and join. 3. They are
 * overdue and leave: two commits of metadata for each round trip. 4. With the whole time in place of its
 * half, a follower whose round trip is about that long comes and goes as well.
 */
export const metadataLogIsr: IsrPolicy = {
  propose: (view) => {
    const stays = (brokerId: BrokerId): boolean => brokerId === view.leader || !isOverdue(view, brokerId);
    const joins = (follower: FollowerView): boolean =>
      !view.isr.includes(follower.brokerId) &&
      follower.durableEndOffset >= view.joinOffset &&
      follower.isEligible &&
      !isOverdue(view, follower.brokerId, view.lagTimeMaxUs / 2);
    // Asked with each record and each answer, and nearly always that is all.
    if (view.isr.every(stays) && !view.followers.some(joins)) return null;
    const left = view.isr.filter(stays);
    const joining = view.followers.filter(joins);
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

function isOverdue(view: IsrView, brokerId: BrokerId, limitUs = view.lagTimeMaxUs): boolean {
  const follower = view.followers.find((one) => one.brokerId === brokerId);
  // A member that is no replica cannot catch up at all.
  if (follower === undefined) return true;
  if (follower.durableEndOffset >= view.logEndOffset) return false;
  return view.nowUs - follower.caughtUpAtUs >= limitUs;
}

export interface ReplicaConfig {
  /** Kafka's `replica.lag.time.max.ms`; default 30 s. */
  readonly lagTimeMaxUs: number;
  /** Kafka's `min.insync.replicas`; default 1. */
  readonly minInsyncReplicas: number;
  /** About how much goes in one request, at least one batch; default 256 KiB. */
  readonly replicateBytesMax: number;
  /**
   * About how much may be on its way to one follower, not yet durable there; default 1 MiB, as Kafka's
   * `replica.fetch.max.bytes`.
   */
  readonly windowBytes: number;
  /**
   * A follower that has not answered for so long is asked how far it is; default 500 ms, Kafka's
   * `replica.fetch.wait.max.ms`.
   */
  readonly resendUs: number;
  /** Doubled with each question up to this; default 1 s, Kafka's `reconnect.backoff.max.ms`. */
  readonly resendMaxUs: number;
  /**
   * An ISR change that was refused, or of which nothing is known, is tried again after this; default 500 ms.
   */
  readonly isrRetryUs: number;
  /** Produce requests, and reads, that wait at a time; default 100,000; beyond it REQUEST_TIMED_OUT. */
  readonly waitersMax: number;
  /** The high watermark is noted at every so many advances and each change of role; default 100. */
  readonly checkpointEvery: number;
  /** Default {@link highWatermarkAcks}. */
  readonly ackPolicy: AckPolicy;
  /** Default {@link metadataLogIsr}. */
  readonly isrPolicy: IsrPolicy;
}

const DEFAULTS: ReplicaConfig = {
  lagTimeMaxUs: 30_000_000,
  minInsyncReplicas: 1,
  replicateBytesMax: 256 * 1024,
  windowBytes: 1024 * 1024,
  resendUs: 500_000,
  resendMaxUs: 1_000_000,
  isrRetryUs: 500_000,
  waitersMax: 100_000,
  checkpointEvery: 100,
  ackPolicy: highWatermarkAcks,
  isrPolicy: metadataLogIsr,
};

/** Fills in the defaults and asserts that each number is a positive integer. */
export function replicaConfig(config: Partial<ReplicaConfig> = {}): ReplicaConfig {
  const resolved = { ...DEFAULTS, ...config };
  for (const [name, value] of Object.entries(resolved)) {
    if (typeof value === 'number')
      assert(Number.isSafeInteger(value) && value > 0, `${name} is a positive integer`);
  }
  return resolved;
}

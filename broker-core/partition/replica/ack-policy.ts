import type { BrokerId } from '../../protocol/records.js';

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
  /** Whether a follower may have to drop what is below its high watermark. Otherwise doing so is a defect of the program. */
  readonly mayDropCommitted: boolean;
}

/** Kafka's: committed is what every member of the ISR has, the leader included, while the ISR is large enough. */
export const highWatermarkAcks: AckPolicy = {
  committedEnd: ({ leader, isr, maximalIsr, minInsyncReplicas, durableEndOf }) => {
    if (isr.length < minInsyncReplicas) return null;
    // 1. The ISR is {A, B} and A asks for {A}. 2. A counts only itself and acknowledges r. 3. The request was refused: B, without r, is elected.
    let endOffset = durableEndOf(leader);
    for (const brokerId of maximalIsr) endOffset = Math.min(endOffset, durableEndOf(brokerId));
    return endOffset < 0 ? null : endOffset;
  },
  isTooSmall: (isrSize, minInsyncReplicas) => isrSize < minInsyncReplicas,
  raisesAtAppend: false,
  mayDropCommitted: false,
};

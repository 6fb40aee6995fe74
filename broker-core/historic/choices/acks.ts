import type { AckPolicy } from '../../partition/replica/policies.js';

/**
 * Historic (spec d.1, `isr_ack_tracker.rs`): any as many replicas as the ISR has members, one without an ISR.
 * With `acks` 0 and 1 the high watermark rises on the leader alone, so it promises nothing.
 */
export const isrSizeOrOne: AckPolicy = {
  committedEnd: ({ leader, replicas, isr, durableEndOf }) => {
    const members = replicas.includes(leader) ? replicas : [leader, ...replicas];
    const endOffset = nthLargest(members.map(durableEndOf), Math.max(1, isr.length)) ?? -1;
    return endOffset < 0 ? null : endOffset;
  },
  isTooSmall: () => false,
  raisesAtAppend: true,
  mayDropCommitted: true,
};

/** Of a handful of numbers, which sorting would take longer for; undefined if there are fewer than `n`. */
function nthLargest(numbers: readonly number[], n: number): number | undefined {
  return numbers.find((candidate) => {
    let above = 0;
    let equal = 0;
    for (const other of numbers) {
      if (other > candidate) above += 1;
      else if (other === candidate) equal += 1;
    }
    return above < n && n <= above + equal;
  });
}

/** Where consumers are told that a partition begins and ends. */
import type { EndFact } from '../../broker-core/broker/facts.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { Losses } from './track/losses.js';
import { PerPartition } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** What was told in the name of one leader epoch. */
interface OfEpoch {
  /** The highest end, by fetches too; and by all earlier epochs when this one began to tell. */
  end: number;
  /** The newest high watermark that a fetch has told. */
  highWatermark: number;
}

/** Leader epochs of one partition that are kept. */
const EPOCHS_MAX = 1000;

/** Of one partition. */
class Told {
  readonly #epochs = new BoundedMap<number, OfEpoch>(EPOCHS_MAX);
  #newest = -1;

  constructor(private readonly isForgotten: () => void) {}

  /** `isLost`: whether what was told in an epoch may rightly be gone. */
  of(leaderEpoch: number, isLost: (leaderEpoch: number) => boolean): OfEpoch {
    const known = this.#epochs.get(leaderEpoch);
    if (known !== undefined) return known;
    if (leaderEpoch < this.#newest && this.#epochs.hasForgotten) this.isForgotten();
    const goesOn = leaderEpoch > this.#newest && !isLost(this.#newest);
    const before = goesOn ? this.#epochs.get(this.#newest) : undefined;
    const made = { end: before?.end ?? 0, highWatermark: 0 };
    this.#epochs.set(leaderEpoch, made);
    this.#newest = Math.max(this.#newest, leaderEpoch);
    return made;
  }
}

/**
 * 1. A consumer is told that a partition ends at 7, and reads to there. 2. Another leader, which has not
 * heard of the last advances, tells that it ends at 5. 3. The consumer begins there again, or takes its place
 * for lost. In fetches of another epoch the high watermark may be lower: the new leader is still to hear of
 * it. Where it starts is not looked at: nothing deletes records, so every broker tells 0.
 */
export const toldEndNeverGoesBack: Invariant = {
  name: 'told-end-never-goes-back',
  doc: 'Where a partition ends, as ListOffsets tells it, and its high watermark in one leader epoch, never go back.',
  source: 'KIP-207 (offsets of a new leader); KIP-392',
  create: ({ violate, judged, unjudged, share }) => {
    const losses = share(Losses);
    const isForgotten = (): void => unjudged('leader epochs of a partition: there are too many');
    const partitions = new PerPartition(() => new Told(isForgotten));
    const check = (fact: EndFact, before: number): void => {
      judged();
      const { nodeId, offset, leaderEpoch, what } = fact;
      if (offset >= before || losses.mayLackEpoch(fact, leaderEpoch)) return;
      const told = `${nodeId} tells ${what} ${offset} in epoch ${leaderEpoch}`;
      violate(`${placeText(fact)}: ${told}, after ${before} was told`);
    };
    return {
      ...hears(['endTold'], (fact) => {
        if (fact.type !== 'endTold' || fact.what === 'start') return;
        const { offset, what } = fact;
        const isLost = (leaderEpoch: number): boolean => losses.mayLackEpoch(fact, leaderEpoch);
        const epoch = partitions.of(fact).of(fact.leaderEpoch, isLost);
        check(fact, what === 'end' ? epoch.end : epoch.highWatermark);
        epoch.end = Math.max(epoch.end, offset);
        epoch.highWatermark = Math.max(epoch.highWatermark, offset);
      }),
    };
  },
};

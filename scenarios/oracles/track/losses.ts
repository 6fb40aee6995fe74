/** What the schedule may have taken from a partition with the last copy that had to be kept. */
import { LOSING } from '../../harness/definition/damages.js';
import type { NodeFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';
import { nodeIdOf } from '../../../broker-core/protocol/records.js';
import type { StruckFault } from '../../../sim/faults/struck.js';
import type { Share, Tracker } from '../../harness/definition/invariant.js';
import { CommittedImage } from './committed-image.js';
import type { PartitionPlace } from './per-partition.js';
import { placeText } from './text.js';

/** A partition of one topic, as it is committed. */
interface Placed extends PartitionPlace {
  readonly topicId: string;
  readonly isr: readonly NodeId[];
  readonly leaderEpoch: number;
}

/** What was sent by then, or was written in that epoch or an earlier one, may be gone. */
interface Loss extends PartitionPlace {
  readonly atUs: number;
  readonly leaderEpoch: number;
}

interface Damage {
  /** What came later is on that disk. */
  readonly atUs: number;
  readonly until: 'registered' | 'for good';
}

/**
 * All that is acknowledged is on each member of the ISR. 1. Of the ISR {A, B} the disk of A is wiped: B has
 * all. 2. Before A is out of the ISR, and in again with what B has, so is B's; or B's process dies, and the
 * ISR shrinks to A. 3. A leads next and has nothing, and others that have more give it up to be as A is. What
 * is sent after that is owed as ever.
 */
export class Losses implements Tracker {
  readonly #image: CommittedImage;
  readonly #nowUs: () => number;
  /** Faults that have struck, and how many effects of each are known. */
  readonly #struck: { readonly fault: StruckFault; effects: number }[] = [];
  readonly #damages = new Map<NodeId, Damage>();
  readonly #partitions = new Map<string, Placed>();
  readonly #losses: Loss[] = [];

  constructor(share: Share, nowUs: () => number) {
    this.#image = share(CommittedImage);
    this.#nowUs = nowUs;
  }

  /** Whether what was sent to it at `sentAtUs` may rightly be gone. Clients know names alone. */
  mayLack(place: PartitionPlace, sentAtUs: number): boolean {
    this.#look();
    return this.#losses.some((loss) => isSame(loss, place) && sentAtUs <= loss.atUs);
  }

  /** Whether what was written to it in that epoch may rightly be gone, or be something else. */
  mayLackEpoch(place: PartitionPlace, leaderEpoch: number): boolean {
    this.#look();
    return this.#losses.some((loss) => isSame(loss, place) && leaderEpoch <= loss.leaderEpoch);
  }

  onFact(_fact: NodeFact): void {
    // What a disk did before this fact, it did to the ISR before this fact.
    this.#look();
    for (const change of this.#image.changes) {
      if (change.type === 'topicDeleted') this.#forget(change.topic);
      if (change.type !== 'brokerRegistered') continue;
      // It has left the ISR, if it was not the last one in it.
      const nodeId = nodeIdOf(change.brokerId);
      if (this.#damages.get(nodeId)?.until === 'registered') this.#damages.delete(nodeId);
    }
    for (const change of this.#image.changes) if ('partition' in change) this.#refresh(change);
  }

  onFault(fault: StruckFault): void {
    if (!LOSING.includes(fault.type)) return;
    this.#struck.push({ fault, effects: 0 });
    this.#look();
  }

  /** What a disk said to be stored, and had not stored, is gone with the process that had it in memory. */
  onCrash(nodeId: NodeId): void {
    const lies = this.#struck.some(
      ({ fault }) => fault.type === 'lyingSync' && fault.nodeId === nodeId && fault.effects() > 0,
    );
    if (lies) this.#damage(nodeId, 'for good');
  }

  /** A fault that has begun has done nothing yet: what counts is each operation that it changes. */
  #look(): void {
    for (const known of this.#struck) {
      const { fault } = known;
      const effects = fault.effects();
      if (effects === known.effects) continue;
      known.effects = effects;
      if (fault.type !== 'lyingSync')
        this.#damage(fault.nodeId, fault.type === 'wipe' ? 'registered' : 'for good');
    }
  }

  #damage(nodeId: NodeId, until: Damage['until']): void {
    const before = this.#damages.get(nodeId)?.until;
    this.#damages.set(nodeId, { atUs: this.#nowUs(), until: before === 'for good' ? before : until });
    for (const placed of this.#partitions.values()) this.#judge(placed);
  }

  #refresh({ topic, partition }: PartitionPlace): void {
    const { view } = this.#image;
    const is = view.partition(topic, partition);
    if (is === undefined) return;
    const topicId = view.topic(topic)?.topicId ?? topic;
    const { leaderEpoch } = is;
    const placed = { topic, topicId, partition, isr: is.isr.map(nodeIdOf), leaderEpoch };
    this.#partitions.set(placeText(placed), placed);
    this.#judge(placed);
  }

  #forget(topic: string): void {
    for (const [key, placed] of this.#partitions) if (placed.topic === topic) this.#partitions.delete(key);
  }

  /** What came after the damage to one of them is still there. */
  #judge({ topic, topicId, partition, isr, leaderEpoch }: Placed): void {
    if (this.#damages.size === 0 || isr.length === 0) return;
    const atUs = Math.min(...isr.map((nodeId) => this.#damages.get(nodeId)?.atUs ?? -1));
    if (atUs < 0) return;
    const loss = { topic, topicId, partition, atUs, leaderEpoch };
    const known = this.#losses.findIndex((other) => isSame(other, loss));
    if (known < 0) this.#losses.push(loss);
    else if ((this.#losses[known]?.atUs ?? -1) < atUs) this.#losses[known] = loss;
  }
}

function isSame(loss: Loss, { topic, topicId, partition }: PartitionPlace): boolean {
  if (loss.partition !== partition || loss.topic !== topic) return false;
  return topicId === undefined || topicId === null || loss.topicId === topicId;
}

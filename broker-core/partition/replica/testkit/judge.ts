import type { RecordBatch } from '../../../protocol/record-batch.js';
import type { ReplicaFact } from '../facts.js';
import type { Node } from './node.js';
import type { Rig } from './rig.js';

/**
 * Watches a rig and says what went wrong, as a text for each violation; see the numbers in the list of
 * invariants.
 */
export class Judge {
  readonly violations: string[] = [];
  /** What some replica has called committed, by offset: the values never change. */
  readonly committed: string[] = [];
  private readonly highWatermarks = new Map<Node['life'], number>();

  constructor(private readonly rig: Rig) {
    rig.onFact = (node, fact) => this.onFact(node, fact);
  }

  /**
   * 25. After each step: every broker that may be elected has all that is committed, and would have it after
   * a crash.
   */
  checkIsr(): void {
    const { isr, leaderEpoch } = this.rig.controller.newest;
    for (const { brokerId, life } of this.rig.up) {
      if (!isr.includes(brokerId) || life === null) continue;
      const { durableEndOffset } = life.log;
      if (durableEndOffset < this.committed.length)
        this.blame(`${brokerId} of epoch ${leaderEpoch} has ${durableEndOffset} of ${this.committed.length}`);
    }
  }

  /** 21, 22. At the end, in each log. */
  checkLogs(): void {
    for (const { brokerId, life } of this.rig.up) {
      const values = life === null ? [] : valuesOf(life.log.snapshot().batches);
      this.compare(`log of ${brokerId}`, 0, values.slice(0, this.committed.length));
      if (values.length < this.committed.length) this.blame(`log of ${brokerId} is short`);
    }
  }

  blame(violation: string): void {
    this.violations.push(violation);
  }

  private onFact(node: Node, fact: ReplicaFact): void {
    switch (fact.type) {
      case 'highWatermarkAdvanced':
        this.onHighWatermark(node, fact.highWatermark);
        return;
      case 'acknowledged':
        if (fact.acks === -1 && fact.endOffset > this.committed.length)
          this.blame('acknowledged before committed');
        if (fact.acks === 1 && fact.endOffset > node.log.durableEndOffset)
          this.blame('acknowledged before durable');
        return;
      case 'served':
        for (const batch of fact.batches)
          this.compare('served', batch.baseOffset, valuesOf([batch]), this.committed.length);
        return;
      case 'truncated':
        if (fact.toOffset < fact.highWatermark)
          this.blame(`${node.brokerId} dropped what it had called committed`);
        return;
      case 'becameLeader':
      case 'becameFollower':
      case 'becameOffline':
      case 'appended':
        return;
    }
  }

  private onHighWatermark(node: Node, highWatermark: number): void {
    const before = this.highWatermarks.get(node.life) ?? 0;
    if (highWatermark <= before) this.blame(`high watermark of ${node.brokerId} went back`);
    this.highWatermarks.set(node.life, highWatermark);
    const values = valuesOf(node.log.snapshot().batches).slice(0, highWatermark);
    this.compare(`high watermark of ${node.brokerId}`, 0, values);
    this.committed.push(...values.slice(this.committed.length));
  }

  /** 24. No two values at one offset. */
  private compare(
    where: string,
    offset: number,
    values: readonly string[],
    end = Number.POSITIVE_INFINITY,
  ): void {
    values.forEach((value, at) => {
      const known = this.committed[offset + at];
      if (known !== undefined && known !== value)
        this.blame(`${where}: ${value}, not ${known}, at ${offset + at}`);
    });
    if (offset + values.length > end) this.blame(`${where}: beyond what is committed`);
  }
}

export function valuesOf(batches: readonly RecordBatch[]): string[] {
  return batches.flatMap(({ records }) => records.map(({ value }) => value));
}

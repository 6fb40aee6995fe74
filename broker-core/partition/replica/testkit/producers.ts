import type { RequiredAcks } from '../../../protocol/produce.js';
import { batchOf, plainBatch } from '../../log/testkit/partition.js';
import type { ProducedBatch } from '../../../protocol/record-batch.js';
import type { Produced } from '../deps.js';
import type { Judge } from './judge.js';
import type { Asked, Rig } from './rig.js';

/** Clients that remember what they were told. */
export class Producers {
  private readonly requests: { readonly asked: Asked; readonly life: object | null; cancelled: boolean }[] =
    [];
  /** Of the idempotent producer: the batch that it has not been told of yet, again and again until it is. */
  private current: ProducedBatch = batchOf(7, 0, 0, 2);
  private readonly promised = new Map<string, number>();
  private readonly refused = new Set<string>();
  private plainCount = 0;

  constructor(
    private readonly rig: Rig,
    private readonly judge: Judge,
  ) {}

  plain(choice: number, acks: RequiredAcks): void {
    this.plainCount++;
    const value = `p${this.plainCount}`;
    this.send(choice, plainBatch(value), acks, (result) => {
      if (result.ok && acks === -1) this.promise(value, result.baseOffset);
      if (!result.ok && NOTHING_HAPPENED.has(result.error)) this.refused.add(value);
    });
  }

  /** The next batch, or again the one before. */
  idempotent(choice: number): void {
    const batch = this.current;
    this.send(choice, batch, -1, (result, leaderEpoch) => {
      if (result.ok) this.onStored(batch, result.baseOffset);
      // One who was deposed and does not know it misses what others have taken since.
      else if (result.error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && leaderEpoch === this.newestEpoch)
        this.judge.blame('an acknowledged batch is forgotten');
    });
  }

  private get newestEpoch(): number {
    return this.rig.controller.newest.leaderEpoch;
  }

  cancel(choice: number): void {
    const request = this.requests[choice % Math.max(1, this.requests.length)];
    if (request === undefined) return;
    request.asked.handle.cancel();
    request.cancelled = true;
  }

  /** 21, 23, 27, 28. At the end. */
  check(): void {
    const { committed } = this.judge;
    for (const [value, offset] of this.promised) {
      if (committed[offset] !== value) this.judge.blame(`${value}, acknowledged at ${offset}, is lost`);
    }
    for (const value of this.refused) {
      if (committed.includes(value)) this.judge.blame(`${value}, refused, is in the log`);
    }
    const ours = committed.filter((value) => value.startsWith('7/'));
    ours.forEach((value, at) => {
      if (value !== `7/0/${at}`) this.judge.blame(`${value} in the place of 7/0/${at}`);
    });
    for (const { asked, life, cancelled } of this.requests) {
      if (asked.results.length > 1) this.judge.blame('answered twice');
      const alive = this.rig.up.some((node) => node.life === life);
      if (asked.results.length === 0 && alive && !cancelled) this.judge.blame('never answered');
    }
  }

  private onStored(batch: ProducedBatch, baseOffset: number): void {
    batch.records.forEach(({ value }, at) => this.promise(value, baseOffset + at));
    if (batch === this.current)
      this.current = batchOf(7, 0, batch.baseSequence + batch.records.length, (baseOffset % 3) + 1);
  }

  private promise(value: string, offset: number): void {
    const before = this.promised.get(value) ?? offset;
    if (before !== offset) this.judge.blame(`${value} at ${offset}, but before at ${before}`);
    this.promised.set(value, offset);
  }

  private send(
    choice: number,
    batch: ProducedBatch,
    acks: RequiredAcks,
    then: (result: Produced, leaderEpoch: number) => void,
  ): void {
    const lives = this.rig.up.flatMap(({ life }) => (life?.replica.leads === true ? [life] : []));
    const life = lives[choice % Math.max(1, lives.length)];
    if (life === undefined) return;
    const results: Produced[] = [];
    const handle = life.replica.produce(batch, acks, null, (result) => {
      results.push(result);
      then(result, life.replica.leaderEpoch);
    });
    this.requests.push({ asked: { results, handle }, life, cancelled: false });
  }
}

const NOTHING_HAPPENED: ReadonlySet<string> = new Set(['NOT_ENOUGH_REPLICAS', 'REQUEST_TIMED_OUT']);

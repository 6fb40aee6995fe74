/**
 * Sends several records in one go, as a lingering producer does: dealt out over the partitions of a topic,
 * one request to each leader with a batch for each of its partitions. For loads about what a broker makes of
 * such requests: no retries, no sequence numbers.
 */
import type { Env, NodeId, Wait } from '../env.js';
import { NO_PRODUCER_ID, NO_SEQUENCE } from '../protocol/record-batch.js';
import type { FailureName } from '../protocol/errors.js';
import type { PartitionBatch, ProduceResult } from '../protocol/produce.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { joinAll } from '../runtime/join.js';
import type { MetadataCache } from './metadata-cache.js';
import type { ProducerRecord, SendResult } from './producer.js';
import type { ClientProfile } from './profile.js';

const PRODUCE: Wait = { kind: 'timeout', label: 'await produce response' };

/** Records for one partition, by their places among those that are sent. */
interface Share {
  readonly partition: number;
  readonly places: number[];
}

interface SharedOut {
  readonly topic: string;
  readonly records: readonly ProducerRecord[];
  readonly shares: readonly Share[];
  readonly results: SendResult[];
}

export class SpreadSender {
  #nextPartition: number;

  constructor(
    private readonly env: Env,
    private readonly rpc: Rpc,
    private readonly cache: MetadataCache,
    private readonly profile: ClientProfile,
  ) {
    this.#nextPartition = Math.floor(env.random.keyed('first partition', 0) * 1024);
  }

  /** All of one topic; results in their order. Each is measured as the operation `produce`. */
  async send(ctx: Ctx, topic: string, records: readonly ProducerRecord[]): Promise<readonly SendResult[]> {
    const { trace } = this.env;
    const spans = records.map(() => trace.begin('produce'));
    // What a caller's limit drops on its way has a span that ends, too.
    let outcomes: readonly string[] = records.map(() => 'CANCELLED');
    try {
      const results = await this.#sendAll(ctx, topic, records);
      outcomes = results.map((result) => (result.ok ? 'ok' : result.error));
      return results;
    } finally {
      spans.forEach((span, place) => {
        trace.end(span, outcomes[place] ?? 'ok');
      });
    }
  }

  async #sendAll(
    ctx: Ctx,
    topic: string,
    records: readonly ProducerRecord[],
  ): Promise<readonly SendResult[]> {
    const results: SendResult[] = records.map(() => failed('LEADER_NOT_AVAILABLE', null, false));
    const found = await this.cache.find(ctx, topic, true);
    if (found.ok) {
      const requests = [...this.#shares(found.partitions, records.length)].map(
        ([host, shares]) =>
          (inner: Ctx) =>
            this.#request(inner, host, { topic, records, shares, results }),
      );
      await joinAll(ctx, requests);
    } else results.fill(failed(found.error, null, false));
    return results;
  }

  /** Which leader gets what: partitions in turn, going on from the last call; none without a leader. */
  #shares(partitions: readonly PartitionMetadata[], count: number): ReadonlyMap<NodeId, readonly Share[]> {
    const shares = new Map<number, Share>();
    const requests = new Map<NodeId, Share[]>();
    for (let place = 0; place < count; place += 1) {
      const partition = this.#nextPartition % partitions.length;
      this.#nextPartition += 1;
      const share = shares.get(partition);
      if (share !== undefined) {
        share.places.push(place);
        continue;
      }
      const host = this.cache.leaderHost(partitions[partition]);
      if (host === undefined) continue;
      const first: Share = { partition, places: [place] };
      shares.set(partition, first);
      requests.set(host, [...(requests.get(host) ?? []), first]);
    }
    return requests;
  }

  async #request(ctx: Ctx, host: NodeId, { topic, records, shares, results }: SharedOut): Promise<void> {
    const { acks, requestTimeoutUs } = this.profile;
    const timestampUs = this.env.clock.nowUs();
    const batches = shares.map(({ partition, places }): PartitionBatch => {
      const of = places.flatMap((place) => records[place] ?? []);
      const batch = {
        producerId: NO_PRODUCER_ID,
        producerEpoch: -1,
        baseSequence: NO_SEQUENCE,
        records: of.map(({ key, value }) => ({ key, value, timestampUs })),
      };
      return { topic, partition, leaderEpoch: null, batch };
    });
    const timeoutMs = Math.floor(requestTimeoutUs / 1000);
    const request = { type: 'produce', acks, timeoutMs, batches } as const;
    if (acks === 0) this.rpc.tell(host, request);
    const called = acks === 0 ? null : await this.rpc.call(ctx, host, request, requestTimeoutUs, PRODUCE);
    shares.forEach((share, at) => {
      const answer = called?.answered === true ? called.response.results[at] : undefined;
      const error = called?.answered === false ? called.error : 'UNKNOWN_SERVER_ERROR';
      const unanswered = failed(error, share.partition, true);
      share.places.forEach((place, n) => {
        if (called === null)
          results[place] = { ok: true, partition: share.partition, offset: -1, leaderEpoch: -1 };
        else results[place] = answer === undefined ? unanswered : resultOf(share, answer, n);
      });
    });
  }
}

function resultOf({ partition }: Share, answer: ProduceResult, n: number): SendResult {
  if (answer.error !== 'NONE') return failed(answer.error, partition, true);
  return { ok: true, partition, offset: answer.baseOffset + n, leaderEpoch: answer.leaderEpoch };
}

function failed(error: FailureName, partition: number | null, mayBeInLog: boolean): SendResult {
  return { ok: false, error, partition, mayBeInLog };
}

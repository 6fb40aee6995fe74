/** A client's way to the coordinator of a group, and what the group has committed. */
import type { NodeId, Wait } from '../../env.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { GroupRequest } from '../../protocol/groups.js';
import type { RequestOf, ResponseOf } from '../../protocol/messages.js';
import type { Rpc } from '../../protocol/rpc.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { OffsetOfTopic, PartitionOffset, TopicPartitions } from '../../protocol/records.js';

const FIND: Wait = { kind: 'timeout', label: 'await find coordinator response' };

/** Errors after which another broker may be the coordinator. */
const ELSEWHERE = new Set<ErrorName>([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
]);

/** Finds out who coordinates the group, and forgets it when it is proven wrong or does not answer. */
export class CoordinatorLink {
  #host: NodeId | null = null;
  #findCount = 0;

  constructor(
    private readonly rpc: Rpc,
    private readonly bootstrap: readonly NodeId[],
    private readonly requestTimeoutUs: number,
    private readonly groupId: string,
  ) {}

  /** One attempt. `null`: no coordinator, or no answer in time, and nothing is known of the effect. */
  async call<T extends GroupRequest['type']>(
    ctx: Ctx,
    request: RequestOf<T> & { readonly type: T },
    wait: Wait,
    timeoutUs = this.requestTimeoutUs,
  ): Promise<ResponseOf<T> | null> {
    const host = this.#host ?? (await this.#find(ctx));
    if (host === null) return null;
    const called = await this.rpc.call<T>(ctx, host, request, timeoutUs, wait);
    const response = called.answered ? called.response : null;
    // All answers have an error, which the compiler cannot see while the request's type is open.
    const error = (response as { readonly error: ErrorName } | null)?.error ?? 'NOT_COORDINATOR';
    if (ELSEWHERE.has(error)) this.#forget(host);
    return response;
  }

  /** Whether it is known who coordinates the group; asks if it is not. */
  async isKnown(ctx: Ctx): Promise<boolean> {
    return (this.#host ?? (await this.#find(ctx))) !== null;
  }

  /** By several at once: what one of them has found out since stays. */
  #forget(host: NodeId): void {
    if (this.#host === host) this.#host = null;
  }

  async #find(ctx: Ctx): Promise<NodeId | null> {
    this.#findCount += 1;
    const draw = ctx.env.random.keyed('coordinator node', this.#findCount);
    const to = this.bootstrap[Math.floor(draw * this.bootstrap.length)] ?? '';
    const request = { type: 'findCoordinator', groupId: this.groupId } as const;
    const called = await this.rpc.call(ctx, to, request, this.requestTimeoutUs, FIND);
    if (!called.answered || called.response.error !== 'NONE') return null;
    this.#host = called.response.host;
    return this.#host;
  }
}

export interface CommittedOffsets {
  /** Of those partitions for which anything was committed. */
  readonly offsets: readonly PartitionOffset[];
  /** By name; a commit is for the topic that was there when it was asked where to begin. */
  readonly topicIds: ReadonlyMap<string, string>;
  /** For observers: not by the clock of the node, which faults may set. */
  readonly askedAtUs: number;
}

export const NO_OFFSETS: CommittedOffsets = { offsets: [], topicIds: new Map(), askedAtUs: 0 };

/** Who commits: a member of a generation, or a consumer that assigns its partitions itself. */
export interface Committer {
  readonly generation: number | null;
  readonly memberId: string;
}

/** Outside any generation. */
export const NO_MEMBER: Committer = { generation: null, memberId: '' };

const COMMIT: Wait = { kind: 'timeout', label: 'await offset commit response' };
const FETCH: Wait = { kind: 'timeout', label: 'await offset fetch response' };

/** Read and written by members, and by those who read without a group. */
export class GroupOffsets {
  constructor(
    private readonly link: CoordinatorLink,
    private readonly groupId: string,
  ) {}

  /** One attempt; null: no answer, or none that says anything. */
  async fetch(ctx: Ctx, partitions: readonly TopicPartitions[]): Promise<CommittedOffsets | null> {
    const request = { type: 'offsetFetch', groupId: this.groupId, partitions } as const;
    const askedAtUs = ctx.env.trace.nowUs();
    const response = await this.link.call(ctx, request, FETCH);
    if (response?.error !== 'NONE') return null;
    const { offsets } = response;
    const topicIds = new Map(response.topicIds.map(({ topic, topicId }) => [topic, topicId]));
    return { offsets, topicIds, askedAtUs };
  }

  /** One attempt. REQUEST_TIMED_OUT: no answer. */
  async commit(ctx: Ctx, committer: Committer, offsets: readonly OffsetOfTopic[]): Promise<ErrorName> {
    const request = { type: 'offsetCommit', groupId: this.groupId, ...committer, offsets } as const;
    return (await this.link.call(ctx, request, COMMIT))?.error ?? 'REQUEST_TIMED_OUT';
  }
}

/** Where to begin in each partition: what is committed, or the start. */
export function placesOf(
  partitions: readonly TopicPartitions[],
  { offsets, topicIds }: CommittedOffsets,
): readonly OffsetOfTopic[] {
  return partitions.flatMap(({ topic, partitions: numbers }) =>
    numbers.map((partition) => {
      const known = offsets.find((one) => one.topic === topic && one.partition === partition);
      return { topic, topicId: topicIds.get(topic) ?? null, partition, offset: known?.offset ?? 0 };
    }),
  );
}

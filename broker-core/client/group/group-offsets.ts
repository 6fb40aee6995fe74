/** What a group has committed: read and written by its members, and by those who read without a group. */
import type { Wait } from '../../env.js';
import type { OffsetOfTopic, PartitionOffset, TopicPartitions } from '../../protocol/records.js';
import type { ErrorName } from '../../protocol/errors.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { CoordinatorLink } from './coordinator-link.js';

export interface CommittedOffsets {
  /** Of those partitions for which anything was committed. */
  readonly offsets: readonly PartitionOffset[];
  /** By name; a commit is for the topic that was there when it was asked where to begin. */
  readonly topicIds: ReadonlyMap<string, string>;
  /** For observers: not by the clock of the node, which faults may set. */
  readonly askedAtUs: number;
}

/** Of no partitions. */
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

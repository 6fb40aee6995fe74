import { assert } from '../../assert.js';
import {
  REQUEST_ANSWERS_MAX,
  type Broker,
  type BrokerId,
  type Counters,
  type Group,
  type GroupOffset,
  type Partition,
  type RequestId,
  type Topic,
  type Watermark,
} from '../../protocol/records.js';
import type { RequestAnswer } from '../../protocol/commands.js';
import {
  ANSWERS,
  BROKERS,
  COUNTERS,
  GROUP_OFFSETS,
  groupOffsetKey,
  GROUPS,
  PARTITIONS,
  requestKey,
  TOPICS,
  WATERMARKS,
} from './kinds.js';
import { DigestSum } from './hash.js';
import { type Journal, Table } from './table.js';

const COUNTERS_AT_START: Counters = { nextProducerId: 0, groupDeletedIndex: 0, answerForgottenIndex: 0 };

/** The metadata as all but `apply` see it. What it gives is immutable; a later call may give newer. */
export interface MetadataView {
  /** Raft log index of the newest entry that is in the image; 0 at the start, never decreases. */
  readonly appliedIndex: number;
  /**
   * A safe integer that is equal wherever the content is. The applied index is not part of it,
   * so entries that change nothing leave it alone; nor is the order in which requests were answered.
   */
  readonly contentHash: number;
  readonly counters: Counters;
  broker(brokerId: BrokerId): Broker | undefined;
  /** By id, ascending. */
  brokers(): readonly Broker[];
  topic(name: string): Topic | undefined;
  /** By name. */
  topics(): readonly Topic[];
  /** There may be one although its topic is unknown: unconditional commands come in any order. */
  partition(topic: string, partition: number): Partition | undefined;
  /** By topic and number; as {@link partition}, also of unknown topics. */
  partitions(): readonly Partition[];
  /** What the request was answered, if it is among the last {@link REQUEST_ANSWERS_MAX}. */
  answer(requestId: RequestId): RequestAnswer | undefined;
  group(groupId: string): Group | undefined;
  /** By id. */
  groups(): readonly Group[];
  groupOffset(groupId: string, topic: string, partition: number): GroupOffset | undefined;
  /** By group, topic and partition. */
  groupOffsets(): readonly GroupOffset[];
  /** By topic and partition. */
  watermarks(): readonly Watermark[];
}

/** The image of one node, read as a {@link MetadataView}; all else is for `apply` and snapshots alone. */
export class MetadataState implements MetadataView {
  readonly #sum = new DigestSum();
  readonly #journal: Journal = [];
  readonly brokerTable = new Table(BROKERS, this.#sum, this.#journal);
  readonly topicTable = new Table(TOPICS, this.#sum, this.#journal);
  readonly partitionTable = new Table(PARTITIONS, this.#sum, this.#journal);
  readonly countersTable = new Table(COUNTERS, this.#sum, this.#journal);
  readonly groupTable = new Table(GROUPS, this.#sum, this.#journal);
  readonly groupOffsetTable = new Table(GROUP_OFFSETS, this.#sum, this.#journal);
  readonly watermarkTable = new Table(WATERMARKS, this.#sum, this.#journal);
  readonly answerTable = new Table(ANSWERS, this.#sum, this.#journal);
  #index = 0;

  readonly broker: MetadataView['broker'] = (brokerId) => this.brokerTable.get(brokerId);
  readonly brokers: MetadataView['brokers'] = () => this.brokerTable.inOrder();
  readonly topic: MetadataView['topic'] = (name) => this.topicTable.get(name);
  readonly topics: MetadataView['topics'] = () => this.topicTable.inOrder();
  readonly partition: MetadataView['partition'] = (topic, partition) =>
    this.partitionTable.get({ topic, partition });
  readonly partitions: MetadataView['partitions'] = () => this.partitionTable.inOrder();
  readonly answer: MetadataView['answer'] = (requestId) => this.answerTable.get(requestKey(requestId));
  /** The oldest first: the order in which they will be forgotten. */
  readonly answers = (): readonly RequestAnswer[] => [...this.answerTable.asInserted()];
  readonly group: MetadataView['group'] = (groupId) => this.groupTable.get(groupId);
  readonly groups: MetadataView['groups'] = () => this.groupTable.inOrder();
  readonly groupOffset: MetadataView['groupOffset'] = (groupId, topic, partition) =>
    this.groupOffsetTable.get(groupOffsetKey(groupId, topic, partition));
  readonly groupOffsets: MetadataView['groupOffsets'] = () => this.groupOffsetTable.inOrder();
  readonly watermarks: MetadataView['watermarks'] = () => this.watermarkTable.inOrder();

  constructor() {
    this.countersTable.put(COUNTERS_AT_START);
    this.#journal.length = 0;
  }

  get appliedIndex(): number {
    return this.#index;
  }

  get contentHash(): number {
    return this.#sum.value;
  }

  get counters(): Counters {
    const counters = this.countersTable.get(0);
    assert(counters !== undefined, 'the counters are there from the start and are never removed');
    return counters;
  }

  /** A place to go back to, within the apply that runs. */
  savepoint(): number {
    return this.#journal.length;
  }

  /** Takes back all changes since then. */
  rollBackTo(savepoint: number): void {
    assert(savepoint <= this.#journal.length, 'a savepoint is of the apply that runs');
    for (const undo of this.#journal.splice(savepoint).reverse()) undo();
  }

  /** Ends an apply: what was changed stays, and belongs to `index`. */
  commit(index: number): void {
    assert(
      Number.isSafeInteger(index) && index >= this.#index,
      `the image's index ${this.#index} does not go back to ${index}`,
    );
    // Only now, when nothing is taken back any more: undoing a put restores the order, undoing a removal
    // would not.
    for (const oldest of this.answerTable.asInserted()) {
      if (this.answerTable.size <= REQUEST_ANSWERS_MAX) break;
      this.answerTable.remove(oldest);
      const answerForgottenIndex = Math.max(this.counters.answerForgottenIndex, oldest.index);
      this.countersTable.put({ ...this.counters, answerForgottenIndex });
    }
    this.#journal.length = 0;
    this.#index = index;
  }
}

/** What a client that is alone knows of topics, logs and a group: a plain model, and where it is not sure. */
import { AssertionError } from '../../../broker-core/assert.js';

/** A partition's records, as far as a client was told of them. */
export interface PartitionModel {
  /** By offset, of what was acknowledged or read. */
  readonly known: Map<number, string>;
  /** What the group may have committed; null: nothing. More than one: a commit was not answered. */
  committed: ReadonlySet<number | null>;
}

export interface TopicModel {
  readonly partitions: readonly PartitionModel[];
  /** Values whose sending was not answered: they may be in the log. */
  readonly unsure: Set<string>;
}

/** `maybe`: a creation or a deletion was not answered, so nothing is held of it. */
type TopicState =
  | { readonly type: 'gone' | 'maybe' }
  | { readonly type: 'there'; readonly topic: TopicModel };

export class BrokerModel {
  readonly #topics = new Map<string, TopicState>();
  sentCount = 0;
  askedCount = 0;
  /** Whether the client is, or is about to be, a member of the group. */
  isMember = false;

  /** Null: it is not there, or nobody knows. */
  topic(name: string): TopicModel | null {
    const state = this.#topics.get(name);
    return state?.type === 'there' ? state.topic : null;
  }

  /** Nobody has tried to create it. */
  isUnused(name: string): boolean {
    return !this.#topics.has(name);
  }

  /** `outcome`: `ok`, or the name of an error. */
  created(name: string, partitionCount: number, outcome: string): void {
    const { type } = this.#topics.get(name) ?? { type: 'gone' };
    if (outcome !== 'ok') {
      if (type !== 'there') this.#topics.set(name, { type: 'maybe' });
      return;
    }
    agree(type !== 'there', `${name} was created, and is there already`);
    const partitions = Array.from({ length: partitionCount }, () => ({
      known: new Map<number, string>(),
      committed: new Set([null]),
    }));
    this.#topics.set(name, { type: 'there', topic: { partitions, unsure: new Set() } });
  }

  /** The same of a deletion. */
  deleted(name: string, outcome: string): void {
    this.#topics.set(name, { type: outcome === 'ok' ? 'gone' : 'maybe' });
  }

  described(name: string, partitionCount: number): void {
    const expected = this.topic(name)?.partitions.length ?? partitionCount;
    agree(
      partitionCount === expected,
      `${name} has ${partitionCount} partitions, and was created with ${expected}`,
    );
  }

  /** Null: not acknowledged; `mayBeInLog` says whether it was sent for good. */
  produced(name: string, value: string, at: Place | null, mayBeInLog: boolean): void {
    const topic = this.topic(name);
    if (topic === null) return;
    if (at === null) {
      if (mayBeInLog) topic.unsure.add(value);
      return;
    }
    const known = topic.partitions[at.partition]?.known;
    agree(known !== undefined, `${name} has no partition ${at.partition}`);
    const last = Math.max(-1, ...known.keys());
    agree(
      at.offset > last,
      `${value} was acknowledged at ${name}/${at.partition} ${at.offset}, after ${last}`,
    );
    known.set(at.offset, value);
  }

  read(name: string, partition: number, offset: number, value: string): void {
    const topic = this.topic(name);
    const known = topic?.partitions[partition]?.known;
    if (topic === null || known === undefined) return;
    const expected = known.get(offset);
    const place = `${name}/${partition} ${offset}`;
    if (expected === undefined)
      agree(topic.unsure.has(value), `${place} holds ${value}, which nobody sent there`);
    else agree(value === expected, `${place} holds ${value}, and was ${expected}`);
    known.set(offset, value);
  }

  committed(name: string, { partition, offset }: Place, isSure: boolean): void {
    const model = this.topic(name)?.partitions[partition];
    if (model === undefined) return;
    model.committed = new Set(isSure ? [offset] : [...model.committed, offset]);
  }

  /** Null: nothing is committed. */
  toldCommitted(name: string, partition: number, offset: number | null): void {
    const model = this.topic(name)?.partitions[partition];
    if (model === undefined) return;
    const may = [...model.committed].map((one) => one ?? 'nothing').join(' or ');
    agree(
      model.committed.has(offset),
      `the group is at ${offset ?? 'nothing'} of ${name}/${partition}, and committed ${may}`,
    );
  }
}

export interface Place {
  readonly partition: number;
  readonly offset: number;
}

function agree(condition: boolean, detail: string): asserts condition {
  if (!condition) throw new AssertionError(detail);
}

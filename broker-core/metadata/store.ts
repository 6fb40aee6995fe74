/** A node's metadata: the image, kept by applying the log, and everything that waits for it to change. */
import { assert } from '../assert.js';
import type { Env } from '../env.js';
import type { Applied } from '../quorum/node.js';
import type { Entry, Snapshot } from '../raft/index.js';
import { PendingNotifies } from '../runtime/notify.js';
import { Watch } from '../runtime/watch.js';
import { apply, applyOutsideLog, skipTo } from './apply/apply.js';
import { decodeCommand, requestIdOf, type Command, type SingleCommand } from '../protocol/commands.js';
import type { RequestId } from '../protocol/records.js';
import type { ApplyResult, Change, PartitionChange } from './apply/result.js';
import { decodeSnapshot, encodeSnapshot } from './snapshot.js';
import { requestKey } from './state/kinds.js';
import { MetadataState, type MetadataView } from './state/state.js';

/** Told of each applied command, after the image has it. */
export type OnApplied = (command: Command, result: ApplyResult, index: number) => void;
/** Told when a partition may have changed. */
export type OnPartition = (topic: string, partition: number) => void;
/** Told the result of the command with a certain request id, when it is applied here. */
export type OnRequest = (result: ApplyResult) => void;

interface OnIndex {
  readonly term: number;
  readonly told: (result: ApplyResult | null) => void;
}

export class MetadataStore {
  /** A Notify for each key that somebody waits for. */
  readonly pendingTopics: PendingNotifies;
  readonly pendingPartitions: PendingNotifies;
  readonly pendingBrokers: PendingNotifies;
  /** For waits until a partition is led; the same map as that of assignments where the keys are shared. */
  readonly pendingLeaders: PendingNotifies;
  /** Applied index, for those who watch it. */
  readonly appliedWatch = new Watch(0);
  #state = new MetadataState();
  readonly #onRequest = new Map<string, { readonly requestId: RequestId; readonly told: Set<OnRequest> }>();
  readonly #onIndex = new Map<number, OnIndex>();
  readonly #listeners: OnApplied[] = [];
  readonly #restoreListeners: (() => void)[] = [];
  readonly #partitionListeners: OnPartition[] = [];
  /** When this node proposed what is at an index: for the named wait `commit`. */
  readonly #proposedAtUs = new Map<number, { readonly term: number; readonly atUs: number }>();

  /** `sharesPartitionKeys`: waits for a partition's assignment and its leader end with either of them. */
  constructor(
    private readonly env: Env,
    sharesPartitionKeys = false,
  ) {
    this.pendingTopics = new PendingNotifies(env.trace);
    this.pendingPartitions = new PendingNotifies(env.trace);
    this.pendingBrokers = new PendingNotifies(env.trace);
    this.pendingLeaders = sharesPartitionKeys ? this.pendingPartitions : new PendingNotifies(env.trace);
  }

  get view(): MetadataView {
    return this.#state;
  }

  onApplied(listener: OnApplied): void {
    this.#listeners.push(listener);
  }

  onPartition(listener: OnPartition): void {
    this.#partitionListeners.push(listener);
  }

  /** Told when the image was replaced by a snapshot, before its partitions are. */
  onRestored(listener: () => void): void {
    this.#restoreListeners.push(listener);
  }

  /** Calls `told` when the command of this id is applied here; once. The returned function forgets it. */
  onRequest(requestId: RequestId, told: OnRequest): () => void {
    const key = requestKey(requestId);
    const waiting = this.#onRequest.get(key) ?? { requestId, told: new Set() };
    waiting.told.add(told);
    this.#onRequest.set(key, waiting);
    return () => {
      waiting.told.delete(told);
      if (waiting.told.size === 0 && this.#onRequest.get(key) === waiting) this.#onRequest.delete(key);
    };
  }

  /**
   * Calls `told` with the result of the entry that this node proposed at `index` in `term`, when that index
   * is applied; with null if another entry took its place. The returned function forgets it.
   */
  onIndex(index: number, term: number, told: (result: ApplyResult | null) => void): () => void {
    const waiting: OnIndex = { term, told };
    const replaced = this.#onIndex.get(index);
    this.#onIndex.set(index, waiting);
    // Another term proposed there before: that entry is not the one that will be applied.
    replaced?.told(null);
    return () => {
      if (this.#onIndex.get(index) === waiting) this.#onIndex.delete(index);
    };
  }

  /** Those who wait for a request of theirs. */
  get requestWaiterCount(): number {
    return this.#onRequest.size + this.#onIndex.size;
  }

  /** Notes that this node proposed what will be at `index`, now. */
  noteProposed(index: number, term: number): void {
    this.#proposedAtUs.set(index, { term, atUs: this.env.trace.nowUs() });
  }

  /** Applies an entry of the log. Gives the hash of the image, and what tells waiters what has changed. */
  apply(entry: Entry): Applied {
    const { index, term, data } = entry;
    const { trace } = this.env;
    const proposed = this.#proposedAtUs.get(index);
    this.#proposedAtUs.delete(index);
    if (proposed?.term === term) trace.waited('commit', trace.nowUs() - proposed.atUs);
    const command = data.length === 0 ? null : proposedCommand(data);
    const result = command === null ? null : apply(this.#state, index, command);
    if (result === null) skipTo(this.#state, index);
    const announce = (): void => {
      this.#tellIndex(entry, result);
      if (command !== null && result !== null) this.#announceCommand(command, result, index);
      this.appliedWatch.send(index);
    };
    return { stateHash: this.#state.contentHash, announce };
  }

  /** The image as it is now, to be changed apart. */
  copyOfImage(): MetadataState {
    const decoded = decodeSnapshot(encodeSnapshot(this.#state));
    assert(decoded.ok, 'what was encoded a moment ago decodes');
    return decoded.state;
  }

  /**
   * Applies a write that is in no Raft log; the applied index stays. `loaded` is a copy of the image to
   * change and put in its place: what was stored since the copy was made is lost. Null: nothing was.
   */
  applyDirectly(writeId: string, command: Command, loaded: MetadataState | null): Applied {
    const { appliedIndex } = this.#state;
    if (loaded !== null) {
      skipTo(loaded, appliedIndex);
      this.#state = loaded;
    }
    const isThere = isInImage(this.#state, writeId, command);
    const result = isThere ? null : applyOutsideLog(this.#state, writeId, command);
    const announce = (): void => {
      if (result !== null) this.#announceCommand(command, result, appliedIndex);
    };
    return { stateHash: this.#state.contentHash, announce };
  }

  restore({ data }: Snapshot): void {
    const decoded = decodeSnapshot(data);
    assert(decoded.ok, 'a snapshot that a node stored or sent decodes');
    this.#state = decoded.state;
    this.#proposedAtUs.clear();
    for (const listener of this.#restoreListeners) listener();
    for (const { topic, partition } of this.#state.partitions()) this.#tellPartition(topic, partition);
    this.#settleAfterRestore();
  }

  /** What was waited for may be in the snapshot, which does not say so entry by entry. */
  #settleAfterRestore(): void {
    for (const [index, waiting] of [...this.#onIndex]) {
      if (index > this.#state.appliedIndex) continue;
      this.#onIndex.delete(index);
      waiting.told(null);
    }
    for (const { requestId } of [...this.#onRequest.values()]) {
      const outcome = this.#state.answer(requestId)?.outcome;
      if (outcome !== undefined)
        this.#tellRequest(requestId, outcome.type === 'refused' ? outcome : { ...outcome, changes: [] });
    }
    for (const { name } of this.#state.topics()) this.pendingTopics.notify(name);
    for (const { brokerId } of this.#state.brokers()) this.pendingBrokers.notify(String(brokerId));
    this.appliedWatch.send(this.#state.appliedIndex);
  }

  snapshot(): Uint8Array {
    return encodeSnapshot(this.#state);
  }

  #tellIndex({ index, term }: Entry, result: ApplyResult | null): void {
    const waiting = this.#onIndex.get(index);
    if (waiting === undefined) return;
    this.#onIndex.delete(index);
    waiting.told(waiting.term === term ? result : null);
  }

  #announceCommand(command: Command, result: ApplyResult, index: number): void {
    if (result.type === 'ok') for (const change of result.changes) this.#announce(change);
    const singles: readonly SingleCommand[] = command.type === 'batch' ? command.commands : [command];
    for (const requestId of singles.map(requestIdOf))
      if (requestId !== null) this.#tellRequest(requestId, result);
    for (const listener of this.#listeners) listener(command, result, index);
  }

  /** Marks what came true, and wakes those that wait for it by key. */
  #announce(change: Change): void {
    const { trace } = this.env;
    switch (change.type) {
      case 'topicCreated':
        trace.mark(`topic:${change.topic}`);
        this.pendingTopics.notify(change.topic);
        return;
      case 'partitionAssigned':
      case 'leaderChanged':
      case 'isrChanged':
        this.#announcePartition(change);
        return;
      case 'brokerRegistered':
        trace.mark(`broker:${change.brokerId}`);
        this.pendingBrokers.notify(String(change.brokerId));
        return;
      case 'topicDeleted':
        trace.unmark(`topic:${change.topic}`);
        for (const what of ['partition', 'leader', 'isr']) trace.unmark(`${what}:${change.topic}:`);
        return;
      case 'brokerFenced':
        trace.unmark(`unfenced:${change.brokerId}`);
        trace.mark(`fenced:${change.brokerId}`);
        return;
      case 'brokerUnfenced':
        trace.unmark(`fenced:${change.brokerId}`);
        trace.mark(`unfenced:${change.brokerId}`);
        return;
      case 'producerIdsAllocated':
      case 'groupStored':
      case 'offsetsCommitted':
      case 'groupDeleted':
        return;
    }
  }

  #announcePartition(change: PartitionChange): void {
    const { trace } = this.env;
    const { type, topic, partition } = change;
    const key = `${topic}:${partition}`;
    if (type === 'partitionAssigned') {
      trace.mark(`partition:${key}`);
      this.pendingPartitions.notify(key);
    } else if (type === 'leaderChanged') {
      const { leader } = change;
      trace.note(`${topic}/${partition} led by ${leader === null ? 'nobody' : `n${leader}`}`);
      if (leader !== null) {
        trace.mark(`leader:${key}`);
        this.pendingLeaders.notify(key);
      }
    } else trace.mark(`isr:${key}`);
    this.#tellPartition(topic, partition);
  }

  #tellPartition(topic: string, partition: number): void {
    for (const listener of this.#partitionListeners) listener(topic, partition);
  }

  #tellRequest(requestId: RequestId, result: ApplyResult): void {
    const key = requestKey(requestId);
    const waiting = this.#onRequest.get(key);
    this.#onRequest.delete(key);
    for (const told of waiting?.told ?? []) told(result);
  }
}

/** A write that comes twice, from disk and in a snapshot, is one write. Only a creation is recognized. */
function isInImage(image: MetadataView, writeId: string, command: Command): boolean {
  return command.type === 'createTopic' && image.topic(command.name)?.topicId === writeId;
}

function proposedCommand(data: Uint8Array): Command {
  const decoded = decodeCommand(data);
  assert(decoded.ok, 'what a node proposed decodes');
  return decoded.command;
}

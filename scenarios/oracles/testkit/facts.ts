/** Facts by hand, as short as a story is told. */
import type { BrokerFact, PartitionFact } from '../../../broker-core/broker/facts.js';
import { encodeCommand, type Command } from '../../../broker-core/protocol/commands.js';
import {
  endOffset,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  type RecordBatch,
} from '../../../broker-core/protocol/record-batch.js';
import type { Entry, HardState, RestoredState, Role } from '../../../broker-core/raft/index.js';

/** `entry(3, 2)`: at index 3, of term 2. */
export function entry(index: number, term: number, text = `${index} of ${term}`): Entry {
  return { index, term, data: Uint8Array.from(text, (letter) => letter.charCodeAt(0)) };
}

export function role(nodeId: string, what: Role, term: number): BrokerFact {
  return { type: 'role', nodeId, role: what, term, leaderId: what === 'leader' ? nodeId : null };
}

export function wrote(nodeId: string, readyNumber: number, ...entries: readonly Entry[]): BrokerFact {
  return { type: 'entriesWritten', nodeId, readyNumber, entries };
}

export function hardState(nodeId: string, readyNumber: number, fields: Partial<HardState>): BrokerFact {
  return {
    type: 'hardStateWritten',
    nodeId,
    readyNumber,
    term: 0,
    votedFor: null,
    commitIndex: 0,
    ...fields,
  };
}

export function durable(nodeId: string, readyNumber: number): BrokerFact {
  return { type: 'readyDurable', nodeId, readyNumber };
}

export function vote(nodeId: string, to: string, term: number): BrokerFact {
  return { type: 'voteSent', nodeId, to, term };
}

export function applied(nodeId: string, { index, term, data }: Entry, stateHash = index): BrokerFact {
  return { type: 'applied', nodeId, index, term, data, stateHash };
}

/** A command that is applied as the entry at `index`. */
export function appliedCommand(nodeId: string, index: number, command: Command): BrokerFact {
  return applied(nodeId, { index, term: 1, data: encodeCommand(command) });
}

/** A command that is applied beside the log. */
export function appliedDirectly(nodeId: string, writeId: string, command: Command): BrokerFact {
  return { type: 'appliedDirectly', nodeId, writeId, command, stateHash: 0 };
}

export function snapshotInstalled(
  nodeId: string,
  readyNumber: number,
  index: number,
  term: number,
  as: Role = 'follower',
): BrokerFact {
  const snapshot = { index, term, data: new Uint8Array() };
  return { type: 'snapshotInstalled', nodeId, readyNumber, snapshot, role: as };
}

export function restored(
  nodeId: string,
  state: Partial<Omit<RestoredState, 'hardState'>> & { hardState?: Partial<HardState> } = {},
): BrokerFact {
  const { hardState: given, ...rest } = state;
  const found = { term: 0, votedFor: null, commitIndex: 0, ...given };
  const appliedIndex = rest.snapshot?.index ?? 0;
  return {
    type: 'restored',
    nodeId,
    state: { entries: [], snapshot: null, appliedIndex, ...rest, hardState: found },
  };
}

/** One batch at `baseOffset` of leader epoch `leaderEpoch`. */
export function batch(baseOffset: number, leaderEpoch: number, ...values: readonly string[]): RecordBatch {
  const records = values.map((value) => ({ key: null, value, timestampUs: 0 }));
  return {
    producerId: NO_PRODUCER_ID,
    producerEpoch: -1,
    baseSequence: NO_SEQUENCE,
    baseOffset,
    leaderEpoch,
    records,
  };
}

/** What a replica of `orders/0` tells. */
function at(nodeId: string, fact: PartitionFact['fact']): BrokerFact {
  return { type: 'partition', nodeId, topic: 'orders', topicId: 'orders', partition: 0, fact };
}

export function opened(nodeId: string, batches: readonly RecordBatch[] = [], highWatermark = 0): BrokerFact {
  const last = batches.at(-1);
  return at(nodeId, {
    type: 'opened',
    batches,
    logEndOffset: last === undefined ? 0 : endOffset(last),
    highWatermark,
  });
}

export function appended(nodeId: string, one: RecordBatch): BrokerFact {
  return at(nodeId, { type: 'appended', as: 'leader', leaderEpoch: one.leaderEpoch, batch: one });
}

export function truncated(
  nodeId: string,
  fromOffset: number,
  toOffset: number,
  highWatermark = 0,
): BrokerFact {
  return at(nodeId, { type: 'truncated', leaderEpoch: 1, fromOffset, toOffset, highWatermark });
}

export function highWatermark(nodeId: string, offset: number): BrokerFact {
  return at(nodeId, { type: 'highWatermarkAdvanced', leaderEpoch: 0, highWatermark: offset });
}

/** Not `durable`, which is a node's word for its metadata log. */
export function onDisk(nodeId: string, durableEndOffset: number): BrokerFact {
  return at(nodeId, { type: 'durable', durableEndOffset, directory: '/orders-0' });
}

export function acknowledged(
  nodeId: string,
  one: RecordBatch,
  leaderEpoch = one.leaderEpoch,
  acks: -1 | 1 = -1,
): BrokerFact {
  const { baseOffset } = one;
  return at(nodeId, { type: 'acknowledged', acks, leaderEpoch, baseOffset, endOffset: endOffset(one) });
}

export function served(nodeId: string, offset: number, ...batches: readonly RecordBatch[]): BrokerFact {
  return at(nodeId, { type: 'served', leaderEpoch: 0, highWatermark: offset, batches });
}

export function becameLeader(nodeId: string, leaderEpoch: number, epochStartOffset = 0): BrokerFact {
  return at(nodeId, { type: 'becameLeader', leaderEpoch, epochStartOffset });
}

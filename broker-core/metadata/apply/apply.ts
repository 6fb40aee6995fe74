/**
 * The replicated state machine: image and command in, image and result out. The same commands at the same
 * indices give the same image on every node, so nothing here reads time, chance, or other state of this node.
 */
import { assert } from '../../assert.js';
import { requestIdOf, type Command, type SingleCommand, type SingleReply } from '../../protocol/commands.js';
import { BATCH_COMMANDS_MAX, PRODUCER_IDS_MAX, type RequestId } from '../../protocol/records.js';
import { type ApplyResult, type Change, DONE, refuse, type SingleResult } from './result.js';
import type { MetadataState } from '../state/state.js';
import { fenceBroker, registerBroker, unfenceBroker } from './brokers.js';
import type { Apply, Context } from './context.js';
import { commitOffsets, deleteGroup, storeGroup } from './groups.js';
import {
  alterPartition,
  assignPartition,
  electLeader,
  setPartitionLeader,
  updateIsr,
  updatePartitionOffset,
} from './partitions.js';
import { createTopic, createTopicWithAssignments, deleteTopic } from './topics.js';

/** Applies the entry at `index`, above the applied one (gaps are no-ops: {@link skipTo}). */
export function apply(state: MetadataState, index: number, command: Command): ApplyResult {
  assert(index > state.appliedIndex, `entry ${index} comes after the applied ${state.appliedIndex}`);
  const result = run(state, index, String(index), command);
  state.commit(index);
  return result;
}

/**
 * A write that is in no Raft log, applied beside it by a second writer. It has no index and no order, so
 * nodes may apply it at different places and then disagree. `writeId` is unique to the write, the same on all
 * nodes, and not a number, which would be an index.
 */
export function applyOutsideLog(state: MetadataState, writeId: string, command: Command): ApplyResult {
  assert(!/^[0-9]/.test(writeId), 'the id of a write outside the log does not look like an index');
  const result = run(state, state.appliedIndex, writeId, command);
  state.commit(state.appliedIndex);
  return result;
}

/** Says that the entries up to `index` are applied and held no metadata, such as a new leader's no-op. */
export function skipTo(state: MetadataState, index: number): void {
  state.commit(index);
}

function run(state: MetadataState, index: number, id: string, command: Command): ApplyResult {
  if (command.type !== 'batch') return applyOnce(state, index, id, command);
  if (command.commands.length > BATCH_COMMANDS_MAX) return refuse('INVALID_REQUEST');
  const savepoint = state.savepoint();
  const changes: Change[] = [];
  const replies: SingleReply[] = [];
  for (const [place, single] of command.commands.entries()) {
    const result = applyOnce(state, index, `${id}.${place}`, single);
    if (result.type === 'refused') {
      state.rollBackTo(savepoint);
      return result;
    }
    // Not `push(...)`: fencing may change more partitions than a call takes arguments.
    for (const change of result.changes) changes.push(change);
    replies.push(result.reply);
  }
  return { type: 'ok', changes, reply: { type: 'batch', replies } };
}

/** A retry gets the first try's answer: "it exists" would mislead a creator that lost the reply. */
function applyOnce(state: MetadataState, index: number, id: string, command: SingleCommand): SingleResult {
  const requestId = requestIdOf(command);
  // What changes nothing may be done twice, and would only push out the answers of others.
  if (requestId === null || command.type === 'barrier') return applySingle(state, index, id, command);
  const answered = state.answer(requestId)?.outcome;
  if (answered?.type === 'refused') return answered;
  if (answered !== undefined) return { type: 'ok', changes: [], reply: answered.reply };
  if (mayBeARepetition(state, requestId)) return refuse('REQUEST_TIMED_OUT');
  const result = applySingle(state, index, id, command);
  const outcome = result.type === 'ok' ? ({ type: 'ok', reply: result.reply } as const) : result;
  state.answerTable.put({ requestId, outcome, index });
  return result;
}

/**
 * 1. A topic is deleted; the answer is lost, and the broker tries again. 2. The try is held up, a thousand
 *    other writes are answered, and that answer is forgotten. 3. The topic is created again. 4. The second
 *    try arrives, and would delete that one. What is older than a forgotten answer gets none: its effect is
 *    unknown.
 */
function mayBeARepetition({ counters }: MetadataState, { seenIndex }: RequestId): boolean {
  return seenIndex < counters.answerForgottenIndex;
}

function applySingle(state: MetadataState, index: number, id: string, command: SingleCommand): SingleResult {
  const savepoint = state.savepoint();
  const context: Context = { state, index, id, changes: [] };
  // The compiler does not see that the function and the command are of one type.
  const applier = appliers[command.type] as Apply<SingleCommand['type']>;
  const reply = applier(context, command);
  if (reply.type === 'refused') {
    assert(state.savepoint() === savepoint, 'a command is refused before its first change, or not at all');
    return reply;
  }
  return { type: 'ok', changes: context.changes, reply };
}

/** The ids `firstId` to `firstId + count - 1` belong to who asked, and are never given again (KIP-730). */
const allocateProducerIds: Apply<'allocateProducerIds'> = (context, { count }) => {
  if (count < 1 || count > PRODUCER_IDS_MAX) return refuse('INVALID_REQUEST');
  const { counters } = context.state;
  const firstId = counters.nextProducerId;
  context.state.countersTable.put({ ...counters, nextProducerId: firstId + count });
  context.changes.push({ type: 'producerIdsAllocated', firstId, count });
  return { type: 'producerIds', firstId, count };
};

const appliers: { readonly [T in SingleCommand['type']]: Apply<T> } = {
  registerBroker,
  fenceBroker,
  unfenceBroker,
  createTopic,
  createTopicWithAssignments,
  assignPartition,
  setPartitionLeader,
  updateIsr,
  updatePartitionOffset,
  alterPartition,
  electLeader,
  deleteTopic,
  allocateProducerIds,
  storeGroup,
  commitOffsets,
  deleteGroup,
  barrier: () => DONE,
};

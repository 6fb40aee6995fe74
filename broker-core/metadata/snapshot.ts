/** The whole image as bytes: where a node starts that the log no longer reaches (Raft paper, section 7). */
import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { count, list, record, type TypeOf } from '../bytes/codec.js';
import { REQUEST_ANSWERS_MAX, SNAPSHOT_RECORDS_MAX } from '../protocol/records.js';
import * as records from '../protocol/records.js';
import { requestAnswer } from '../protocol/commands.js';
import { MetadataState } from './state/state.js';

/** Raised when the bytes mean something else; bytes of another version are not guessed at. */
const FORMAT = 4;

const image = record({
  appliedIndex: count,
  contentHash: count,
  counters: records.counters,
  brokers: list(records.broker, SNAPSHOT_RECORDS_MAX),
  topics: list(records.topic, SNAPSHOT_RECORDS_MAX),
  partitions: list(records.partition, SNAPSHOT_RECORDS_MAX),
  /** The oldest first: which is forgotten next is part of the state. */
  answers: list(requestAnswer, REQUEST_ANSWERS_MAX),
  groups: list(records.group, SNAPSHOT_RECORDS_MAX),
  groupOffsets: list(records.groupOffset, SNAPSHOT_RECORDS_MAX),
  watermarks: list(records.watermark, SNAPSHOT_RECORDS_MAX),
});

/** The image of `state` as of its applied index. */
export function encodeSnapshot(state: MetadataState): Uint8Array {
  const { appliedIndex, contentHash, counters } = state;
  const writer = new ByteWriter().u8(FORMAT);
  const lists = {
    brokers: state.brokers(),
    topics: state.topics(),
    partitions: state.partitions(),
    groups: state.groups(),
    groupOffsets: state.groupOffsets(),
    watermarks: state.watermarks(),
  };
  image.write(writer, { appliedIndex, contentHash, counters, ...lists, answers: state.answers() });
  return writer.copy();
}

export type DecodedSnapshot =
  | { readonly ok: true; readonly state: MetadataState }
  | { readonly ok: false; readonly error: 'CORRUPT_MESSAGE' };

/**
 * An image with the same content and the same future as the encoded one. Never throws. CORRUPT_MESSAGE for
 * bytes that no image encodes to, and for content that does not match the hash beside it.
 */
export function decodeSnapshot(bytes: Uint8Array): DecodedSnapshot {
  const reader = new ByteReader(bytes);
  const format = reader.u8();
  const decoded = image.read(reader);
  if (format !== FORMAT || !reader.finished) return CORRUPT;
  const state = restore(decoded);
  return state.contentHash === decoded.contentHash ? { ok: true, state } : CORRUPT;
}

const CORRUPT: DecodedSnapshot = { ok: false, error: 'CORRUPT_MESSAGE' };

function restore(decoded: TypeOf<typeof image>): MetadataState {
  const state = new MetadataState();
  state.countersTable.put(decoded.counters);
  for (const broker of decoded.brokers) state.brokerTable.put(broker);
  for (const topic of decoded.topics) state.topicTable.put(topic);
  for (const partition of decoded.partitions) state.partitionTable.put(partition);
  for (const answer of decoded.answers) state.answerTable.put(answer);
  for (const group of decoded.groups) state.groupTable.put(group);
  for (const offset of decoded.groupOffsets) state.groupOffsetTable.put(offset);
  for (const watermark of decoded.watermarks) state.watermarkTable.put(watermark);
  state.commit(decoded.appliedIndex);
  return state;
}

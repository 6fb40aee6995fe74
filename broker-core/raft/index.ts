/** The public surface of the Raft core; what is not named here is not for use outside this folder. */
export { createRaft, type Raft } from './raft.js';
export { type DrawElectionTicks, type RaftConfig } from './config.js';
export { type LightReady, type Ready } from './ready.js';
export { messageSizeBytes, type RaftMessage } from './messages.js';
export { RaftPanic, type RaftPanicCode } from './errors.js';
export { type PeerStatus, type RaftStatus } from './status.js';
export { type ProgressState } from './progress.js';
export { quorumSize } from './quorum.js';
export {
  EMPTY_STATE,
  type Entry,
  type HardState,
  type ProposeDropReason,
  type ProposeResult,
  type RestoredState,
  type Role,
  type Snapshot,
  type SoftState,
} from './types.js';
export {
  decodeEntry,
  decodeHardState,
  decodeSnapshot,
  encodeEntry,
  encodeHardState,
  encodeSnapshot,
  type Decoded,
  type DecodeError,
} from './codec.js';

/** The public surface of the Raft core; what is not named here is not for use outside this folder. */
export { createRaft, type Raft } from './raft.js';
export { type RaftConfig } from './config.js';
export { type LightReady, type Ready } from './ready.js';
export { messageSizeBytes, promisesNothing, type RaftMessage } from './messages.js';
export { RaftPanic } from './errors.js';
export { type RaftStatus } from './status.js';
export { quorumSize } from './quorum.js';
export {
  EMPTY_STATE,
  type Entry,
  type HardState,
  type ProposeResult,
  type RestoredState,
  type Role,
  type Snapshot,
  type SoftState,
} from './types.js';
export { decodeEntry, decodeHardState, encodeEntry, encodeHardState } from './codec.js';

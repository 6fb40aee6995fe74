import type { OpenRaftStore, RaftStore } from '../../quorum/store.js';
import { EMPTY_STATE } from '../../raft/index.js';

/**
 * A store that keeps nothing: the documents' standalone server with its metadata in a map (S2:L122-165). A
 * crash loses what it calls durable. With several nodes it breaks Raft's promises, which the oracles find.
 */
const memoryStore: RaftStore = {
  write: (_ready, done) => done(null),
  compact: (_snapshot, _hardState, done) => done(null),
  markCatchingUp: () => undefined,
  whenFailed: () => undefined,
  sizeBytes: 0,
};

export const openMemoryStore: OpenRaftStore = (_env, _directory, _options, done) =>
  done({ ok: true, store: memoryStore, restored: EMPTY_STATE, standing: 'unknown' });

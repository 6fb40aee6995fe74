import type { OpenRaftStore, RaftStore } from '../../quorum/store.js';
import { EMPTY_STATE } from '../../raft/index.js';

/**
 * A store that keeps nothing: the documents' standalone server with its metadata in a map (S2:L122-165). What it calls durable is
 * gone with the process. With more than one node it breaks Raft's promises, which is for the oracles to say.
 */
const memoryStore: RaftStore = {
  write: (_ready, done) => done(null),
  compact: (_snapshot, _hardState, done) => done(null),
  sizeBytes: 0,
};

export const openMemoryStore: OpenRaftStore = (_env, _directory, _options, done) =>
  done({ ok: true, store: memoryStore, restored: EMPTY_STATE });

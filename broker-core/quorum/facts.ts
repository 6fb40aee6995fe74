/**
 * What a Raft node tells its observers, for the oracles that check it. Nothing in the broker reads them.
 */
import type { NodeId } from '../env.js';
import type { Entry, Role, Snapshot } from '../raft/index.js';

export type QuorumFact =
  | { readonly type: 'role'; readonly nodeId: NodeId; readonly role: Role; readonly term: number; readonly leaderId: NodeId | null }
  /** Written, not yet durable; replaces what was at these places. */
  | { readonly type: 'entriesWritten'; readonly nodeId: NodeId; readonly entries: readonly Entry[] }
  | { readonly type: 'hardStateWritten'; readonly nodeId: NodeId; readonly term: number; readonly votedFor: NodeId | null; readonly commitIndex: number }
  | { readonly type: 'entriesDurable'; readonly nodeId: NodeId; readonly throughIndex: number; readonly term: number; readonly votedFor: NodeId | null }
  | { readonly type: 'voteSent'; readonly nodeId: NodeId; readonly to: NodeId; readonly term: number }
  | { readonly type: 'snapshotInstalled'; readonly nodeId: NodeId; readonly snapshot: Snapshot; readonly role: Role }
  | { readonly type: 'applied'; readonly nodeId: NodeId; readonly index: number; readonly term: number; readonly data: Uint8Array; readonly stateHash: number }
  | { readonly type: 'restored'; readonly nodeId: NodeId; readonly term: number; readonly lastIndex: number; readonly commitIndex: number };

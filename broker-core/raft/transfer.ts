import { assert } from '../assert.js';
import { lastIndex } from './log.js';
import { envelope, type RaftNode } from './node.js';
import { becomeProbe } from './progress.js';
import { sendAppend, sendTimeoutNow } from './replication.js';

/** Asks for leadership to go to `transferee`: here if this node leads, else by a message to the leader. */
export function transferLeadership(node: RaftNode, transferee: string): void {
  assert(node.progressByPeer.has(transferee), 'transferLeadership: not a member');
  if (node.role === 'leader') {
    requestTransfer(node, transferee);
  } else if (node.leaderId !== null) {
    node.outbox.push({ type: 'transferLeadership', ...envelope(node, node.leaderId), transferee });
  }
}

/**
 * Brings the transferee up to date and tells it to campaign. Raft thesis, section 3.10.
 *
 * Proposals are refused meanwhile. It ends with another leader, or after an election timeout without effect.
 */
export function requestTransfer(node: RaftNode, transferee: string): void {
  assert(node.role === 'leader', 'only a leader hands over');
  if (node.leadTransferee === transferee) return;
  node.leadTransferee = null;
  const progress = node.progressByPeer.get(transferee);
  if (progress === undefined || progress === node.self) return;
  node.electionElapsedTicks = 0;
  node.leadTransferee = transferee;
  if (progress.matchIndex === lastIndex(node.log)) sendTimeoutNow(node, transferee);
  else sendAppend(node, progress, true);
}

/** The transport could not deliver to `peer`: what was sent ahead is likely lost, so probe for its end. */
export function reportUnreachable(node: RaftNode, peer: string): void {
  if (node.role !== 'leader') return;
  const progress = node.progressByPeer.get(peer);
  assert(progress !== undefined, 'reportUnreachable: not a member');
  if (progress.state === 'replicate') becomeProbe(progress);
}

/** The snapshot sent to `peer` arrived, or did not. Before this, or an acknowledgement, it gets no more. */
export function reportSnapshot(node: RaftNode, peer: string, ok: boolean): void {
  if (node.role !== 'leader') return;
  const progress = node.progressByPeer.get(peer);
  assert(progress !== undefined, 'reportSnapshot: not a member');
  if (progress.state !== 'snapshot') return;
  // It did not arrive, so the next index must not jump over it.
  if (!ok) progress.pendingSnapshotIndex = 0;
  becomeProbe(progress);
  // Wait for the acknowledgement, or for a heartbeat response before the next try.
  progress.probePaused = true;
}

import type { Leadership } from './loop.js';
import type { Raft } from '../raft/index.js';

/** As Raft knows it at this moment. */
export function leadershipOf(raft: Raft): Leadership {
  const { role, leaderId } = raft.status();
  return { leads: role === 'leader', leaderId };
}

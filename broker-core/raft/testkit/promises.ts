import type { RaftMessage } from '../index.js';
import { storedLastIndex, type Disk } from './disk.js';

/** Whom the sender of this message votes for by it, itself included; null if it is no vote. */
export function voteIn(message: RaftMessage): string | null {
  if (message.type === 'requestVote') return message.from;
  return message.type === 'voteResponse' && message.granted ? message.to : null;
}

/** What the message promises that the sender's disk does not hold; null if there is nothing. */
export function undurablePromise(disk: Disk, message: RaftMessage): string | null {
  const { term, votedFor } = disk.hardState;
  if (message.type === 'appendResponse' || message.type === 'catchingUp') {
    const last = storedLastIndex(disk);
    if (last < message.matchIndex) return `acknowledges ${message.matchIndex}, stored ${last}`;
    if (term < message.term) return `acknowledges in term ${message.term}, stored ${term}`;
  }
  const vote = voteIn(message);
  const isStored = vote === null || term > message.term || (term === message.term && votedFor === vote);
  return isStored ? null : `votes for ${vote} in ${message.term}, stored ${term} ${votedFor ?? 'none'}`;
}

import { assert } from '../assert.js';
import type { Progress } from './progress.js';

export type VoteOutcome = 'won' | 'lost' | 'pending';

/**
 * How many of `voterCount` are a majority.
 *
 * All counting of quorums is here. Membership is fixed, without joint consensus, so one majority decides.
 */
export function quorumSize(voterCount: number): number {
  return Math.floor(voterCount / 2) + 1;
}

/** The highest index that a majority holds durably. Overwrites `scratch`, to save an allocation. */
export function quorumMatchIndex(voters: readonly Progress[], scratch: number[]): number {
  assert(voters.length > 0, 'quorum: there is no cluster without voters');
  // Insertion sort, descending: a cluster has three or five voters.
  let count = 0;
  for (const { catchUp, matchIndex: held } of voters) {
    const matchIndex = catchUp === null ? held : 0;
    let at = count;
    while (at > 0 && (scratch[at - 1] ?? 0) < matchIndex) {
      scratch[at] = scratch[at - 1] ?? 0;
      at -= 1;
    }
    scratch[at] = matchIndex;
    count += 1;
  }
  return scratch[quorumSize(voters.length) - 1] ?? 0;
}

/** Whether an election is decided by the answers so far. */
export function tallyVotes(voterCount: number, votes: ReadonlyMap<string, boolean>): VoteOutcome {
  let grantedCount = 0;
  for (const granted of votes.values()) if (granted) grantedCount += 1;
  const unansweredCount = voterCount - votes.size;
  if (grantedCount >= quorumSize(voterCount)) return 'won';
  return grantedCount + unansweredCount < quorumSize(voterCount) ? 'lost' : 'pending';
}

/** Whether a majority, the leader included, was heard from since the last call; starts the next period. */
export function takeQuorumActivity(voters: readonly Progress[], self: Progress): boolean {
  let activeCount = 0;
  for (const voter of voters) {
    if (voter === self || (voter.recentlyActive && voter.catchUp === null)) activeCount += 1;
    voter.recentlyActive = false;
  }
  return activeCount >= quorumSize(voters.length);
}

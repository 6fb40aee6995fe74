import { unreachable } from '../assert.js';
import type { Entry, Snapshot } from './types.js';

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** The sender's term, save for the pre-vote kinds, which name the term the sender would campaign in. */
  readonly term: number;
}

/** Leader to follower: entries after `prevLogIndex`; none to probe, or to carry a new commit index. */
export interface AppendEntries extends Envelope {
  readonly type: 'appendEntries';
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly commitIndex: number;
  readonly entries: readonly Entry[];
}

/** The follower holds, durably, the leader's log up to `matchIndex`. With 0 it only makes its term known. */
export interface AppendResponse extends Envelope {
  readonly type: 'appendResponse';
  readonly matchIndex: number;
}

/** The follower lacks the entry (`rejectedIndex`, the term asked for); the logs may agree up to the hint. */
export interface AppendReject extends Envelope {
  readonly type: 'appendReject';
  readonly rejectedIndex: number;
  readonly hintIndex: number;
  readonly hintTerm: number;
}

/**
 * In the place of the answers to heartbeats and appends, from a node that has forgotten what it had: it
 * holds, durably, the leader's log up to `matchIndex`, and counts in no quorum.
 */
export interface CatchingUp extends Envelope {
  readonly type: 'catchingUp';
  readonly life: number;
  readonly matchIndex: number;
}

/**
 * Leader to a node in that life of it: it holds all that it could have known, up to `untilIndex`, and may
 * vote again.
 */
export interface CaughtUp extends Envelope {
  readonly type: 'caughtUp';
  readonly life: number;
  readonly untilIndex: number;
}

/** Leader to follower. `commitIndex` is never beyond what this follower is known to hold. */
export interface Heartbeat extends Envelope {
  readonly type: 'heartbeat';
  readonly commitIndex: number;
}

/** The follower is there; a paused leader may send again. */
export interface HeartbeatResponse extends Envelope {
  readonly type: 'heartbeatResponse';
}

/** Candidate to voter. */
export interface RequestVote extends Envelope {
  readonly type: 'requestVote';
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The leader itself asked for this election, so its lease must not stand in the way. */
  readonly leadershipTransfer: boolean;
}

/** Voter to candidate. A grant is a promise, durable before it leaves. */
export interface VoteResponse extends Envelope {
  readonly type: 'voteResponse';
  readonly granted: boolean;
}

/** Would you vote for me in `term`? Changes nothing at the voter. */
export interface PreVote extends Envelope {
  readonly type: 'preVote';
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

/** A grant repeats the term asked about; a refusal carries the voter's own term. */
export interface PreVoteResponse extends Envelope {
  readonly type: 'preVoteResponse';
  readonly granted: boolean;
}

/** Leader to a follower whose next entry has been compacted away. */
export interface InstallSnapshot extends Envelope {
  readonly type: 'installSnapshot';
  readonly snapshot: Snapshot;
}

/** Leader to the node that shall lead next: campaign now. */
export interface TimeoutNow extends Envelope {
  readonly type: 'timeoutNow';
}

/** Follower to leader: propose this. Its term is informative only and never compared. */
export interface ForwardProposal extends Envelope {
  readonly type: 'forwardProposal';
  readonly data: Uint8Array;
}

/** Follower to leader: hand over to `transferee`. Its term is informative only and never compared. */
export interface TransferLeadership extends Envelope {
  readonly type: 'transferLeadership';
  readonly transferee: string;
}

/** Everything one node says to another: plain data, shared by reference, never mutated. */
export type RaftMessage =
  | AppendEntries
  | AppendResponse
  | AppendReject
  | CatchingUp
  | CaughtUp
  | Heartbeat
  | HeartbeatResponse
  | RequestVote
  | VoteResponse
  | PreVote
  | PreVoteResponse
  | InstallSnapshot
  | TimeoutNow
  | ForwardProposal
  | TransferLeadership;

/**
 * Whether a message promises nothing that a crash could take back. In a term that is durable it may leave
 * before its Ready is. raft-rs has all of a follower's messages wait for its disk: then a disk that stalls
 * silences a healthy follower, and with check-quorum its leader steps down.
 */
export function promisesNothing(message: RaftMessage): boolean {
  switch (message.type) {
    case 'heartbeatResponse':
    case 'appendReject':
    case 'preVote':
    case 'preVoteResponse':
    case 'forwardProposal':
    case 'transferLeadership':
      return true;
    case 'voteResponse':
      return !message.granted;
    case 'requestVote':
    case 'appendResponse':
    case 'catchingUp':
    case 'caughtUp':
    case 'appendEntries':
    case 'heartbeat':
    case 'installSnapshot':
    case 'timeoutNow':
      return false;
    default:
      return unreachable(message);
  }
}

/** Term, index and length of an entry on the wire and on disk. */
export const ENTRY_HEADER_BYTES = 20;

/** Kind, two node ids of usual length and the term. */
const ENVELOPE_BYTES = 24;

const INTEGER_BYTES = 8;

/** Of what a message says beside entries and data. */
const FIELDS_BYTES: Readonly<Record<RaftMessage['type'], number>> = {
  appendEntries: 3 * INTEGER_BYTES,
  appendReject: 3 * INTEGER_BYTES,
  appendResponse: INTEGER_BYTES,
  catchingUp: 2 * INTEGER_BYTES,
  caughtUp: 2 * INTEGER_BYTES,
  heartbeat: INTEGER_BYTES,
  heartbeatResponse: 0,
  requestVote: 2 * INTEGER_BYTES + 1,
  preVote: 2 * INTEGER_BYTES + 1,
  voteResponse: 1,
  preVoteResponse: 1,
  installSnapshot: 2 * INTEGER_BYTES,
  timeoutNow: 0,
  forwardProposal: 0,
  transferLeadership: INTEGER_BYTES,
};

/** About what it takes on the wire: 24 bytes of envelope, 8 an integer, 20 an entry's header, the data. */
export function messageSizeBytes(message: RaftMessage): number {
  let sizeBytes = ENVELOPE_BYTES + FIELDS_BYTES[message.type];
  if (message.type === 'appendEntries')
    for (const { data } of message.entries) sizeBytes += ENTRY_HEADER_BYTES + data.length;
  else if (message.type === 'installSnapshot') sizeBytes += message.snapshot.data.length;
  else if (message.type === 'forwardProposal') sizeBytes += message.data.length;
  return sizeBytes;
}

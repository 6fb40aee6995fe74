import { assert } from '../assert.js';

/**
 * Draws a node's election timeout, uniform in `[lowTicks, highTicksExclusive)`.
 *
 * The draw must depend on the node and these arguments alone, so that a variant that does one thing more
 * still sees the same timeouts. `drawIndex` counts the draws within `term`, from 0.
 */
type DrawElectionTicks = (
  lowTicks: number,
  highTicksExclusive: number,
  term: number,
  drawIndex: number,
) => number;

/** Settings of one node. Defaults are those of raft-rs 0.7 (`Config::default`) where it has one. */
export interface RaftConfig {
  readonly nodeId: string;
  /** All voters, this node included, in the same order everywhere. Fixed for the life of the cluster. */
  readonly peers: readonly string[];
  readonly drawElectionTicks: DrawElectionTicks;
  /** Default 20. Without a leader's message for 1-2 times this, a node campaigns. */
  readonly electionTicks?: number;
  /** Default 2. Must be less than `electionTicks`; a tenth of it is advised. */
  readonly heartbeatTicks?: number;
  /** Default false. Ask whether an election could be won before raising the term. Raft thesis, 9.6. */
  readonly preVote?: boolean;
  /** Default false. A leader without a quorum steps down; voters protect a live leader. Raft thesis, 6.2. */
  readonly checkQuorum?: boolean;
  /**
   * Default true. False: this node's disk was empty although the cluster is not new, or has been and is not
   * yet full again. It does not vote, campaign or count until a leader has brought it up to date ({@link
   * CaughtUp}).
   */
  readonly startsAsVoter?: boolean;
  /** Default 0. Drawn at each start, so that what was said of a life before is not taken for this one. */
  readonly life?: number;
  /** Default 256. Append messages on the way to one follower; beyond it the follower is paused. */
  readonly inflightMessagesMax?: number;
  /** Default 1 MiB. Entries in one append message, at least one entry whatever its size. */
  readonly appendBytesMax?: number;
  /** Default 64 MiB. Proposed but not yet delivered data at the leader; beyond it proposals are dropped. */
  readonly uncommittedBytesMax?: number;
}

/** {@link RaftConfig} with every default filled in. */
export type ResolvedConfig = Required<RaftConfig>;

const DEFAULTS = {
  electionTicks: 20,
  heartbeatTicks: 2,
  preVote: false,
  checkQuorum: false,
  startsAsVoter: true,
  life: 0,
  inflightMessagesMax: 256,
  appendBytesMax: 1024 * 1024,
  uncommittedBytesMax: 64 * 1024 * 1024,
};

const SIZES = [
  'electionTicks',
  'heartbeatTicks',
  'inflightMessagesMax',
  'appendBytesMax',
  'uncommittedBytesMax',
] as const;

/** Fills in the defaults and checks each setting; the message of a failure names the setting. */
export function resolveConfig(config: RaftConfig): ResolvedConfig {
  const resolved: ResolvedConfig = { ...DEFAULTS, ...config, peers: [...config.peers] };
  assert(resolved.peers.includes(resolved.nodeId), 'peers: must include nodeId');
  assert(new Set(resolved.peers).size === resolved.peers.length, 'peers: must be distinct');
  for (const name of SIZES)
    assert(Number.isSafeInteger(resolved[name]) && resolved[name] > 0, `${name}: must be a positive integer`);
  assert(resolved.electionTicks > resolved.heartbeatTicks, 'electionTicks: must exceed heartbeatTicks');
  return resolved;
}

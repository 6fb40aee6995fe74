/** What can be wrong; the names are those of the Raft paper, figure 3, where it has one. */
export type ViolationKind =
  | 'electionSafety'
  | 'oneVoteATerm'
  | 'undurablePromise'
  | 'termWentBack'
  | 'leaderAppendOnly'
  | 'logMatching'
  | 'leaderCompleteness'
  | 'stateMachineSafety'
  | 'appliedOutOfOrder'
  | 'committedNotOnQuorum'
  | 'committedChanged'
  | 'committedByNobody'
  | 'commitWentBack'
  | 'commitOfOlderTerm'
  | 'marksOutOfOrder';

/** A rule did not hold. */
export class SafetyViolation extends Error {
  override readonly name = 'SafetyViolation';

  constructor(
    readonly kind: ViolationKind,
    detail: string,
  ) {
    super(`${kind}: ${detail}`);
  }
}

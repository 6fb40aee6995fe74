/** What a leader does about what it has sent. */
export interface ResendPolicy {
  /** Whether the next request waits for the answer to the one before. */
  readonly waitsForAnswer: boolean;
  /** Whether a request without an answer is sent again, and a gap in the follower's log closed, within the epoch. */
  readonly repairs: boolean;
}

/** By name: `until-acknowledged` is the reference. */
export const resendPolicies = {
  'until-acknowledged': { waitsForAnswer: true, repairs: true },
  /**
   * Historic (spec d.1, `wal_replication.rs`): what finds no connection is gone. A follower with a gap refuses all that follows, until
   * a new epoch's leader looks where their logs agree.
   */
  'fire-and-forget': { waitsForAnswer: false, repairs: false },
} as const satisfies Readonly<Record<string, ResendPolicy>>;

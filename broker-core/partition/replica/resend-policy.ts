/** What a leader does about what it has sent. */
export interface ResendPolicy {
  /** Whether the next request waits for the answer to the one before. */
  readonly waitsForAnswer: boolean;
  /** Whether a request without an answer is sent again, and a gap in the follower's log closed, within the epoch. */
  readonly repairs: boolean;
}

/** One request in flight for each follower, sent again until it is answered. */
export const untilAcknowledged: ResendPolicy = { waitsForAnswer: true, repairs: true };

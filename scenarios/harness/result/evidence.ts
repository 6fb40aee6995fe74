/** What is kept of a run to compare it with another of the same seed, and what a comparison found. */

/** The running hash after so many events, at that time. */
export interface CapsuleCheckpoint {
  readonly event: number;
  readonly atMs: number;
  readonly hash: string;
}

/** What tells two runs of the same seed apart; not in the JSON. */
export interface RunEvidence {
  /** The running hash at some events, ascending; empty if the runner kept none. */
  readonly checkpoints: readonly CapsuleCheckpoint[];
  /** One line for each event of the stretch that was asked for; empty if none was. */
  readonly eventLog: readonly string[];
}

/** Where two runs of the same seed part. */
export interface Difference {
  readonly firstHash: string;
  readonly secondHash: string;
  /** The stretch in which the first differing event lies, as far as checkpoints tell; null without any. */
  readonly stretch: { readonly fromEvent: number; readonly toEvent: number } | null;
  /** The first event that differs, if both runs kept a log of that stretch. */
  readonly event: { readonly event: number; readonly first: string; readonly second: string } | null;
  /** Why it is no wonder, if it is none: that they were made by different programs. */
  readonly otherProgram?: string;
}

/**
 * The schedule of faults, as data: what a report prints, a file holds, a person edits and a shrinker cuts. A
 * fault with an end is one entry, ended by the partner of its verb: `crash` until restart, `hold` until
 * release.
 */

/** A moment that depends on the run: `plusMs` after what `mark` names came true on `node` (`*`: any node). */
export interface MarkedMoment {
  readonly mark: string;
  readonly node: string;
  /** The how many-th time it comes true; default 1. With `*` every node's times count. */
  readonly nth?: number;
  /** At least 0; a fault begins at the earliest one microsecond after its mark. */
  readonly plusMs: number;
}

/** `plusMs` after the n-th message of that type was sent on one of those links, whether or not it arrives. */
export interface SentMoment extends MessageFields {
  readonly message: string;
  /** As of a mark. */
  readonly plusMs: number;
}

export type Moment = MarkedMoment | SentMoment;

/** Milliseconds of virtual time, with up to three decimals; or what depends on the run. */
export type Start =
  | { readonly atMs: number; readonly at?: never }
  | { readonly at: Moment; readonly atMs?: never };

/** Without an end a fault lasts until everything is healed. A mark counts from the fault's beginning on. */
export type End =
  | { readonly untilMs?: never; readonly until?: never }
  | { readonly untilMs: number; readonly until?: never }
  | { readonly until: Moment; readonly untilMs?: never };

/**
 * How long it lasts, and how often it comes. `forMs` from each beginning on, in place of an end; with
 * `everyMs` it begins again so long after it began, until its end, and roles are resolved each time.
 */
export interface Period {
  readonly forMs?: number;
  readonly everyMs?: number;
}

/** Of what happens at once: only with `everyMs` has it an end. */
export type Repetition = Omit<Period, 'forMs'> & { readonly forMs?: never } & End;

/**
 * What a fault strikes: a node (`n2`), several, or a role, which is any text with a space (`leader of
 * __meta`), resolved to nodes at the moment of effect.
 */
export type Target = string | readonly string[];

/** A directed link; `*` stands for every node. Without `channel`: all channels. */
export interface LinkFields {
  readonly from: Target;
  readonly to: Target;
  readonly channel?: string;
}

/** Which messages on a link: of one type, and of those the n-th since the fault began. Default: all. */
export interface MessageFields extends LinkFields {
  readonly message?: string;
  readonly nth?: number;
}

/** `write` is all that changes bytes or names, `sync` of files and folders alike. */
export type DiskOperation = 'read' | 'write' | 'sync';

/**
 * What a crash loses of the writes that were not synced: `none` (the machine stayed up), all but a `prefix`,
 * all but some `sectors`, or `all`.
 */
export type DiskLoss = 'none' | 'prefix' | 'sectors' | 'all';

export type CommandArgument = string | number | boolean;

/** Faults of the network that last. */
export type LinkFault =
  | { readonly type: 'partition'; readonly groups: readonly (readonly string[])[] }
  | { readonly type: 'isolate'; readonly target: Target }
  | ({ readonly type: 'cut' } & LinkFields)
  /** Each node reaches only the one before and the one after it. At least four. */
  | { readonly type: 'ring'; readonly nodes: readonly string[] }
  /** The delay becomes `delay * factor + addMs`; one of the two is given. */
  | ({ readonly type: 'slowLink'; readonly addMs?: number; readonly factor?: number } & MessageFields)
  | ({ readonly type: 'lossyLink'; readonly lossProbability: number } & MessageFields)
  | ({ readonly type: 'duplicateLink'; readonly duplicateProbability: number } & MessageFields)
  | ({ readonly type: 'reorderLink'; readonly reorderProbability: number } & MessageFields)
  /** Bytes are flipped; the receiver's check of the frame finds it, and it ends the connection. */
  | ({ readonly type: 'corruptLink'; readonly corruptProbability: number } & MessageFields)
  | ({ readonly type: 'hold' } & MessageFields);

/** Faults of a machine that last. */
export type MachineFault =
  | { readonly type: 'crash'; readonly target: Target; readonly loses: DiskLoss }
  /** A crash after which the disk is empty. */
  | { readonly type: 'wipe'; readonly target: Target }
  | { readonly type: 'pause'; readonly target: Target }
  | { readonly type: 'stallDisk'; readonly target: Target; readonly syncOnly?: boolean }
  | { readonly type: 'slowDisk'; readonly target: Target; readonly factor: number }
  | {
      readonly type: 'failDisk';
      readonly target: Target;
      readonly operations: readonly DiskOperation[];
      readonly probability: number;
    }
  /** Leaves `freeBytes` (default 0). A write is cut to what fits with `shortWrites` (default false). */
  | {
      readonly type: 'fullDisk';
      readonly target: Target;
      readonly freeBytes?: number;
      readonly shortWrites?: boolean;
    }
  | { readonly type: 'lyingSync'; readonly target: Target }
  /** Writes land in the wrong place of their file. */
  | { readonly type: 'misdirectDisk'; readonly target: Target; readonly probability: number }
  | { readonly type: 'slowCpu'; readonly target: Target; readonly factor: number }
  | { readonly type: 'clockOffset'; readonly target: Target; readonly offsetMs: number }
  | { readonly type: 'clockDrift'; readonly target: Target; readonly ppm: number };

/** What happens at once and has no partner. */
export type InstantFault =
  /** Flips that many durable bits of one file. */
  | { readonly type: 'rotDisk'; readonly target: Target; readonly path: string; readonly bitCount: number }
  /** Ends the connections of streams between the two, either way; both ends hear of it. */
  | ({ readonly type: 'resetConnections' } & LinkFields)
  /** An operator's action; only the scenario knows what the name means. */
  | {
      readonly type: 'command';
      readonly name: string;
      readonly target: Target;
      readonly args?: Readonly<Record<string, CommandArgument>>;
    };

export interface FaultIdentity {
  /** Unique in its schedule. Keys the draws of the fault, so it should stay when others are cut away. */
  readonly id: string;
}

export type LinkFaultEntry = LinkFault & FaultIdentity & Start & End & Period;
export type MachineFaultEntry = MachineFault & FaultIdentity & Start & End & Period;
export type InstantFaultEntry = InstantFault & FaultIdentity & Start & Repetition;

export type FaultEntry = LinkFaultEntry | MachineFaultEntry | InstantFaultEntry;
export type FaultType = FaultEntry['type'];
export type FaultSchedule = readonly FaultEntry[];

/** A role is a text with a space in it; everything else names a node. */
export function isRole(text: string): boolean {
  return text.includes(' ');
}

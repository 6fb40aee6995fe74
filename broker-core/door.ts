/**
 * The one door between a program and the world: clock, timers, tasks, chance, network, disk, cpu, tracing.
 *
 * Types only, and of no program in particular; the broker's own is `env.ts`. Under simulation the world is
 * `sim/`; on a real machine it would be clock, sockets and files. All is callback-shaped, because that is
 * what both worlds have in common; promises are built on top, in `runtime/`. All times are integer
 * microseconds.
 */

/** Name of a process in the cluster: `n1`, `n2`, … for brokers, `c1`, … and `r1`, … for clients. */
export type NodeId = string;

/** A function that is called later, with nothing. */
export type Callback = () => void;

/** What an interval of virtual time was spent on. The last five exist only in explanations. */
export type WaitKind =
  | 'network'
  | 'disk'
  | 'cpu'
  | 'queue'
  | 'sleep'
  | 'poll'
  | 'timeout'
  | 'tick'
  | 'backoff'
  | 'wake'
  | 'handoff'
  | 'control'
  | 'network-injected'
  | 'disk-queue'
  | 'disk-injected'
  | 'cpu-queue'
  | 'poll-overshoot';

/**
 * Why something waits: the kind, and a label a person reads in a report ("await topic replication").
 *
 * `awaits` is the key that {@link Trace.mark} uses when it comes true (`topic:orders`). With it the overshoot
 * of a poll is told apart, and whether a time-out was never, late or a lost wake-up.
 */
export interface Wait {
  readonly kind: WaitKind;
  readonly label: string;
  readonly awaits?: string;
}

/**
 * The node's own clock, for time-outs and timestamps alike. It drifts, and may be set, back too (the faults
 * `clockOffset` and `clockDrift`); timers only drift.
 */
export interface Clock {
  /** Microseconds since an arbitrary start, an integer. */
  nowUs(): number;
}

/** A pending timer; opaque. */
export interface Timer {
  readonly pending: boolean;
}

export interface Timers {
  /**
   * Calls `fire` once, `delayUs` from now (an integer >= 0). `fire` is a plain callback: it calls {@link
   * Tasks.enter} before it resumes a promise or starts an async function.
   */
  after(delayUs: number, wait: Wait, fire: Callback): Timer;
  /** Does nothing if the timer has fired or was cancelled. */
  cancel(timer: Timer): void;
}

/** The seam between callbacks and async code; see `runtime/` for the only users. */
export interface Tasks {
  /** Says that the code now running resumes a promise or starts an async function. */
  enter(): void;
  /** Calls `resume` soon, at this same instant. No two wake-ups share a turn, so their order is decided. */
  wake(wait: Wait, resume: Callback): void;
  /** The same, after all that is due on this process by then, at this instant. */
  wakeLast(wait: Wait, resume: Callback): void;
  /** A task ended with an error that nobody handles: a defect of the program, which ends the run. */
  failed(error: unknown): void;
}

export interface Random {
  /** A named stream of draws in [0, 1); one name is one stream object within a process's life. */
  stream(name: string): () => number;
  /** One draw in [0, 1) that depends on name and key alone, never on how many draws were made before. */
  keyed(name: string, key: number): number;
}

/** A named connection between two processes; a stream keeps order and repeats losses, a datagram neither. */
export interface Channel {
  readonly name: string;
  readonly transport: 'stream' | 'datagram';
}

/** Plain data, never changed once sent: what any serializer carries. */
export type Payload =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Payload[]
  | { readonly [key: string]: Payload | undefined };

/** What arrives. */
export interface Delivery {
  readonly from: NodeId;
  readonly channel: Channel;
  readonly payload: Payload;
}

export interface Network {
  /**
   * Sends `payload`, of `sizeBytes` on the wire. A sender that needs to know that it arrived waits for an
   * answer: a cut network and a machine that is down say nothing. A machine on which no process listens
   * resets the connection: `refused` is called, once, when that has come back. A partition or the end of a
   * process breaks its connections, and what was in flight on them is gone. A stream connects when it is
   * first used, and again after its connection has ended.
   */
  send(to: NodeId, channel: Channel, payload: Payload, sizeBytes: number, refused?: Callback): void;
  /** Sets the one receiver of everything that arrives at this process. */
  onDelivery(receive: (delivery: Delivery) => void): void;
  /**
   * Sets who is told that the stream to another process has ended: that process died, its machine knows no
   * such connection (any more), or sending again was given up. What was sent and not answered may have
   * arrived. It is not told of a machine that has lost power, before something is sent there.
   */
  onReset(reset: (from: NodeId, channel: Channel) => void): void;
}

/** POSIX errors that a file operation may end with. */
export type DiskErrorCode = 'EIO' | 'ENOSPC' | 'ENOENT' | 'EEXIST';

export type DiskResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: DiskErrorCode };
export type DiskDone<T> = (result: DiskResult<T>) => void;

/**
 * Files with POSIX meaning: written is not durable. `sync` makes a file's bytes durable; a new, renamed or
 * removed *name* is durable only after `syncDirectory` of its folder. Paths are absolute, with `/`.
 */
export interface Disk {
  /** Creates an empty file; `EEXIST` if there is one. */
  create(path: string, done: DiskDone<null>): void;
  /** Writes at the offset, growing the file (a gap reads as zeros); `value`: bytes written, maybe too few. */
  write(path: string, offsetBytes: number, bytes: Uint8Array, done: DiskDone<number>): void;
  /** Reads up to `lengthBytes`; fewer at the end of the file. */
  read(path: string, offsetBytes: number, lengthBytes: number, done: DiskDone<Uint8Array>): void;
  sync(path: string, done: DiskDone<null>): void;
  truncate(path: string, sizeBytes: number, done: DiskDone<null>): void;
  sizeBytes(path: string, done: DiskDone<number>): void;
  rename(fromPath: string, toPath: string, done: DiskDone<null>): void;
  remove(path: string, done: DiskDone<null>): void;
  /** Creates the folder and those above it; no error if it is there. */
  makeDirectory(path: string, done: DiskDone<null>): void;
  /** Names in the folder, sorted; files and folders alike. */
  list(path: string, done: DiskDone<readonly string[]>): void;
  syncDirectory(path: string, done: DiskDone<null>): void;
}

export interface Cpu {
  /** Occupies a worker thread for `costUs`, queueing first, then calls `done`. Zero calls at once. */
  run(costUs: number, label: string, done: Callback): void;
}

/** A moment in the run that later work can be traced back to; opaque. */
export type Cause = number;

/** A request being measured; opaque. */
export interface Span {
  readonly id: number;
  readonly operation: string;
}

/** Something that a runtime primitive or the broker found wrong without being asked. */
export interface Finding {
  readonly type:
    | 'lost-wakeup'
    /** What was waited for was so, and only the time-out ended the wait. */
    | 'slept-through'
    | 'overwritten-waiter'
    | 'notify-without-waiter'
    | 'leaked-entry'
    | 'torn-tail'
    | 'late'
    | 'never'
    /** The node has stopped itself. */
    | 'stopped';
  readonly key: string;
  readonly detail?: string;
}

/** The names under which a program counts, waits and is asked: any, unless it says which. */
export interface TraceNames {
  readonly counter: string;
  readonly wait: string;
  readonly operation: string;
}

/** Something that waits: since when, for what, and for which nodes. */
export interface PendingWait {
  readonly since: Cause;
  readonly wait: Wait;
  readonly on: readonly NodeId[];
}

/** The first that waits since a moment that `matches`; made only for that one, as thousands may wait. */
export type FindPendingWait = (matches: (since: Cause) => boolean) => PendingWait | null;

/** Where the time went. None of it changes what the program does; all of it may do nothing. */
export interface Trace<Names extends TraceNames = TraceNames> {
  /** The moment that what runs now belongs to. */
  here(): Cause;
  /** Runs `work` on behalf of what was handed over at `since` and has waited since then, for that reason. */
  handoff(since: Cause, wait: Wait, work: Callback): void;
  /**
   * As {@link handoff} for several at once: `work` serves all that was left at one of `since`, as one sync
   * serves a group of appends. What comes from one of these moments has waited since then, for that reason;
   * all else goes on from what runs now.
   */
  join(since: readonly Cause[], wait: Wait, work: Callback): void;
  /**
   * Adds a search of what waits on this node. It is asked when a time-out fires somewhere: if what was asked
   * for waits here, that is where the time went.
   */
  onTimeout(find: FindPendingWait): void;
  /** Says that what `key` names has just come true on this node. */
  mark(key: string): void;
  /**
   * Says that what `key` names is not true any more, and has to come true again: a wait that begins now has
   * not missed an earlier mark. A key that ends in `:` stands for all that begin with it.
   */
  unmark(key: string): void;
  /** Starts measuring a request; `operation` is a Kafka-like name (`createTopic`). */
  begin(operation: Names['operation']): Span;
  /** Ends it; `outcome` is `ok` or the name of an error code. */
  end(span: Span, outcome: string): void;
  /**
   * Time for those who measure, in microseconds since an arbitrary start: {@link Clock} may be set back
   * during a wait, which would make its length negative. Nothing that a program does may depend on it.
   */
  nowUs(): number;
  /** A named wait of a variant took this long, by {@link Trace.nowUs}. */
  waited(name: Names['wait'], durationUs: number): void;
  count(counter: Names['counter'], by?: number): void;
  finding(finding: Finding): void;
  /** A line for people in the timeline of the run: what happened, in a few words. */
  note(text: string): void;
}

/** The whole world of one process. */
export interface Env<Names extends TraceNames = TraceNames> {
  readonly nodeId: NodeId;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly tasks: Tasks;
  readonly random: Random;
  readonly network: Network;
  readonly disk: Disk;
  readonly cpu: Cpu;
  readonly trace: Trace<Names>;
}

/** Writes to the metadata log: proposes where this node leads, or forwards to the node that does. */
import type { Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import type { ForwardMetadataWriteResponse } from '../protocol/messages.js';
import type { ReadyLoop } from '../quorum/loop.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { sharedCompletion } from '../runtime/suspend.js';
import { select } from '../runtime/join.js';
import { measured, sleep, timeout } from '../runtime/time.js';
import type { Watch, WatchReceiver } from '../runtime/watch.js';
import { encodeCommand, requestIdOf, type Command, type SingleCommand } from '../protocol/commands.js';
import { refuse, type ApplyResult } from './apply/result.js';
import type { MetadataStore } from './store.js';

export interface ForwardConfig {
  /** Attempts of {@link MetadataWriter.forward}, the first included. */
  readonly attemptsMax: number;
  /** Before the second attempt; doubled for each further one. */
  readonly backoffUs: number;
  /** How long one attempt may take. */
  readonly timeoutUs: number;
}

/** A place in the log, and the term in which it was proposed there. */
export interface Proposed {
  readonly index: number;
  readonly term: number;
}

/** What a proposer waits for before the proposal counts as made. */
export interface ProposeWait {
  /** Whether the end of the wait says that the proposal is committed. */
  readonly reportsCommit: boolean;
  readonly wait: (ctx: Ctx, store: MetadataStore, proposed: Proposed) => Promise<FailureName | null>;
}

/** A proposal that is in the log is enough. */
export const noProposeWait: ProposeWait = { reportsCommit: false, wait: () => Promise.resolve(null) };

export interface WriterDeps {
  readonly loop: ReadyLoop;
  readonly rpc: Rpc;
  readonly store: MetadataStore;
  readonly forward: ForwardConfig;
  readonly proposeWait: ProposeWait;
  /** For observers: a proposal was accepted; null: by passing it on to another node. */
  readonly onAccepted: (place: Proposed | null) => void;
  /** For observers: a proposal was reported as committed. */
  readonly onReported: (index: number, term: number) => void;
  /** Sent on when this node hears of another leader. */
  readonly leadership: Watch<number>;
  /** Between two attempts of {@link MetadataWriter.write} when no leader is known, or it did not answer. */
  readonly retryUs: number;
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly error: FailureName };

/** A proposal that was accepted has a place, unless Raft has passed it on. */
export type ProposalOutcome = Written & { readonly index?: number; readonly term?: number };

const FORWARD: Wait = { kind: 'timeout', label: 'forward attempt' };
const FORWARD_BACKOFF: Wait = { kind: 'backoff', label: 'forward backoff' };
const WRITE: Wait = { kind: 'timeout', label: 'metadata write' };
const WRITE_RETRY: Wait = { kind: 'backoff', label: 'metadata write retry' };
const APPLIED: Wait = { kind: 'wake', label: 'request applied' };
/** Of a forwarded write: what became of it is not known, or another node leads. */
const NOT_DEFINITE: ReadonlySet<FailureName> = new Set([
  'NOT_CONTROLLER',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
]);

export class MetadataWriter {
  constructor(private readonly deps: WriterDeps) {}

  get isLeader(): boolean {
    return this.deps.loop.leadership().leads;
  }

  /** As this node last heard of who leads. */
  get term(): number {
    return this.deps.leadership.value;
  }

  /** The node that this one takes for the leader. */
  get leaderId(): string | null {
    return this.deps.loop.leadership().leaderId;
  }

  /** Puts a command into the log of this node, which must lead. Says nothing of its commit. */
  async propose(ctx: Ctx, command: Command): Promise<ProposalOutcome> {
    const { loop, store, proposeWait, onAccepted } = this.deps;
    if (!this.isLeader) return { ok: false, error: 'NOT_CONTROLLER' };
    const proposed = await loop.propose(ctx, encodeCommand(command));
    if (proposed.type === 'dropped') return { ok: false, error: 'NOT_CONTROLLER' };
    if (proposed.type === 'forwarded') {
      // Who leads may drop it, or be another by the time that it comes there.
      onAccepted(null);
      return { ok: true };
    }
    const { index, term } = proposed;
    store.noteProposed(index, term);
    onAccepted({ index, term });
    const error = await proposeWait.wait(ctx, store, { index, term });
    if (error !== null) return { ok: false, error };
    if (proposeWait.reportsCommit) this.deps.onReported(index, term);
    return { ok: true, index, term };
  }

  /** Says that the proposer takes it for committed. */
  noteReported({ index, term }: ProposalOutcome): void {
    if (index !== undefined && term !== undefined) this.deps.onReported(index, term);
  }

  /**
   * Retries after any error, with a doubling backoff. Not idempotent: after a lost answer it writes again.
   * 1. The answer to the first attempt is late. 2. The second one meets a node that does not lead. 3. The
   * first one is carried out. So once what became of an attempt is not known, no later refusal is the answer.
   */
  async forward(ctx: Ctx, command: Command): Promise<Written> {
    const { attemptsMax, backoffUs } = this.deps.forward;
    let error: FailureName = 'NOT_CONTROLLER';
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const leaderId = this.leaderId;
      if (leaderId !== null) {
        const outcome = await this.forwardOnce(ctx, leaderId, command);
        if (outcome !== null && outcome.type !== 'failed') return { ok: true };
        if (error !== 'REQUEST_TIMED_OUT') error = outcome?.error ?? 'REQUEST_TIMED_OUT';
      }
      if (attempt + 1 < attemptsMax) {
        const delayUs = backoffUs * 2 ** attempt;
        await sleep(ctx, delayUs, FORWARD_BACKOFF);
        ctx.env.trace.waited('forward.backoff', delayUs);
      }
    }
    return { ok: false, error };
  }

  /**
   * Writes a command that names its request, and waits until it is applied *here*: tries again and again
   * under the same id, so repetition is harmless. For at most `limitUs`; then its effect is unknown.
   */
  write(ctx: Ctx, command: SingleCommand, limitUs: number): Promise<ApplyResult> {
    return this.#writeBy(ctx, command, limitUs, (trying) => this.tryUntilRefused(trying, command));
  }

  /** As {@link write}, where this node leads, for one try: the senders of forwarded writes try again. */
  writeAsLeader(ctx: Ctx, command: SingleCommand, limitUs: number): Promise<ApplyResult> {
    return this.#writeBy(ctx, command, limitUs, async (trying) => {
      const proposed = await this.propose(trying, command);
      if (!proposed.ok) return refuse(proposed.error);
      await sleep(trying, limitUs, WRITE_RETRY);
      return refuse('REQUEST_TIMED_OUT');
    });
  }

  async #writeBy(
    ctx: Ctx,
    command: SingleCommand,
    limitUs: number,
    attempt: (ctx: Ctx) => Promise<ApplyResult>,
  ): Promise<ApplyResult> {
    const requestId = requestIdOf(command);
    if (requestId === null) return refuse('INVALID_REQUEST');
    const { store } = this.deps;
    const written = await timeout(
      ctx,
      limitUs,
      WRITE,
      (inner): Promise<ApplyResult> =>
        select(inner, [
          (waiting) => untilTold<ApplyResult>(waiting, APPLIED, (done) => store.onRequest(requestId, done)),
          attempt,
        ]),
      () => store.view.answer(requestId) !== undefined,
    );
    return written.timedOut ? refuse('REQUEST_TIMED_OUT') : written.value;
  }

  /** Proposes, where this node leads, and gives the result of applying it; a refusal changed nothing. */
  async proposeAndApply(ctx: Ctx, command: Command, limitUs: number): Promise<ApplyResult> {
    const proposed = await this.propose(ctx, command);
    if (!proposed.ok) return refuse(proposed.error);
    const { index, term } = proposed;
    if (index === undefined || term === undefined) return refuse('NOT_CONTROLLER');
    const { store } = this.deps;
    const applied = await timeout(
      ctx,
      limitUs,
      WRITE,
      (inner) => untilTold<ApplyResult | null>(inner, APPLIED, (done) => store.onIndex(index, term, done)),
      () => store.view.appliedIndex >= index,
    );
    return applied.timedOut ? refuse('REQUEST_TIMED_OUT') : (applied.value ?? refuse('NOT_CONTROLLER'));
  }

  /** Tells of each change of who leads; its value is the term. */
  leadershipChanges(): WatchReceiver<number> {
    return this.deps.leadership.subscribe();
  }

  /** One attempt, without a retry; null: no answer in time. */
  async forwardOnce(
    ctx: Ctx,
    leaderId: string,
    command: Command,
  ): Promise<ForwardMetadataWriteResponse['outcome'] | null> {
    const { rpc, forward } = this.deps;
    const called = await measured(ctx, 'forward.attempt', () =>
      rpc.call(ctx, leaderId, { type: 'forwardMetadataWrite', command }, forward.timeoutUs, FORWARD),
    );
    return called.answered ? called.response.outcome : null;
  }

  /** Writes again and again. Ends only with a definite refusal; success is seen by its being applied here. */
  async tryUntilRefused(ctx: Ctx, command: SingleCommand): Promise<ApplyResult> {
    for (;;) {
      const changes = this.deps.leadership.subscribe();
      const leaderId = this.leaderId;
      let isOnItsWay = false;
      // Once in the log it is committed or overwritten within an election; the next try finds out.
      if (this.isLeader) isOnItsWay = (await this.propose(ctx, command)).ok;
      else if (leaderId !== null) {
        // A leader that has lost its place will not answer: a change of leader ends the wait for it.
        const outcome = await select(ctx, [
          (inner) => this.forwardOnce(inner, leaderId, command),
          async (inner): Promise<null> => {
            await changes.clone().changed(inner);
            return null;
          },
        ]);
        if (outcome?.type === 'failed' && !NOT_DEFINITE.has(outcome.error)) return refuse(outcome.error);
        isOnItsWay = outcome?.type === 'applied';
      }
      await this.#untilNextTry(ctx, changes, isOnItsWay);
    }
  }

  /** What is on its way is retried when the leader changes or a forward times out; anything else soon. */
  async #untilNextTry(ctx: Ctx, changes: WatchReceiver<number>, isOnItsWay: boolean): Promise<void> {
    const { retryUs, forward } = this.deps;
    if (!isOnItsWay) {
      await sleep(ctx, retryUs, WRITE_RETRY);
      return;
    }
    await select(ctx, [
      (inner) => sleep(inner, forward.timeoutUs, WRITE_RETRY, () => changes.isMissed),
      (inner) => changes.changed(inner),
    ]);
  }
}

/** Waits until it is told. `listen` gives what unsubscribes, which is called however the wait ends. */
export async function untilTold<T>(
  ctx: Ctx,
  wait: Wait,
  listen: (told: (value: T) => void) => () => void,
): Promise<T> {
  let forget = (): void => undefined;
  try {
    return await sharedCompletion<T>(ctx, wait, (done) => {
      forget = listen(done);
    });
  } finally {
    forget();
  }
}

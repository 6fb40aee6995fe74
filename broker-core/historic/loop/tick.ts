/**
 * One Ready for each tick, as in the documents' broker (@cfb53bd raft_cluster.rs): each turn of a
 * `tokio::time::interval` ticks the Raft clock, takes in what has come since the last, and carries out one
 * Ready. So a follower counts its ticks from the turn after the one that found a heartbeat. What the loop
 * holds meanwhile is a strategy of its own (`ready-io.ts`).
 *
 * So a commit on the leader takes one to two periods: the proposal waits for the next tick to leave, and the
 * answers, which come within milliseconds, for the one after (spec 0.2).
 */
import type { Cause, Wait } from '../../env.js';
import { leadershipOf, type Leadership, type LoopConfig, type ReadyLoop } from '../../quorum/loop.js';
import type { QuorumNode } from '../../quorum/node.js';
import type { ReadyIo, ReadyTurns } from './ready-io.js';
import type { ProposeResult, RaftMessage, Ready } from '../../raft/index.js';
import { spawn, type Ctx } from '../../runtime/ctx.js';
import { Mutex } from '../../runtime/locks.js';
import { Interval, sleep, type MissedTicks } from '../../runtime/time.js';

const NO_LEADER: ProposeResult = { type: 'dropped', reason: 'noLeader' };
const TICK: Wait = { kind: 'tick', label: 'ready loop' };

export interface TurnsConfig {
  readonly readyIo: ReadyIo;
  /** What becomes of ticks that fell while a turn lasted. */
  readonly missedTicks: MissedTicks;
  /** Whether the result of `advance` is used: only there is a commit that came together with its entry. */
  readonly handlesLightReady: boolean;
  /** Whether a proposer checks who leads under the lock under which it proposes, or under an earlier one. */
  readonly checksWithProposal: boolean;
  /** Whether questions after the leader are answered from flags that are set at the end of a turn. */
  readonly cachesLeadership: boolean;
}

interface Arrived {
  readonly message: RaftMessage;
  readonly at: Cause;
}

export class TickLoop implements ReadyLoop, ReadyTurns {
  readonly lock = new Mutex('raft_node');
  #inbox: Arrived[] = [];
  #changes: (() => void)[] = [];
  /** As of when a Ready was last given back. */
  #cachedLeadership: Leadership = { leads: false, leaderId: null };

  constructor(
    readonly node: QuorumNode,
    private readonly config: LoopConfig,
    private readonly turns: TurnsConfig,
  ) {}

  start(): void {
    spawn(this.node.deps.env, (ctx) => this.#run(ctx));
  }

  receive(message: RaftMessage): void {
    this.#inbox.push({ message, at: this.node.deps.env.trace.here() });
  }

  /**
   * Unless checked with it, two locks (S4:L295-318): 1. The node leads when checked. 2. A turn of the loop
   * takes the lock, and learns of another leader. 3. Raft forwards the proposal, and all seems well (L17).
   */
  async propose(ctx: Ctx, data: Uint8Array): Promise<ProposeResult> {
    const { checksWithProposal } = this.turns;
    if (!checksWithProposal && !(await this.lock.hold(ctx, () => this.#leads()))) return NO_LEADER;
    // Checked with it, a follower's proposal is an error here, not a message to the leader.
    return this.lock.hold(ctx, () =>
      checksWithProposal && !this.#leads() ? NO_LEADER : this.#propose(data),
    );
  }

  #leads(): boolean {
    return this.node.deps.raft.status().role === 'leader';
  }

  #propose(data: Uint8Array): ProposeResult {
    const result = this.node.deps.raft.propose(data);
    if (result.type === 'appended') this.node.noteProposal();
    return result;
  }

  transferLeadership(to: string): void {
    this.whenIdle(() => this.node.deps.raft.transferLeadership(to));
  }

  whenIdle(change: () => void): void {
    this.#changes.push(change);
  }

  leadership(): Leadership {
    return this.turns.cachesLeadership ? this.#cachedLeadership : leadershipOf(this.node.deps.raft);
  }

  onBehalf(work: () => void): void {
    const cause = this.#cause();
    if (cause === null) work();
    else this.node.deps.env.trace.handoff(cause, TICK, work);
  }

  take(): Ready | null {
    const { node } = this;
    const { raft } = node.deps;
    for (const change of this.#changes.splice(0)) change();
    raft.tick();
    for (const { message } of this.#inbox.splice(0)) if (!node.step(message)) return null;
    if (!raft.hasReady()) return null;
    const ready = raft.ready();
    node.send(ready.messages);
    return ready;
  }

  complete(ready: Ready): void {
    const { node } = this;
    const { raft } = node.deps;
    node.send(ready.persistedMessages);
    node.apply(ready.committedEntries);
    const light = raft.advance(ready);
    if (this.turns.handlesLightReady) {
      node.send(light.messages);
      node.apply(light.committedEntries);
    }
    this.rememberLeadership();
  }

  rememberLeadership(): void {
    this.#cachedLeadership = leadershipOf(this.node.deps.raft);
  }

  async #run(ctx: Ctx): Promise<void> {
    const { phaseUs, tickUs } = this.config;
    const { readyIo, missedTicks } = this.turns;
    await sleep(ctx, phaseUs, TICK);
    const interval = new Interval(ctx.env, tickUs, TICK, missedTicks);
    while (!this.node.stopped) {
      await interval.tick(ctx);
      await readyIo(ctx, this);
    }
  }

  /** What has waited for this tick: the first entries or answers that came, or else the oldest proposal. */
  #cause(): Cause | null {
    const proposed = this.node.takeProposalCause();
    const answer = this.#inbox.find(
      ({ message }) => message.type === 'appendResponse' || message.type === 'appendEntries',
    );
    return answer?.at ?? proposed;
  }
}
